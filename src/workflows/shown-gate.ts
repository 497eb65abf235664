// Gates as the `status` query shows them: small, whatever they ask. The whole question is in the `pending` query.
import { cutText, type Json } from "../protocol/json.ts";
import { GATE_PART_SHOWN_CHARS, QUESTION_SHOWN_CHARS } from "../protocol/limits.ts";
import type { GateRecord, GateView } from "../protocol/run-views.ts";

export function toShownGate<T extends GateView>(gate: T): T {
  return {
    ...gate,
    question: cutText(gate.question, QUESTION_SHOWN_CHARS),
    details: null,
    schema: null,
    choices: fittingTexts(gate.choices),
    approvers: fittingTexts(gate.approvers),
  };
}

export function toShownRecord(record: GateRecord): GateRecord {
  const { note, value } = record;
  return {
    ...toShownGate(record),
    note: note === null ? null : cutText(note, GATE_PART_SHOWN_CHARS),
    value: isSmall(value) ? value : cutText(JSON.stringify(value), GATE_PART_SHOWN_CHARS),
  };
}

function isSmall(value: Json): boolean {
  return JSON.stringify(value).length <= GATE_PART_SHOWN_CHARS;
}

/** As many as fit, each whole: a choice that is cut is no choice. `null` when not even the first does. */
function fittingTexts(texts: readonly string[] | null): readonly string[] | null {
  if (texts === null) return null;
  let chars = 0;
  const shown = texts.filter((text) => (chars += text.length) <= GATE_PART_SHOWN_CHARS);
  return shown.length > 0 ? shown : null;
}
