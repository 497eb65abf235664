// The `saveScript` activity: an approved script in the workspace's folder of scripts.
import { ApplicationFailure } from "@temporalio/activity";
import type { LightActivities } from "../protocol/activities.ts";
import { WORKFLOW_TYPES } from "../protocol/names.ts";
import { saveScript, ScriptNotSaved } from "../workspace/save-script.ts";
import { listSavedScripts, type ScriptPlaces } from "../workspace/saved-scripts.ts";

/** Idempotent: a second try finds the file of the first. */
export function makeSaveScript(places: Omit<ScriptPlaces, "workspace">): LightActivities["saveScript"] {
  return async function save(task) {
    const known = await listSavedScripts({ ...places, workspace: task.workspace });
    try {
      return { path: await saveScript(task, [...WORKFLOW_TYPES, ...known.map(({ name }) => name)]) };
    } catch (error) {
      if (!(error instanceof ScriptNotSaved)) throw error;
      throw ApplicationFailure.nonRetryable(error.message, error.name);
    }
  };
}
