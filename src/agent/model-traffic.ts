// What the agents of one worker have in common when they ask the model API: its pace, and its prompt cache.
import type { Clock } from "./clock.ts";
import { makePacer } from "./pacer.ts";
import type { Pacer } from "./pacer.ts";
import { makePrefixWarmth } from "./prefix-warmth.ts";
import type { PrefixWarmth } from "./prefix-warmth.ts";

/** One for each credential and address, which is one for a worker. */
export type ModelTraffic = { readonly pacer: Pacer; readonly warmth: PrefixWarmth };

export type ModelTrafficOptions = {
  readonly clock?: Clock;
  /** The longest wait on a slot for the API's pace. */
  readonly waitMaxMs?: number;
};

export function makeModelTraffic(options: ModelTrafficOptions = {}): ModelTraffic {
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  return { pacer: makePacer(options), warmth: makePrefixWarmth(clock) };
}
