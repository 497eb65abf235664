// Tokens and dollars of a plan: its agents by what one of the usual size takes. A guess, and it says of what.
import type { DryAgents } from "../../protocol/dry-run.ts";
import type { LaunchEstimate } from "../../protocol/launch.ts";
import {
  DRY_LIST_ITEMS,
  ESTIMATE_CACHED_TOKENS,
  ESTIMATE_INPUT_TOKENS,
  ESTIMATE_OUTPUT_TOKENS,
} from "../../protocol/limits.ts";
import type { ReviewedModel, ScriptReview } from "../../protocol/script-review.ts";

export function estimate(agents: readonly DryAgents[], review: ScriptReview): LaunchEstimate {
  const priced = agents.map(({ model, count }) => ({ model: modelOf(model, review), count }));
  const count = priced.reduce((sum, one) => sum + one.count, 0);
  const unknown = [...new Set(priced.filter(({ model }) => model.usd === null).map(({ model }) => model.id))];
  return {
    inputTokens: count * ESTIMATE_INPUT_TOKENS,
    cachedTokens: count * ESTIMATE_CACHED_TOKENS,
    outputTokens: count * ESTIMATE_OUTPUT_TOKENS,
    usd: unknown.length > 0 ? null : priced.reduce((sum, one) => sum + one.count * (one.model.usd ?? 0), 0),
    basis: basisOf(count, review, unknown),
  };
}

function modelOf(name: string | null, { runModel, models }: ScriptReview): ReviewedModel {
  if (name === null || name === "inherit") return runModel;
  return Object.hasOwn(models, name) ? (models[name] ?? runModel) : { id: name, usd: null };
}

function basisOf(count: number, { pricesOf }: ScriptReview, unknown: readonly string[]): string {
  const each = `${ESTIMATE_INPUT_TOKENS} tokens in, ${ESTIMATE_CACHED_TOKENS} from the cache, ${ESTIMATE_OUTPUT_TOKENS} out`;
  const prices =
    unknown.length === 0 ? `list prices of ${pricesOf}` : `no price is known for ${unknown.join(", ")}`;
  return `${count} agents of a dry run in which every list that an agent answers has ${DRY_LIST_ITEMS} items; each taken as ${each}; ${prices}`;
}
