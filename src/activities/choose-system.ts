// The `chooseSystem` activity: looks at the workspace, lets the rules decide, and says what a model has to be asked.
import type { ModelTable } from "../agent/model-table.ts";
import { askForSystem } from "../planner/choice-question.ts";
import { decideByAnswer, decideByRules, decideWithout } from "../planner/choose-system.ts";
import { explainChoice } from "../planner/explain-choice.ts";
import { startOf } from "../planner/system-start.ts";
import type { ChooseSystemTask, LightActivities } from "../protocol/activities.ts";
import type { Decision, WorkspaceFacts } from "../protocol/choice.ts";
import { servedWorkspace } from "./served-workspace.ts";
import { surveyWorkspace } from "../workspace/survey/survey-workspace.ts";
import { pricedModel, runModelOf } from "./model-prices.ts";

export type ChooseSystemOptions = {
  /** Absolute paths of the directories the worker serves; the first is the default. */
  readonly workspaces: readonly string[];
  /** Of pawl's search attributes, those the server has registered. */
  readonly searchAttributes: readonly string[];
  readonly models: ModelTable;
  /** The worker's: alias or full id. */
  readonly defaultModel: string;
};

export function makeChooseSystem(options: ChooseSystemOptions): LightActivities["chooseSystem"] {
  return async function chooseSystem(task) {
    const workspace = await servedWorkspace(options.workspaces, task.workspace);
    const facts = task.facts ?? (await surveyWorkspace(workspace));
    const seen = { workspace, facts, searchAttributes: options.searchAttributes };
    const decision = decide(task, facts);
    if (decision === null) return { ...seen, kind: "open", question: askForSystem(task.asked, facts) };
    const priced = pricedModel(runModelOf(task.model, options.defaultModel), options.models);
    const choice = explainChoice(decision, { asked: task.asked, facts, priced });
    return { ...seen, kind: "chosen", choice, start: startOf(decision, task.asked) };
  };
}

/** `null`: a model has to be asked. */
function decide({ asked, answer }: ChooseSystemTask, facts: WorkspaceFacts): Decision | null {
  const plain = decideByRules(asked, facts);
  if (plain !== null || answer === undefined) return plain;
  return answer === null ? decideWithout(asked, facts) : decideByAnswer(asked, facts, answer);
}
