// What a call is shown as (A02).
import { utf8Bytes } from "../protocol/json.ts";
import { LABEL_CHARS, SUMMARY_MAX_BYTES } from "../protocol/limits.ts";

/** A label of the author's own may be longer than made ones. */
const LABEL_MAX_CHARS = 100;

export function labelOf(label: string | undefined, text: string): string {
  if (label !== undefined && label.trim() !== "") return collapse(label, LABEL_MAX_CHARS);
  return collapse(text, LABEL_CHARS);
}

/** A label as the summary of an activity: longer ones would fail the workflow task. */
export function summaryOf(label: string): string {
  let summary = label;
  while (utf8Bytes(JSON.stringify(summary)) > SUMMARY_MAX_BYTES) {
    summary = Array.from(summary).slice(0, -10).join("");
  }
  return summary;
}

/** Cut between characters, never inside one. */
function collapse(text: string, max: number): string {
  const line = text
    .slice(0, 4 * max)
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= max ? line : Array.from(line).slice(0, max).join("");
}
