// The lines around a place, with a caret under it. Pure and bounded: the frame goes into errors and histories.
import { FRAME_LINE_CHARS, FRAME_LINES_AROUND } from "./limits.ts";
import { linesOf } from "./text-position.ts";

/**
 * Frame of the author's `line` and `column`, both from 1. Places outside the text are moved to its nearest line.
 *
 *       1 | export const meta = { name: "a" };
 *     > 2 | import fs from "fs";
 *         | ^
 */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = linesOf(text);
  const at = Math.min(Math.max(1, Math.trunc(line) || 1), lines.length);
  const caret = Math.min(Math.max(1, Math.trunc(column) || 1), (lines[at - 1] ?? "").length + 1);
  const first = Math.max(1, at - FRAME_LINES_AROUND);
  const end = lines.at(-1) === "" && at < lines.length ? lines.length - 1 : lines.length;
  const last = Math.min(end, at + FRAME_LINES_AROUND);
  const width = String(last).length;
  // One window for all lines, so that they stay under each other.
  const from = caret > FRAME_LINE_CHARS ? caret - Math.floor(FRAME_LINE_CHARS / 2) : 1;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    const mark = number === at ? ">" : " ";
    rows.push(
      `${mark} ${String(number).padStart(width)} | ${windowOf(lines[number - 1] ?? "", from)}`.trimEnd(),
    );
    if (number === at) rows.push(`  ${" ".repeat(width)} | ${caretUnder(lines[at - 1] ?? "", from, caret)}`);
  }
  return rows.join("\n");
}

function windowOf(line: string, from: number): string {
  const shown = line.slice(from - 1, from - 1 + FRAME_LINE_CHARS);
  const before = from > 1 && line.length > 0 ? "…" : "";
  const after = line.length > from - 1 + FRAME_LINE_CHARS ? "…" : "";
  return before + visible(shown) + after;
}

function caretUnder(line: string, from: number, caret: number): string {
  const before = (from > 1 ? " " : "") + line.slice(from - 1, caret - 1).replace(/[^\t]/g, " ");
  return `${before}^`;
}

/** Control and formatting characters (but tabs) as a visible dot: a frame is shown on terminals. */
function visible(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Cs}]/gu, "\u00b7");
}
