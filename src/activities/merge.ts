// The `merge` activity: brings branches into the workspace, and says to the server that it is at it.
import { ApplicationFailure, Context } from "@temporalio/activity";
import type { LightActivities } from "../protocol/activities.ts";
import { mergeBranches } from "../workspace/merge/merge-branches.ts";
import { whileBeating } from "./while-beating.ts";

export type MergeActivityOptions = {
  /** PAWL_HOME: records of merges go under it. */
  readonly home: string;
};

/** Errors that another try would meet again. */
const FINAL = ["MergeCannotStart", "CheckCannotStart", "SandboxMissing"];

/** Fails for good with type `MergeCannotStart`; a branch that does not go in is an outcome, not a failure. */
export function makeMergeActivity({ home }: MergeActivityOptions): LightActivities["merge"] {
  return async function merge(task) {
    const context = Context.current();
    const { workflowId, runId } = context.info.workflowExecution ?? {
      workflowId: "none",
      runId: context.info.activityId,
    };
    return whileBeating(context, async (signal) => {
      try {
        return await mergeBranches(task, { home, workflowId, runId, signal });
      } catch (error) {
        if (!(error instanceof Error) || !FINAL.includes(error.name)) throw error;
        throw ApplicationFailure.nonRetryable(error.message, "MergeCannotStart");
      }
    });
  };
}
