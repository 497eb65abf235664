// What an approval stood for, as the run has it on record: the gate, and of a launch the text.
import type { GateRecord } from "../protocol/run-views.ts";
import type { ReplyView } from "./answer-gate.ts";
import { visibleLine } from "./visible-text.ts";

export function approvedText(reply: unknown): ReplyView {
  const { id, details, value } = (reply ?? {}) as Partial<GateRecord>;
  const { hash } = (value ?? {}) as { readonly hash?: unknown };
  if (id === undefined || typeof hash !== "string") return { line: "", json: {} };
  const { version } = (details ?? {}) as { readonly version?: unknown };
  const known = typeof version === "number" ? { version } : {};
  const which = typeof version === "number" ? `version ${version}` : "the text";
  return {
    line: ` That was gate ${visibleLine(id)}, ${which} with sha256 ${visibleLine(hash)}.`,
    json: { gate: id, hash, ...known },
  };
}
