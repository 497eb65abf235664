// The activities' names and shapes: the contract between src/workflows and src/activities.
import type { AgentOutcome, AgentTask, AgentYield } from "./agent.ts";
import type { CheckOutcome, CheckTask } from "./check.ts";
import type { Json, JsonObject } from "./json.ts";
import type { MergeOutcome, MergeTask } from "./merge.ts";
import type { ScriptRef } from "./run-input.ts";
import type { PreparedScript } from "./script.ts";
import type { Stop } from "./control.ts";

export type PrepareScriptTask = {
  readonly ref: ScriptRef;
  /** As given by the run's input; `null` for the worker's first workspace. */
  readonly workspace: string | null;
  /** Id of the script engine that will run it, echoed: the run is bound to it from then on. */
  readonly engine: string;
  /** What the script was given, for scripts that have an `argsSchema`. */
  readonly args?: Json;
  /** In place of args that are too large to be sent along: how many bytes they have as JSON. */
  readonly argsBytes?: number;
};

export type ValidateAnswerTask = { readonly schema: JsonObject; readonly value?: Json };

/** `problem` is null when the schema is sound and the value, if given, fits it. */
export type ValidateAnswerOutcome = { readonly problem: string | null };

/** Activities of the light queue (`pawl`). */
export type LightActivities = {
  /** Fails with a run failure type (`ScriptNotFound`, `ScriptSyntaxError`, `ScriptMetaError`, `InvalidInput`). */
  prepareScript(task: PrepareScriptTask): Promise<PreparedScript>;
  check(task: CheckTask): Promise<CheckOutcome>;
  /** K02. Fails with `MergeCannotStart`; a conflict is an outcome. Idempotent by run and `id`. */
  merge(task: MergeTask): Promise<MergeOutcome>;
  validateAnswer(task: ValidateAnswerTask): Promise<ValidateAnswerOutcome>;
  /** Asks the server to cancel the calling run: a workflow cannot cancel itself. */
  cancelRun(stop: Stop): Promise<void>;
};

/** Activities of the agents' queue (`pawl-agents`). */
export type AgentActivities = {
  /** Fails with an `AgentFailureType`; the first detail is an `AgentFailureDetail`. */
  agent(task: AgentTask): Promise<AgentOutcome | AgentYield>;
};
