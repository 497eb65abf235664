// The `check` activity: runs a command, and says so to the server while it does.
import { ApplicationFailure, Context } from "@temporalio/activity";
import type { CheckOutcome, CheckTask } from "../protocol/check.ts";
import { HEARTBEAT_EVERY_MS } from "../protocol/limits.ts";
import { CheckCannotStart, runCheck } from "../workspace/run-check.ts";

/** Fails for good with type `CheckCannotStart`; a command that fails is an outcome, not a failure. */
export async function check(task: CheckTask): Promise<CheckOutcome> {
  const context = Context.current();
  // Before anything else: cancellation reaches an activity with its heartbeats only.
  context.heartbeat();
  const pulse = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await runCheck(task, context.cancellationSignal);
  } catch (error) {
    // Cancelled: `cancelled` rejects with the failure that Temporal knows as such.
    if (context.cancellationSignal.aborted) return await context.cancelled;
    if (!(error instanceof CheckCannotStart)) throw error;
    throw ApplicationFailure.nonRetryable(error.message, "CheckCannotStart");
  } finally {
    clearInterval(pulse);
  }
}
