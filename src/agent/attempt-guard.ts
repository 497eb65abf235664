// What may end an attempt from the side: a stop from outside, its time, a later attempt.
import { FENCE_CHECK_EVERY_MS } from "../protocol/limits.ts";
import { AgentError } from "./agent-error.ts";
import type { Transcript } from "./transcript/store.ts";
import { isSuperseded } from "./transcript/transcript-error.ts";

export type AttemptGuard = {
  /** Aborted with the reason to throw: an `AgentError`, `Superseded`, or the outer signal's. */
  readonly signal: AbortSignal;
  /** Ends whatever is still at work. */
  stop(reason: unknown): void;
  release(): void;
};

export type AttemptGuardOptions = {
  readonly outer: AbortSignal;
  readonly transcript: Transcript;
  /** Of the whole agent, and what its earlier attempts have used of it. */
  readonly timeoutMs: number | undefined;
  readonly workedMs: number;
};

/** What a timer can hold. No attempt lasts that long. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export function guardAttempt({ outer, transcript, timeoutMs, workedMs }: AttemptGuardOptions): AttemptGuard {
  const inner = new AbortController();
  const stop = (reason: unknown): void => inner.abort(reason);
  const timer = timeoutMs === undefined ? undefined : startTimer(timeoutMs, workedMs, stop);
  // A worker that was paused may be in the middle of a command: the fence alone would let it run to its end.
  const fence = setInterval(() => {
    transcript.requireLatest().catch((error: unknown) => {
      if (isSuperseded(error)) stop(error);
    });
  }, FENCE_CHECK_EVERY_MS);
  return {
    signal: AbortSignal.any([outer, inner.signal]),
    stop,
    release() {
      clearTimeout(timer);
      clearInterval(fence);
      stop(new Error("The attempt is over."));
    },
  };
}

function startTimer(timeoutMs: number, workedMs: number, stop: (reason: unknown) => void): NodeJS.Timeout {
  const reason = new AgentError(
    "AgentOutOfRoom",
    `The agent used up its ${timeoutMs} ms at work (option timeoutMs) without coming to an end.`,
  );
  const left = Math.min(Math.max(0, timeoutMs - workedMs), TIMER_MAX_MS);
  return setTimeout(() => stop(reason), left);
}
