// A planner's question, asked where the plan is followed: a choice, other words, or what is taken when nobody answers.
import type { GateView } from "../protocol/run-views.ts";
import { visibleText } from "./visible-text.ts";

/** A question that has an answer by itself: the planner's own choice (workflows/planning/plan-questions.ts). */
export type PlanQuestion = GateView & { readonly details: { readonly default: string } };

export function isPlanQuestion(gate: GateView): gate is PlanQuestion {
  const { kind, phase, details } = gate;
  const byItself = (details as { readonly default?: unknown } | null)?.default;
  return kind === "ask" && phase === "Plan" && typeof byItself === "string";
}

/** The question with its choices, as one line to answer behind. */
export function planQuestionText({ question, choices, details }: PlanQuestion): string {
  const ways = (choices ?? []).map((choice) => visibleText(choice)).join(" | ");
  return `${visibleText(question)} (${ways}; Enter for ${visibleText(details.default)}): `;
}

/** Nothing but Enter is the default; a number is no shorthand, since a choice may be one. */
export function toPlanAnswer(words: string, { details }: PlanQuestion): string {
  return words.trim() === "" ? details.default : words.trim();
}
