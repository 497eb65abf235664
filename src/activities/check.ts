// The `check` activity: runs a command, and says so to the server while it does.
import { ApplicationFailure, Context } from "@temporalio/activity";
import type { CheckOutcome, CheckTask } from "../protocol/check.ts";
import { CheckCannotStart, runCheck } from "../workspace/run-check.ts";
import { whileBeating } from "./while-beating.ts";

/** Fails for good with type `CheckCannotStart`; a command that fails is an outcome, not a failure. */
export async function check(task: CheckTask): Promise<CheckOutcome> {
  return whileBeating(Context.current(), async (signal) => {
    try {
      return await runCheck(task, signal);
    } catch (error) {
      if (!(error instanceof CheckCannotStart)) throw error;
      throw ApplicationFailure.nonRetryable(error.message, "CheckCannotStart");
    }
  });
}
