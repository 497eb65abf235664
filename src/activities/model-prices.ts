// Models as estimates know them: the one a run goes by, and what it costs by list price.
import { toModelId, type ModelTable } from "../agent/model-table.ts";
import { priceOf } from "../agent/prices.ts";
import type { PricedModel } from "../planner/agent-price.ts";
import { ESTIMATE_PROMPT_TOKENS } from "../protocol/limits.ts";

/** @param named in the run's input, `inherit` counting as nothing; the worker's model is taken then. */
export function runModelOf(named: string | null | undefined, workersModel: string): string {
  return named === null || named === undefined || named === "inherit" ? workersModel : named;
}

/** @param name alias or full id. */
export function pricedModel(name: string, models: ModelTable): PricedModel {
  const model = toModelId(name, models);
  const call = { promptTokens: ESTIMATE_PROMPT_TOKENS, at: Date.now() };
  return { model, price: priceOf(model, call, models.prices) };
}
