// What one agent of the usual size takes, by a list price: the figure that all estimates stand on.
import { ESTIMATE_CACHED_TOKENS, ESTIMATE_INPUT_TOKENS, ESTIMATE_OUTPUT_TOKENS } from "../protocol/limits.ts";

/** US dollars per million tokens. */
export type ListPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};

/** `price` is `null` for a model without a list price. */
export type PricedModel = { readonly model: string; readonly price: ListPrice | null };

/** Every request marks its end for the cache: what is not read from there is written to it, which costs more than input. */
export function usdOfAgent({ cacheWrite, cacheRead, output }: ListPrice): number {
  const perMillion =
    ESTIMATE_INPUT_TOKENS * cacheWrite + ESTIMATE_CACHED_TOKENS * cacheRead + ESTIMATE_OUTPUT_TOKENS * output;
  return perMillion / 1_000_000;
}
