// Attempts are many, since a wait that the model API asks for counts as one. What costs money or takes a worker along
// each time must not go on for as many.
import { AGENT_LOST_MAX, AGENT_STALLS_MAX } from "../protocol/limits.ts";
import { AgentError } from "./agent-error.ts";
import type { TranscriptEntry } from "./transcript/entry.ts";

/** Throws a final `AgentStalled` or `WorkerLost` when the attempts ended so again and again, without a finished turn between. */
export function requireNotWornOut(earlier: readonly TranscriptEntry[]): void {
  const ends = endsSinceLastTurn(earlier);
  const stalled = ends.filter((end) => end.kind === "failed" && end.type === "AgentStalled").length;
  if (stalled >= AGENT_STALLS_MAX) {
    throw new AgentError(
      "AgentStalled",
      `The model stalled in ${stalled} attempts in a row, without a finished turn between (option stallMs).`,
    );
  }
  const lost = ends.filter(({ kind }) => !ENDS.has(kind)).length;
  if (lost >= AGENT_LOST_MAX) {
    throw new AgentError(
      "WorkerLost",
      `The worker died or went silent in ${lost} attempts in a row, without a finished turn between; the agent may be what kills it.`,
    );
  }
}

/** What an attempt ends with when it comes to say so. */
const ENDS: ReadonlySet<TranscriptEntry["kind"]> = new Set(["failed", "done", "yielded"]);

/** The last entry of each attempt that wrote something since the last finished turn, the one that finished it included. */
function endsSinceLastTurn(earlier: readonly TranscriptEntry[]): readonly TranscriptEntry[] {
  const lastTurn = earlier.findLastIndex(({ kind }) => kind === "turn");
  const ends = new Map<string, TranscriptEntry>();
  for (const entry of earlier.slice(Math.max(0, lastTurn))) ends.set(`${entry.leg}.${entry.attempt}`, entry);
  return [...ends.values()];
}
