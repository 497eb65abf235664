// All that can be said of a script before it runs: its outline, and what its models take.
import { MODEL_ALIASES } from "../protocol/agent.ts";
import type { ReviewedModel, ReviewedType, ScriptOutline, ScriptReview } from "../protocol/script-review.ts";
import { usdOfAgent, type PricedModel } from "./agent-price.ts";

export type ReviewPorts = {
  /** A model by alias or id, with its list price. */
  priced(name: string): PricedModel;
  readonly pricesOf: string;
};

export type Reviewable = {
  readonly outline: ScriptOutline;
  /** Of the scripts it calls: their models are priced, too. */
  readonly nested: readonly ScriptOutline[];
  readonly types: readonly ReviewedType[];
};

/** @param runModel alias or id: the run's own model. */
export function reviewScript(
  { outline, nested, types }: Reviewable,
  runModel: string,
  { priced, pricesOf }: ReviewPorts,
): ScriptReview {
  const named = [outline, ...nested].flatMap(({ agents }) => agents);
  const names = [...new Set([...MODEL_ALIASES, ...modelsOf(named), ...modelsOf(types)])];
  return {
    outline,
    types,
    runModel: toReviewed(priced(runModel)),
    models: Object.fromEntries(names.map((name) => [name, toReviewed(priced(name))])),
    pricesOf,
  };
}

function modelsOf(named: readonly { readonly model: string | null }[]): string[] {
  return named.flatMap(({ model }) => (model === null || model === "inherit" ? [] : [model]));
}

function toReviewed({ model, price }: PricedModel): ReviewedModel {
  return { id: model, usd: price === null ? null : usdOfAgent(price) };
}
