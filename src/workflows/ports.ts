// What the run's logic needs of the world. Temporal stands behind it in temporal.ts, hand-held promises in tests.
import type {
  ChooseSystemOutcome,
  ChooseSystemTask,
  PrepareScriptTask,
  ValidateAnswerOutcome,
  ValidateAnswerTask,
} from "../protocol/activities.ts";
import type { AgentFailureDetail, AgentOutcome, AgentTask, AgentYield } from "../protocol/agent.ts";
import type { CheckOutcome, CheckTask } from "../protocol/check.ts";
import type { Stop } from "../protocol/control.ts";
import type { MergeOutcome, MergeTask } from "../protocol/merge.ts";
import type { OpenedPlan, OpenPlanTask, SavedScriptPlace, SaveScriptTask } from "../protocol/planner.ts";
import type { PreparedScript } from "../protocol/script.ts";

export type Timer = { readonly fired: Promise<void>; cancel(): void };

export type RunPorts = {
  /** Milliseconds since 1970. */
  now(): number;
  /** `stoppable` is called at once with what cancels it. */
  agent(task: AgentTask, stoppable: (stop: () => void) => void): Promise<AgentOutcome | AgentYield>;
  /** `label` names the command in Temporal's UI. */
  check(task: CheckTask, label: string): Promise<CheckOutcome>;
  /** `label` as for a check. */
  merge(task: MergeTask, label: string): Promise<MergeOutcome>;
  prepareScript(task: PrepareScriptTask): Promise<PreparedScript>;
  chooseSystem(task: ChooseSystemTask): Promise<ChooseSystemOutcome>;
  openPlan(task: OpenPlanTask): Promise<OpenedPlan>;
  saveScript(task: SaveScriptTask): Promise<SavedScriptPlace>;
  validateAnswer(task: ValidateAnswerTask): Promise<ValidateAnswerOutcome>;
  cancelRun(stop: Stop): Promise<void>;
  timer(ms: number): Timer;
  /** Resolves as soon as the condition holds; rejects when the run is cancelled. */
  until(condition: () => boolean): Promise<void>;
  /** Changes with every workflow task. */
  taskNumber(): number;
  /** Resolves in a later workflow task. */
  nextTask(): Promise<void>;
  /** Whether this run goes by a change of what runs do; false for those that were here before it (Temporal's `patched`). */
  patched(change: string): boolean;
  history(): { readonly events: number; readonly bytes: number };
};

/** Why an activity failed, whatever Temporal wrapped around it. */
export type ActivityError = {
  readonly cancelled: boolean;
  readonly timedOut: boolean;
  readonly type: string | null;
  readonly message: string;
  readonly detail: AgentFailureDetail | null;
};
