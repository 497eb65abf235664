// All that can be said of a script before it runs: its outline, and what its models take.
import { ESTIMATE_CACHED_TOKENS, ESTIMATE_INPUT_TOKENS, ESTIMATE_OUTPUT_TOKENS } from "../protocol/limits.ts";
import { MODEL_ALIASES } from "../protocol/agent.ts";
import type { ReviewedModel, ScriptReview } from "../protocol/script-review.ts";
import { outlineOf } from "./outline.ts";
import type { PricedModel } from "./rough-cost.ts";

export type ReviewPorts = {
  /** A model by alias or id, with its list price. */
  priced(name: string): PricedModel;
  readonly pricesOf: string;
};

/** @param runModel alias or id: the run's own model. */
export function reviewScript(
  text: string,
  runModel: string,
  { priced, pricesOf }: ReviewPorts,
): ScriptReview {
  const outline = outlineOf(text);
  const named = outline.agents.flatMap(({ model }) => (model === null || model === "inherit" ? [] : [model]));
  const names = [...new Set([...MODEL_ALIASES, ...named])];
  return {
    outline,
    runModel: toReviewed(priced(runModel)),
    models: Object.fromEntries(names.map((name) => [name, toReviewed(priced(name))])),
    pricesOf,
  };
}

function toReviewed({ model, price }: PricedModel): ReviewedModel {
  if (price === null) return { id: model, usd: null };
  const perMillion =
    ESTIMATE_INPUT_TOKENS * price.input +
    ESTIMATE_CACHED_TOKENS * price.cacheRead +
    ESTIMATE_OUTPUT_TOKENS * price.output;
  return { id: model, usd: perMillion / 1_000_000 };
}
