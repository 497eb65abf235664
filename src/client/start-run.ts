// Starts a run: a workflow of a type of pawl's with one argument, named and described for Temporal's own viewers too.
import { randomBytes } from "node:crypto";
import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { DoInput } from "../protocol/do-input.ts";
import {
  MEMO_SCRIPT,
  type WORKFLOW_TYPE_DO,
  type WORKFLOW_TYPE_PLAN,
  type WORKFLOW_TYPE_RUN,
} from "../protocol/names.ts";
import type { PlanInput } from "../protocol/plan-input.ts";
import { SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import type { RunInput } from "../protocol/run-input.ts";
import { ClientError } from "./client-error.ts";
import type { Session } from "./connect.ts";
import type { RunRef } from "./describe-run.ts";

/** The run's type, and what one of that type takes. */
export type TypedInput =
  | { readonly type: typeof WORKFLOW_TYPE_RUN; readonly input: RunInput }
  | { readonly type: typeof WORKFLOW_TYPE_DO; readonly input: DoInput }
  | { readonly type: typeof WORKFLOW_TYPE_PLAN; readonly input: PlanInput };

export type StartRequest = TypedInput & {
  /** The script's name: shown wherever the run is. */
  readonly name: string;
  readonly description?: string;
  /** Workflow id; made from the name when left out. */
  readonly id?: string;
};

const NAME_CHARS = 40;

/** Throws `ClientError` of kind `run-exists` when the id was ever used, `refused` when the server says no. */
export async function startRun(session: Session, request: StartRequest): Promise<Required<RunRef>> {
  const workflowId = request.id ?? makeRunId(request.name);
  try {
    const handle = await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
      session.client.workflow.start(request.type, {
        taskQueue: session.taskQueue,
        workflowId,
        // Transcripts and people both speak of a run by its id: an id means one run, open or closed.
        workflowIdReusePolicy: "REJECT_DUPLICATE",
        args: [request.input],
        memo: { [MEMO_SCRIPT]: request.name },
        staticSummary: request.name,
        ...(request.description ? { staticDetails: request.description } : {}),
      }),
    );
    return { workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== null) throw refusal;
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new ClientError(
      "run-exists",
      `Expected an id that no run has had; got ${JSON.stringify(workflowId)}, which is taken.`,
      `Choose another --id, or see that run: pawl show ${workflowId}`,
    );
  }
}

const GRPC_INVALID_ARGUMENT = 3;
const GRPC_RESOURCE_EXHAUSTED = 8;

/** The server takes no such start: an id too long, an input over its 2 MB. `null` for any other error. */
function refusalOf(error: unknown): ClientError | null {
  const { code, details } = ((error as Error).cause ?? {}) as { code?: number; details?: string };
  if (code !== GRPC_INVALID_ARGUMENT && code !== GRPC_RESOURCE_EXHAUSTED) return null;
  return new ClientError(
    "refused",
    `Expected a start that the Temporal server takes; it refused this one: ${details ?? "no reason given"}.`,
    "Args and script together may have 2 MB, an id 1,000 characters: put large data into files of the workspace.",
  );
}

/** `Fix all the tests` becomes `fix-all-the-tests-3f9a1c`. */
function makeRunId(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .slice(0, NAME_CHARS)
    .replace(/^-+|-+$/gu, "");
  return `${slug || "run"}-${randomBytes(3).toString("hex")}`;
}
