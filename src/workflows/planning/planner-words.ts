// What the planner is told, step by step. Who it is and what it knows of the language is its agent type's business.
import { cutText } from "../../protocol/json.ts";
import { PLAN_ARGS_SHOWN_CHARS } from "../../protocol/limits.ts";
import { WORKFLOW_TYPE_PLAN } from "../../protocol/names.ts";
import type { PlanSettings } from "../../protocol/plan-input.ts";
import type { OpenedPlan } from "../../protocol/planner.ts";
import type { AnsweredQuestion } from "./plan-questions.ts";

export function firstWords(plan: PlanSettings, { earlier }: OpenedPlan): string {
  const { budgetOutputTokens } = plan.settingsFor({ name: WORKFLOW_TYPE_PLAN });
  return [
    earlier === undefined
      ? `Write a script for this task:\n\n<task>\n${plan.task}\n</task>`
      : `Here is the script of an earlier run. Change it as asked, and leave what is not asked as it is.\n\n<script>\n${earlier}\n</script>\n\n<change>\n${plan.task}\n</change>`,
    plan.args === undefined
      ? "It is started without args."
      : `Its args: ${cutText(JSON.stringify(plan.args), PLAN_ARGS_SHOWN_CHARS)}`,
    ...(budgetOutputTokens === null
      ? []
      : [`The run may spend ${budgetOutputTokens} output tokens in all, yours with them.`]),
    "Look at the workspace before you write: what there is to do, in which pieces, and which command says whether it is done. Then give the script, or your questions.",
  ].join("\n\n");
}

export function answeredWords(answers: readonly AnsweredQuestion[]): string {
  const lines = answers.map(({ question, answer, by }) => {
    const words = typeof answer === "string" ? answer : JSON.stringify(answer);
    return `- ${question}\n  ${words}${by === null ? " (nobody answered: your default)" : ""}`;
  });
  return `The answers to your questions:\n${lines.join("\n")}\n\nNow write the script; ask nothing more unless you must.`;
}

export function problemWords(problems: string): string {
  return `This script cannot run as it is. What is wrong with it, by its lines:\n\n${problems}\n\nMend it and give the whole script again.`;
}

export function missingWords(hints: readonly string[]): string {
  return `The script can run. Before a person is asked to approve it:\n\n${hints.map((hint) => `- ${hint}`).join("\n")}\n\nMend it if the workspace allows, else say in \`assumed\` why not. Give the whole script again.`;
}

export function rejectedWords(note: string): string {
  return `The person who was to approve the script said no, for this reason:\n\n<reason>\n${note}\n</reason>\n\nChange the script accordingly and give it whole.`;
}
