// A decision in two lines for people: what and why; then what it will cost at about and what would make it safer.
import type { AskedTask, Choice, Decision, RoughCost, WorkspaceFacts } from "../protocol/choice.ts";
import type { PricedModel } from "./agent-price.ts";
import { roughCost } from "./rough-cost.ts";
import { isQuestion } from "./task-signs.ts";

export type Known = {
  readonly asked: AskedTask;
  readonly facts: WorkspaceFacts;
  readonly priced: PricedModel;
};

export function explainChoice(decision: Decision, { asked, facts, priced }: Known): Choice {
  const cost = roughCost(decision, priced);
  const safer = toBeSafer(decision, asked, facts);
  const second = [
    `About ${costWords(cost)} (an estimate: ${cost.basis}).`,
    ...(safer.length === 0 ? [] : [`To be safer: ${safer.join("; ")}.`]),
  ];
  return { ...decision, lines: [firstLine(decision), second.join(" ")], safer, cost };
}

function firstLine({ system, by, why, oracle }: Decision): string {
  const held = oracle === null ? "" : ` It is held to \`${oracle}\`.`;
  const whose = by === "rules-over-model" ? ", against the model's word" : "";
  return `${system}, because ${why}${whose}.${held}`;
}

function costWords({ agents, tokens, usd }: RoughCost): string {
  const counted = `${agents} ${agents === 1 ? "agent" : "agents"}, ${roundTokens(tokens)} tokens`;
  return usd === null ? counted : `${counted}, $${usd < 10 ? usd.toFixed(2) : Math.round(usd)}`;
}

/** Three digits: more would promise what an estimate does not know. */
function roundTokens(tokens: number): string {
  if (tokens < 1_000_000) return `${Number((tokens / 1_000).toPrecision(3))}k`;
  return `${Number((tokens / 1_000_000).toPrecision(3))}M`;
}

function toBeSafer({ system, oracle, risk }: Decision, { task }: AskedTask, facts: WorkspaceFacts): string[] {
  if (system === "single" && isQuestion(task)) return [];
  return [
    ...(oracle === null ? [withoutOracle(facts)] : []),
    ...(facts.isRepository || system === "single"
      ? []
      : ["the workspace is no git repository: agents share its files, and no change can be taken back"]),
    ...(risk === "high" ? ["much can break: read what it did before you keep it"] : []),
  ];
}

function withoutOracle({ oracles: [found] }: WorkspaceFacts): string {
  return found === undefined
    ? "there is no test command: verification will be by opinion (--check names one)"
    : `no command will be held against it (--check ${JSON.stringify(found.command)} would)`;
}
