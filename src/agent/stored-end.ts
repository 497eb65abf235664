// The end of an agent that an earlier attempt has stored already: nothing is asked or done again.
import type { YieldedCall } from "../protocol/agent.ts";
import type { AgentFailureType } from "../protocol/failures.ts";
import { AgentError } from "./agent-error.ts";
import { of } from "./past.ts";
import type { EntryOf, TranscriptEntry } from "./transcript/entry.ts";

export type StoredEnd =
  | { readonly kind: "done"; readonly entry: EntryOf<"done"> }
  | { readonly kind: "yielded"; readonly calls: readonly YieldedCall[] }
  | { readonly kind: "failed"; readonly error: AgentError };

/**
 * `null` when the agent has to go on. What ended a leg before this one is no end: the run has asked for more since, it
 * answered, or an account is open again.
 */
export function storedEnd(entries: readonly TranscriptEntry[], leg: number): StoredEnd | null {
  const done = of("done", entries).at(-1);
  if (done !== undefined) return { kind: "done", entry: done };
  const last = entries.filter((entry) => entry.leg === leg && entry.kind !== "note").at(-1);
  if (last?.kind === "yielded") return { kind: "yielded", calls: last.calls };
  if (last?.kind !== "failed" || last.final !== true) return null;
  const { type, message, text } = last;
  return { kind: "failed", error: new AgentError(type as AgentFailureType, message, { text }) };
}
