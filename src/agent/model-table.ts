// Which model an agent works with (A06). Aliases are dated data: they move when newer models come out.
import { EFFORTS } from "../protocol/agent.ts";
import type { Effort, MODEL_ALIASES } from "../protocol/agent.ts";
import { MODEL_MAX_OUTPUT_TOKENS } from "../protocol/limits.ts";
import { factsOf, MODEL_FACTS } from "./model-facts.ts";
import type { ModelFacts } from "./model-facts.ts";
import { PRICES } from "./prices.ts";
import type { PriceRow } from "./prices.ts";

export const MODEL_TABLE_DATE = "2026-11-01";

const MODEL_OF_ALIAS: Readonly<Record<(typeof MODEL_ALIASES)[number], string>> = {
  haiku: "claude-haiku-5-5",
  sonnet: "claude-sonnet-5-5",
  opus: "claude-opus-5-5",
  fable: "claude-fable-5-2",
};

/** All that pawl knows of models. A worker's own file may say otherwise: see model-table-file.ts. */
export type ModelTable = {
  /** Full id by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** By full id, without the day of its release. */
  readonly facts: Readonly<Record<string, ModelFacts>>;
  readonly prices: readonly PriceRow[];
};

export const MODELS: ModelTable = { aliases: MODEL_OF_ALIAS, facts: MODEL_FACTS, prices: PRICES };

/** Each absent or `inherit` where that level has nothing to say. */
export type ModelChoice = {
  readonly call: string | undefined;
  readonly agentType: string | undefined;
  readonly run: string | undefined;
  readonly worker: string;
};

/** The model's full id. The call's word goes before the agent type's, then the run's, then the worker's; `inherit` is the run's. */
export function resolveModel(choice: ModelChoice, table: ModelTable = MODELS): string {
  const run = own(choice.run) ?? choice.worker;
  const asked = present(choice.call) ?? present(choice.agentType) ?? run;
  return toModelId(own(asked) ?? run, table);
}

/** Full id of an alias; anything else is taken as an id: the API knows better than a table which ids exist. */
export function toModelId(name: string, { aliases }: ModelTable = MODELS): string {
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
}

/** Tokens that the model can read at once. */
export function contextWindowOf(model: string, { facts }: ModelTable = MODELS): number {
  return factsOf(model, facts).contextTokens;
}

/** The most tokens that one answer of the model may have, as far as pawl asks for so many. */
export function outputLimitOf(model: string, { facts }: ModelTable = MODELS): number {
  return Math.min(factsOf(model, facts).outputTokens, MODEL_MAX_OUTPUT_TOKENS);
}

/** The effort to ask the model for: none when it takes none. */
export function effortFor(
  model: string,
  effort: Effort | undefined,
  { facts }: ModelTable = MODELS,
): Effort | undefined {
  return factsOf(model, facts).effort ? effort : undefined;
}

/** The effort of the highest level that names one. An unknown word counts as none (A06: the workflow warns). */
export function resolveEffort(...levels: readonly (string | undefined)[]): Effort | undefined {
  return levels.find(isEffort);
}

function isEffort(value: string | undefined): value is Effort {
  return EFFORTS.some((effort) => effort === value);
}

function present(name: string | undefined): string | undefined {
  return name === undefined || name.trim() === "" ? undefined : name;
}

function own(name: string | undefined): string | undefined {
  return name === "inherit" ? undefined : present(name);
}
