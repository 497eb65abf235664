// The `openPlan` activity: where a plan is made, and the script of the earlier run that is to be changed.
import { ApplicationFailure, Context } from "@temporalio/activity";
import type { LightActivities } from "../protocol/activities.ts";
import type { EarlierRun } from "../protocol/plan-input.ts";
import type { ScriptView } from "../protocol/run-views.ts";
import { servedWorkspace } from "./served-workspace.ts";

export type OpenPlanOptions = {
  /** Absolute paths of the directories the worker serves; the first is the default. */
  readonly workspaces: readonly string[];
  /** Of pawl's search attributes, those the server has registered. */
  readonly searchAttributes: readonly string[];
};

export function makeOpenPlan({ workspaces, searchAttributes }: OpenPlanOptions): LightActivities["openPlan"] {
  return async function openPlan(task) {
    const workspace = await servedWorkspace(workspaces, task.workspace);
    const earlier = task.from === null ? {} : { earlier: await scriptOf(task.from) };
    return { workspace, searchAttributes, ...earlier };
  };
}

/** From the run's own history, by its query: the file it came from may be another by now. */
async function scriptOf({ workflowId, runId }: EarlierRun): Promise<string> {
  const handle = Context.current().client.workflow.getHandle(workflowId, runId);
  const view = await handle.query<ScriptView | null>("script").catch((error: unknown) => {
    if (error instanceof Error && /NotFound/.test(error.name))
      throw noScript(`there is no run ${workflowId}`);
    throw error; // no worker has it just now: tried again
  });
  if (view === null || view.text === "") throw noScript(`the run ${workflowId} never had one`);
  return view.text;
}

function noScript(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Option from: expected a run whose script is to be changed; ${why}. See: pawl ls.`,
    "InvalidInput",
  );
}
