// How a run ended: its result, or its failure with the record the engine put into the first detail.
import { WorkflowFailedError, type ApplicationFailure } from "@temporalio/client";
import type { RunResult, RunStatus } from "../protocol/run-result.ts";
import type { Session } from "./connect.ts";
import type { RunRef } from "./describe-run.ts";

export type RunEnd = {
  readonly status: RunStatus;
  /** `null` when the run ended before it had a record. */
  readonly result: RunResult | null;
  /** Why it failed or who stopped it; `null` for a run that returned. */
  readonly failure: { readonly type: string; readonly message: string } | null;
};

/** Waits for the end of the run. Throws what the connection throws (`isUnreachable`). */
export async function awaitRunEnd(session: Session, ref: RunRef): Promise<RunEnd> {
  try {
    const result = await session.client.workflow.getHandle(ref.workflowId, ref.runId).result();
    const record = isRunResult(result) ? result : null;
    return { status: record?.status ?? "completed", result: record, failure: null };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return failedEnd(error.cause);
  }
}

function failedEnd(cause: Error | undefined): RunEnd {
  const name = cause?.name ?? "";
  const message = cause?.message ?? "The run failed; the server gave no reason.";
  const record = recordOf(cause);
  if (name === "CancelledFailure") {
    return { status: "stopped", result: record, failure: { type: "Stopped", message } };
  }
  if (name === "TerminatedFailure") {
    return { status: "stopped", result: null, failure: { type: "Terminated", message } };
  }
  const type = (cause as Partial<ApplicationFailure> | undefined)?.type ?? (name || "Unknown");
  return { status: "failed", result: record, failure: { type, message } };
}

function recordOf(cause: Error | undefined): RunResult | null {
  const details = (cause as Partial<ApplicationFailure> | undefined)?.details;
  const first: unknown = details?.[0];
  return isRunResult(first) ? first : null;
}

function isRunResult(value: unknown): value is RunResult {
  return typeof value === "object" && value !== null && "status" in value && "census" in value;
}
