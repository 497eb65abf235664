// How fast one worker may ask the model API. A 429 or 529 to one agent is a word to all of them: nobody asks before
// the time that the server named, and then not all at once, but 1, 2, 4, … as answers begin to come.
import {
  MODEL_RAMP_OPEN,
  MODEL_RAMP_STEP_MS,
  MODEL_WAIT_MAX_MS,
  RETRY_FIRST_MS,
  RETRY_MAX_MS,
} from "../protocol/limits.ts";
import { AgentError } from "./agent-error.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { makeWaitingLine } from "./waiting-line.ts";

/** One request's leave to go out. */
export type Passage = {
  /** How long it was waited for, in milliseconds. */
  readonly waitedMs: number;
  /** The answer has begun: the server takes requests. To be told once. */
  answered(): void;
  /** 429, 529, at once or in the middle of an answer: everybody waits. `refusal.retryAfterMs` is the server's word. */
  refused(refusal: AgentError): void;
  /** It is over. Alone, without one of the others, that says nothing about the pace. */
  left(): void;
};

export type Pacer = {
  /**
   * Waits in place for a short time, of which the caller may have spent `waitedMs` already. What would take longer is
   * thrown as a retryable `ModelUnavailable` with the time to come back after, so that the agent gives its slot back.
   */
  enter(signal: AbortSignal, waitedMs?: number): Promise<Passage>;
};

export type PacerOptions = { readonly clock?: Clock; readonly waitMaxMs?: number };

/** The pace of one credential at one address, which a worker has one of. */
type Pace = {
  /** Counts cool-downs: a passage of an earlier one says nothing about the present. */
  round: number;
  /** Cool-downs since the last answer. */
  refusals: number;
  /** Milliseconds since 1970. */
  notBefore: number;
  /** Requests that may be out without the beginning of an answer. */
  allowed: number;
  unanswered: number;
  /** Agents of this round that were sent away to come back. */
  sentAway: number;
  /** What the server said. */
  reason: string;
};

export function makePacer({ clock = SYSTEM_CLOCK, waitMaxMs = MODEL_WAIT_MAX_MS }: PacerOptions = {}): Pacer {
  const pace = freePace();
  const line = makeWaitingLine(clock);
  const rest = (): number => Math.max(0, pace.notBefore - clock.now());
  const isFree = (): boolean => rest() === 0 && pace.unanswered < pace.allowed;
  const callUp = (): void => {
    for (; line.size() > 0 && isFree(); pace.unanswered += 1) line.callUp();
  };
  const awaken = makeAlarm(clock, () => (line.size() === 0 ? 0 : Math.min(rest(), waitMaxMs)), callUp);
  const passage = (waitedMs: number): Passage => makePassage(pace, waitedMs, { now: clock.now, callUp });
  const sendAway = (): AgentError => comeBackLater(pace, rest());
  return {
    async enter(signal, waitedMs = 0) {
      signal.throwIfAborted();
      const came = clock.now();
      const patienceMs = Math.max(0, waitMaxMs - waitedMs);
      if (rest() > patienceMs) throw sendAway();
      if (isFree() && line.size() === 0) {
        pace.unanswered += 1;
        return passage(0);
      }
      const called = line.join({ signal, patienceMs, tooLong: sendAway });
      awaken();
      await called;
      return passage(clock.now() - came);
    },
  };
}

function freePace(): Pace {
  return { round: 0, refusals: 0, notBefore: 0, allowed: Infinity, unanswered: 0, sentAway: 0, reason: "" };
}

/** Rings after `restMs()` and again until that is 0, for timers may be early and clocks be set. One at a time. */
function makeAlarm(clock: Clock, restMs: () => number, ring: () => void): () => void {
  let isSet = false;
  const set = (): void => {
    const rest = restMs();
    if (isSet || rest === 0) return;
    isSet = true;
    clock.after(rest, () => {
      isSet = false;
      ring();
      set();
    });
  };
  return set;
}

function makePassage(
  pace: Pace,
  waitedMs: number,
  { now, callUp }: { readonly now: () => number; readonly callUp: () => void },
): Passage {
  const { round } = pace;
  const isOfNow = (): boolean => round === pace.round;
  let isOut = true;
  const settle = (then: () => void): void => {
    if (isOut && isOfNow()) pace.unanswered -= 1;
    isOut = false;
    then();
    callUp();
  };
  return {
    waitedMs,
    answered: () => settle(() => isOfNow() && widen(pace)),
    refused: (refusal) =>
      settle(() => (isOfNow() ? coolDown(pace, refusal, now()) : prolong(pace, refusal, now()))),
    left: () => settle(() => undefined),
  };
}

/** One answer makes room for two more, its own place and a new one: 1, 2, 4, … */
function widen(pace: Pace): void {
  pace.refusals = 0;
  pace.allowed += 1;
  if (pace.allowed < MODEL_RAMP_OPEN) return;
  pace.allowed = Infinity;
  pace.sentAway = 0;
}

function coolDown(pace: Pace, { retryAfterMs, message }: AgentError, now: number): void {
  pace.round += 1;
  pace.refusals += 1;
  pace.notBefore = now + cooling(retryAfterMs, pace.refusals);
  pace.allowed = 1;
  pace.unanswered = 0;
  pace.sentAway = 0;
  pace.reason = message;
}

/** A request of before the cool-down was refused too: no news, but the server may ask for longer. */
function prolong(pace: Pace, { retryAfterMs = 0 }: AgentError, now: number): void {
  pace.notBefore = Math.max(pace.notBefore, now + retryAfterMs);
}

/** The server's word; but when it refuses again after the time it named, that was too short. */
function cooling(askedMs: number | undefined, refusals: number): number {
  if (refusals === 1 && askedMs !== undefined) return askedMs;
  return Math.max(askedMs ?? 0, Math.min(RETRY_FIRST_MS * 2 ** (refusals - 1), RETRY_MAX_MS));
}

/** Those sent away come back in ranks of 1, 2, 4, …, one rank after the other. */
function comeBackLater(pace: Pace, restMs: number): AgentError {
  const rank = Math.floor(Math.log2(pace.sentAway + 1));
  pace.sentAway += 1;
  const retryAfterMs = restMs === 0 ? (rank + 1) * MODEL_RAMP_STEP_MS : restMs + rank * MODEL_RAMP_STEP_MS;
  return new AgentError(
    "ModelUnavailable",
    `${pace.reason} This worker's agents wait; this one is tried again after ${Math.ceil(retryAfterMs / 1_000)} s.`,
    { retryable: true, retryAfterMs },
  );
}
