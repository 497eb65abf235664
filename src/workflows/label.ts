// What a call is shown as (A02).
import { LABEL_CHARS } from "../protocol/limits.ts";

/** Temporal's summary of an activity holds 400 bytes; a label of the author's own may be longer than made ones. */
const LABEL_MAX_CHARS = 100;

export function labelOf(label: string | undefined, text: string): string {
  if (label !== undefined && label.trim() !== "") return collapse(label, LABEL_MAX_CHARS);
  return collapse(text, LABEL_CHARS);
}

/** Cut between characters, never inside one. */
function collapse(text: string, max: number): string {
  const line = text
    .slice(0, 4 * max)
    .replace(/\s+/g, " ")
    .trim();
  return Array.from(line).slice(0, max).join("");
}
