// What a model call costs by list price: dated data. Every figure made from it is an estimate.
import type { Usage } from "../protocol/usage.ts";
import { undated } from "./model-facts.ts";

export const PRICE_TABLE_DATE = "2026-11-01";

/**
 * One search of the web by the API, whatever the model; its results are input tokens besides. Fetching a page costs no
 * more than its tokens. Source: $10 per 1,000 searches, platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool
 * and the vendor's announcement of the tool, as stored copies and those who cite them had it on 2026-11-28.
 */
const WEB_SEARCH_USD = 0.01;

/** US dollars per million tokens. `cacheWrite` is the five-minute cache, the only one pawl asks for. */
export type Price = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};

/** Holds from `from` (UTC) until a later row of the same model, for prompts of at most `promptUpTo` tokens when that is given. */
export type PriceRow = {
  readonly models: readonly string[];
  readonly from?: string;
  readonly promptUpTo?: number;
  readonly price: Price;
};

/** Newest first within a model; the first row that fits is taken. Source: the vendor's price list, 2026-11. */
export const PRICES: readonly PriceRow[] = [
  row(["claude-fable-5-2", "claude-mythos-5-2"], [8, 40, 0.2, 10]),
  row(["claude-fable-5-1", "claude-mythos-5-1"], [10, 50, 0.25, 12.5]),
  row(["claude-fable-5", "claude-mythos-5"], [10, 50, 1, 12.5]),
  row(["claude-opus-5-5"], [4, 20, 0.2, 5]),
  row(
    ["claude-opus-5", "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-5"],
    [5, 25, 0.5, 6.25],
  ),
  row(["claude-sonnet-5-5"], [2, 10, 0.1, 2.5], { from: "2026-10-07" }),
  row(["claude-sonnet-5-5"], [2, 10, 0.2, 2.5]),
  row(["claude-sonnet-5"], [2, 10, 0.2, 2.5]),
  row(["claude-sonnet-4-6"], [3, 15, 0.3, 3.75]),
  row(["claude-haiku-5-5"], [0.1, 0.5, 0.01, 0.125], { promptUpTo: 100_000 }),
  row(["claude-haiku-5-5"], [0.5, 2.5, 0.05, 0.625]),
  row(["claude-haiku-4-5"], [1, 5, 0.1, 1.25]),
];

/**
 * Estimate in US dollars of one model call (not of a sum of calls: a tier goes by the length of one prompt).
 * `at` is in milliseconds since 1970. `null` for a model without a price.
 */
export function costUsd(
  model: string,
  usage: Usage,
  at: number,
  prices: readonly PriceRow[] = PRICES,
): number | null {
  const promptTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const price = priceOf(model, { promptTokens, at }, prices);
  if (price === null) return null;
  const microDollars =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  return microDollars / 1_000_000 + (usage.webSearches ?? 0) * WEB_SEARCH_USD;
}

/** A call as prices know it: the length of its prompt, and when it is made, in milliseconds since 1970. */
export type PricedCall = { readonly promptTokens: number; readonly at: number };

/** `null` for a model without a price. */
export function priceOf(model: string, call: PricedCall, prices: readonly PriceRow[] = PRICES): Price | null {
  return prices.find((candidate) => fits(candidate, model, call))?.price ?? null;
}

function fits(candidate: PriceRow, model: string, call: PricedCall): boolean {
  if (!candidate.models.includes(model) && !candidate.models.includes(undated(model))) return false;
  if (candidate.from !== undefined && call.at < Date.parse(candidate.from)) return false;
  return candidate.promptUpTo === undefined || call.promptTokens <= candidate.promptUpTo;
}

function row(
  models: readonly string[],
  [input, output, cacheRead, cacheWrite]: readonly [number, number, number, number],
  when: Pick<PriceRow, "from" | "promptUpTo"> = {},
): PriceRow {
  return { models, ...when, price: { input, output, cacheRead, cacheWrite } };
}
