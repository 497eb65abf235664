// The activities' names and shapes: the contract between src/workflows and src/activities.
import type { AgentOutcome, AgentTask, AgentYield } from "./agent.ts";
import type { CheckOutcome, CheckTask } from "./check.ts";
import type {
  AskedTask,
  Choice,
  ChoiceQuestion,
  ModelAnswer,
  SystemStart,
  WorkspaceFacts,
} from "./choice.ts";
import type { Json, JsonObject } from "./json.ts";
import type { MergeOutcome, MergeTask } from "./merge.ts";
import type { OpenedPlan, OpenPlanTask, SavedScriptPlace, SaveScriptTask } from "./planner.ts";
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
  /** With what can be said of it before it runs: somebody is to be asked. */
  readonly review?: true;
  /** With `review`: the run's own model, when its input names one. */
  readonly runModel?: string;
};

export type ValidateAnswerTask = { readonly schema: JsonObject; readonly value?: Json };

/** `problem` is null when the schema is sound and the value, if given, fits it. */
export type ValidateAnswerOutcome = { readonly problem: string | null };

export type ChooseSystemTask = {
  readonly asked: AskedTask;
  /** As given by the run's input; `null` for the worker's first workspace. */
  readonly workspace: string | null;
  /** Of the run's input: what it will take is priced by it. `null` for the worker's own. */
  readonly model: string | null;
  /** What was seen before; absent: the workspace is looked at. */
  readonly facts?: WorkspaceFacts;
  /** Of the model that was asked; `null`: it gave none, and the smallest system is taken. Absent: not asked yet. */
  readonly answer?: ModelAnswer | null;
};

/** `open`: a model has to be asked first. `start` is the saved script that is the system, and its arguments. */
export type ChooseSystemOutcome = {
  /** Absolute path. */
  readonly workspace: string;
  readonly facts: WorkspaceFacts;
  /** Search attributes the server has registered. */
  readonly searchAttributes: readonly string[];
} & (
  | { readonly kind: "open"; readonly question: ChoiceQuestion }
  | { readonly kind: "chosen"; readonly choice: Choice; readonly start: SystemStart }
);

/** Activities of the light queue (`pawl`). */
export type LightActivities = {
  /** Fails with a run failure type (`ScriptNotFound`, `ScriptSyntaxError`, `ScriptMetaError`, `InvalidInput`). */
  prepareScript(task: PrepareScriptTask): Promise<PreparedScript>;
  /** Fails with `InvalidInput` for a workspace that is not served. */
  chooseSystem(task: ChooseSystemTask): Promise<ChooseSystemOutcome>;
  check(task: CheckTask): Promise<CheckOutcome>;
  /** K02. Fails with `MergeCannotStart`; a conflict is an outcome. Idempotent by run and `id`. */
  merge(task: MergeTask): Promise<MergeOutcome>;
  /** Fails with `InvalidInput` when there is no such run or workspace. */
  openPlan(task: OpenPlanTask): Promise<OpenedPlan>;
  /** Under a free name; never over another file. Idempotent. */
  saveScript(task: SaveScriptTask): Promise<SavedScriptPlace>;
  validateAnswer(task: ValidateAnswerTask): Promise<ValidateAnswerOutcome>;
  /** Asks the server to cancel the calling run: a workflow cannot cancel itself. */
  cancelRun(stop: Stop): Promise<void>;
};

/** Activities of the agents' queue (`pawl-agents`). */
export type AgentActivities = {
  /** Fails with an `AgentFailureType`; the first detail is an `AgentFailureDetail`. */
  agent(task: AgentTask): Promise<AgentOutcome | AgentYield>;
};
