// The steps of a plan: a planner writes a script, what is wrong with it goes back, a person decides on it. All of it is
// the run's own history: the script that was approved is the one that runs, whatever becomes of any file.
import { systemNamedAlone, type System } from "../../protocol/choice.ts";
import { PLAN_QUESTIONS_MAX, PLAN_REJECTIONS_MAX, PLAN_REPAIRS_MAX } from "../../protocol/limits.ts";
import { WORKFLOW_TYPE_PLAN } from "../../protocol/names.ts";
import type { PlanSettings } from "../../protocol/plan-input.ts";
import type { OpenedPlan } from "../../protocol/planner.ts";
import type { RunSettings } from "../../protocol/run-input.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import { makeRunContext } from "../make-run-context.ts";
import { nativeScript } from "../native-script.ts";
import type { OpenRun } from "../open-run.ts";
import { RunFailure } from "../run-failure.ts";
import { inRunScope } from "../run-scope.ts";
import { judgeVersion, type Judged } from "./judge-version.ts";
import { askLaunch, type Launch } from "./launch-gate.ts";
import { askPlanQuestions } from "./plan-questions.ts";
import { answeredWords, firstWords, missingWords, problemWords, rejectedWords } from "./planner-words.ts";
import { makePlannerTalk, type PlannerTalk } from "./planner-talk.ts";
import { saveApproved } from "./save-approved.ts";

/** A script that may run, and the settings it runs with. */
export type Planned = { readonly script: PreparedScript; readonly settings: RunSettings };

/** A person said no to scripts for this task: another system is to work on it. */
export type OtherSystem = { readonly other: System };

/** `null` when a person said no. Throws `RunFailure` when no script came of it. */
export async function planScript(plan: PlanSettings, self: OpenRun): Promise<Planned | OtherSystem | null> {
  const { workspace } = plan.settingsFor({ name: WORKFLOW_TYPE_PLAN });
  const opened = await self.ports.openPlan({ workspace, from: plan.from });
  const own = beginNative(plan, opened, self);
  const context = makeRunContext(own.settings, own.script, self);
  const end = await inRunScope(context, () =>
    new Planning(plan, makePlannerTalk(context), { self, workspace: opened.workspace }).toEnd(opened),
  );
  if (end.kind === "no") return null;
  if (end.kind === "other") return { other: end.system };
  const { script } = end;
  await saveApproved(script, self);
  const settings = settingsOf(plan, script.text);
  self.begin(script, settings);
  return { script, settings };
}

/** The run has no script yet: what it does itself stands in its record like one. */
function beginNative(plan: PlanSettings, opened: OpenedPlan, { begin }: OpenRun): Planned {
  const { workspace, searchAttributes } = opened;
  const named = { name: WORKFLOW_TYPE_PLAN, description: plan.task };
  const script = nativeScript({ ...named, workspace, searchAttributes });
  const settings = plan.settingsFor({ name: WORKFLOW_TYPE_PLAN });
  begin(script, settings);
  return { script, settings };
}

function settingsOf({ settingsFor, args }: PlanSettings, script: string): RunSettings {
  return settingsFor({ script, ...(args === undefined ? {} : { args }) });
}

type Place = { readonly self: OpenRun; readonly workspace: string };
type Sound = Extract<Judged, { kind: "sound" }>;

class Planning {
  readonly #plan: PlanSettings;
  readonly #talk: PlannerTalk;
  readonly #place: Place;
  /** Scripts that a person was shown. */
  #shown = 0;
  #questions = 0;
  #repairs = 0;
  #rejections = 0;
  #toldHints = false;

  constructor(plan: PlanSettings, talk: PlannerTalk, place: Place) {
    this.#plan = plan;
    this.#talk = talk;
    this.#place = place;
  }

  async toEnd(opened: OpenedPlan): Promise<Exclude<Decided, { kind: "again" }>> {
    let words = firstWords(this.#plan, opened);
    for (;;) {
      const answer = await this.#talk.ask(words);
      const { questions = [], script = "", assumed = [] } = answer;
      if (questions.length > 0 && script === "" && this.#questions < PLAN_QUESTIONS_MAX) {
        words = answeredWords(await this.#ask(questions));
        continue;
      }
      const judged = script === "" ? nothingWritten() : await this.#judge(script);
      const wrong = this.#whatIsWrong(judged);
      if (wrong !== null) {
        words = wrong;
        continue;
      }
      const decided = await this.#decide(judged as Sound, assumed);
      if (decided.kind !== "again") return decided;
      words = rejectedWords(decided.note);
    }
  }

  #ask(questions: Parameters<typeof askPlanQuestions>[0]): ReturnType<typeof askPlanQuestions> {
    const asked = questions.slice(0, PLAN_QUESTIONS_MAX - this.#questions);
    this.#questions += asked.length;
    return askPlanQuestions(asked, this.#plan, this.#place.self);
  }

  #judge(text: string): Promise<Judged> {
    return judgeVersion({ text, settings: settingsOf(this.#plan, text), ...this.#place });
  }

  /** What goes back to the planner; `null` when nothing does. Throws when it has had its chances. */
  #whatIsWrong(judged: Judged): string | null {
    if (judged.kind === "sound") return this.#hintsOnce(judged);
    this.#repairs += 1;
    const { log } = this.#place.self.record;
    const which = `draft ${this.#repairs} of version ${this.#shown + 1}`;
    log.write("log", `${which} goes back to the planner: ${judged.problems}`, "Plan");
    if (this.#repairs <= PLAN_REPAIRS_MAX) return problemWords(judged.problems);
    throw new RunFailure(
      judged.type,
      `The planner gave up: ${this.#repairs} versions of a script in a row cannot run. Of the last one:\n${judged.problems}`,
    );
  }

  /** What a person would be warned of, the planner may still mend; told once, since it may have its reasons. */
  #hintsOnce({ hints }: Sound): string | null {
    if (this.#toldHints || hints.length === 0) return null;
    this.#toldHints = true;
    return missingWords(hints);
  }

  async #decide({ script, dry }: Sound, assumed: readonly string[]): Promise<Decided> {
    const { self } = this.#place;
    if (this.#plan.approval === "none") return { kind: "run", script };
    this.#repairs = 0;
    this.#shown += 1;
    self.record.propose(script);
    const settings = settingsOf(this.#plan, script.text);
    const { approvedBy } = this.#plan;
    const end = await askLaunch({ script, settings, approvedBy, dry, more: this.#more(assumed) }, self);
    if (end.approved) return { kind: "run", script: end.script };
    if (end.note === null) return { kind: "no" };
    const other = this.#otherSystem(end.note);
    if (other !== null) return { kind: "other", system: other };
    if (this.#rejections >= PLAN_REJECTIONS_MAX) return { kind: "no" };
    this.#rejections += 1;
    return { kind: "again", note: end.note };
  }

  /** Of a task for which a system was chosen; in runs of older versions every word went to the planner. */
  #otherSystem(note: string): System | null {
    const named = this.#plan.mayBeOther ? systemNamedAlone(note) : null;
    if (named === null || named === "workflow") return null;
    return this.#place.self.ports.patched("other-system-than-workflow") ? named : null;
  }

  #more(assumed: readonly string[]): NonNullable<Launch["more"]> {
    const { task, mayBeOther } = this.#plan;
    const chosen = mayBeOther ? { system: "workflow" as const } : {};
    return { task, version: this.#shown, assumed, ...chosen };
  }
}

type Decided =
  | { readonly kind: "run"; readonly script: PreparedScript }
  | { readonly kind: "no" }
  | { readonly kind: "other"; readonly system: System }
  | { readonly kind: "again"; readonly note: string };

function nothingWritten(): Judged {
  return {
    kind: "wrong",
    type: "ScriptSyntaxError",
    problems: "there is no script in the answer: give its whole text as `script`",
  };
}
