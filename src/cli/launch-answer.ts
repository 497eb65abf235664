// What the words mean that a person types at the question before a run starts.
import { SYSTEMS, type System } from "../protocol/choice.ts";
import type { GateView } from "../protocol/run-views.ts";

export type Answer =
  | { readonly kind: "yes" }
  /** `note`: why, in the person's words; a plan goes back to its planner by it. */
  | { readonly kind: "no"; readonly note?: string }
  | { readonly kind: "other"; readonly system: System }
  | { readonly kind: "edit" };

export function questionOf(gate: GateView): string {
  const ofScript = isScript(gate) ? ["no and the reason", "[e]dit"] : [];
  const ways = ["[y]es", "[N]o", ...ofScript, ...othersOf(gate)];
  const last = ways.length > 2 ? `or ${ways.at(-1)}` : ways.at(-1);
  return `Start it? ${[...ways.slice(0, -1), last].join(", ")}: `;
}

/** `null`: that was no answer. Nothing but yes is yes. */
export function toAnswer(words: string, gate: GateView): Answer | null {
  const word = words.trim().toLowerCase();
  if (word === "y" || word === "yes") return { kind: "yes" };
  if (word === "" || word === "n" || word === "no") return { kind: "no" };
  const system = othersOf(gate).find((one) => one === word || `as ${one}` === word);
  if (system !== undefined) return { kind: "other", system };
  if (!isScript(gate)) return null;
  if (word === "e" || word === "edit") return { kind: "edit" };
  const [, note] = /^no?\b[\s,:]+(.+)$/isu.exec(words.trim()) ?? [];
  return note === undefined ? null : { kind: "no", note };
}

/** A script is what starts: its text can be read, and changed. */
export function isScript({ details }: GateView): boolean {
  return typeof (details as { readonly hash?: unknown } | null)?.hash === "string";
}

/** Only the question about a chosen system can be answered by naming another. */
function othersOf({ details }: GateView): System[] {
  const chosen = (details as { readonly system?: unknown } | null)?.system;
  return SYSTEMS.some((system) => system === chosen) ? SYSTEMS.filter((system) => system !== chosen) : [];
}
