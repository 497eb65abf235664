// How far an agent had come when an attempt took it over: what people look for after a kill.
import type { TranscriptEntry } from "../../agent/transcript/entry.ts";
import { callsOfContent, shortCall } from "./transcript-content.ts";
import type { ShownCall } from "./transcript-content.ts";

export type Progress = {
  add(entry: TranscriptEntry): void;
  /** Where an attempt that begins now goes on, in words; `null` for the first one. */
  goesOn(leg: number): string | null;
  /** The call with this id, as far as it was written down. */
  callOf(id: string): ShownCall | null;
};

/** An agent with a schema ends by calling it. */
const ANSWER_TOOL = "StructuredOutput";

export function makeProgress(): Progress {
  const calls = new Map<string, ShownCall>();
  /** Calls of the last turn without a result. */
  let open = new Set<string>();
  /** Whether the last turn asked for anything that it waits for: else its text, or its answer, was the end. */
  let asked = false;
  let turn = 0;
  let leg: number | null = null;
  let ended = false;
  return {
    add(entry) {
      if (entry.kind === "attempt") leg = entry.leg;
      if (entry.kind === "turn") {
        turn = entry.turn;
        open = new Set(callsOfContent(entry.content).map(({ id }) => id));
        asked = callsOfContent(entry.content).some(({ name }) => name !== ANSWER_TOOL);
      }
      if (entry.kind === "tool") calls.set(entry.id, entry);
      if (entry.kind === "result") open.delete(entry.id);
      ended = entry.kind === "done";
    },
    callOf: (id) => calls.get(id) ?? null,
    goesOn(nextLeg) {
      if (leg === null) return null;
      if (ended) return "finds the agent done";
      const begun = [...open].flatMap((id) => calls.get(id) ?? []);
      if (begun.length > 0 && nextLeg === leg) {
        return `goes on in turn ${turn}; may or may not have run: ${begun.map(shortCall).join("; ")}`;
      }
      if (open.size > 0) return `goes on in turn ${turn}`;
      if (turn === 0) return "begins with turn 1: none was finished";
      return asked ? `goes on with turn ${turn + 1}` : `goes on after turn ${turn}`;
    },
  };
}
