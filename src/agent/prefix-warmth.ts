// The first of many siblings warms the prompt cache for the others. Agents that begin at once with the same tools and
// instructions would each write them to the cache at a higher price; here one asks first, and the others wait until its
// answer has begun, for from then on the cache serves them.
import { PREFIX_WAIT_MAX_MS, PROMPT_CACHE_LIVES_MS } from "../protocol/limits.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { makeWaitingLine } from "./waiting-line.ts";
import type { WaitingLine } from "./waiting-line.ts";

/** One request's use of its prefix. */
export type PrefixUse = {
  /** The answer has begun: the prefix is in the cache, or has just been used there. */
  begun(): void;
  /** The request is over, in whatever way. */
  ended(): void;
};

export type PrefixWarmth = {
  /**
   * For the first request of an agent: waits while another one warms the prefix, for a bounded time, and not at all for
   * one that has been at it for longer than that. Rejects with the signal's reason only.
   */
  enter(prefix: string, signal: AbortSignal): Promise<PrefixUse>;
  /** For an agent's later requests, whose own conversation is what they find in the cache: waits for nothing. */
  follow(prefix: string): PrefixUse;
};

export type PrefixWarmthOptions = { readonly clock?: Clock; readonly waitMaxMs?: number };

/** Prefixes remembered; above that the cold ones are forgotten. */
const KEPT = 1_000;

type Prefix = {
  /** Milliseconds since 1970. */
  warmUntil: number;
  /** When the one that warms it began; `null` when nobody does. */
  warmingSince: number | null;
  readonly line: WaitingLine;
};

export function makePrefixWarmth({
  clock = SYSTEM_CLOCK,
  waitMaxMs = PREFIX_WAIT_MAX_MS,
}: PrefixWarmthOptions = {}): PrefixWarmth {
  const prefixes = new Map<string, Prefix>();
  const find = (key: string): Prefix => {
    if (prefixes.size >= KEPT) forgetCold(prefixes, clock.now());
    const found = prefixes.get(key) ?? { warmUntil: 0, warmingSince: null, line: makeWaitingLine(clock) };
    prefixes.set(key, found);
    return found;
  };
  /** How long it is worth to wait, 0 for going ahead. */
  const patience = ({ warmUntil, warmingSince }: Prefix): number => {
    const now = clock.now();
    return now < warmUntil || warmingSince === null ? 0 : Math.max(0, warmingSince + waitMaxMs - now);
  };
  return {
    async enter(key, signal) {
      const prefix = find(key);
      const until = clock.now() + waitMaxMs;
      const left = (): number => Math.min(patience(prefix), until - clock.now());
      for (let wait = left(); wait > 0; wait = left()) {
        await prefix.line.join({ signal, patienceMs: wait, tooLong: () => undefined });
      }
      const isFirst = prefix.warmingSince === null && clock.now() >= prefix.warmUntil;
      if (isFirst) prefix.warmingSince = clock.now();
      return makeUse(prefix, isFirst, clock);
    },
    follow: (key) => makeUse(find(key), false, clock),
  };
}

function makeUse(prefix: Prefix, isFirst: boolean, clock: Clock): PrefixUse {
  let warms = isFirst;
  const stopWarming = (): void => {
    if (warms) prefix.warmingSince = null;
    warms = false;
  };
  return {
    begun() {
      stopWarming();
      prefix.warmUntil = clock.now() + PROMPT_CACHE_LIVES_MS;
      while (prefix.line.size() > 0) prefix.line.callUp();
    },
    ended() {
      if (!warms) return;
      stopWarming();
      // It failed before its answer began: the next in line takes over, the others wait for that one.
      prefix.line.callUp();
    },
  };
}

function forgetCold(prefixes: Map<string, Prefix>, now: number): void {
  for (const [key, { warmUntil, warmingSince }] of prefixes) {
    if (now >= warmUntil && warmingSince === null) prefixes.delete(key);
  }
}
