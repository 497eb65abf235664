// Stops a run: the signal `stop` carries who and why; Temporal's cancel is the way when it is not taken.
import type { Stop } from "../protocol/control.ts";
import { SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Session } from "./connect.ts";
import type { RunRef } from "./describe-run.ts";
import { isClientError } from "./client-error.ts";
import { sendMessage, type Delivery } from "./send-message.ts";

/** Throws `ClientError` of kind `refused` when the run is over. */
export async function stopRun(session: Session, ref: RunRef, stop: Stop): Promise<Delivery> {
  try {
    return await sendMessage(session, ref, { name: "stop", argument: stop });
  } catch (error) {
    if (isClientError(error)) throw error;
    const handle = session.client.workflow.getHandle(ref.workflowId, ref.runId);
    await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () => handle.cancel());
    return { kind: "left" };
  }
}
