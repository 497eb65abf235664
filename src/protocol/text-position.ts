// Where things are: offsets, the lines and columns people see, and those the script engine reports.
// Pure, no imports beyond the protocol.
import { LOOP_MARK, PROGRAM_HEAD_LINES } from "./script.ts";

/** Line and column count from 1; a column is one UTF-16 unit, as editors count. */
export type TextPosition = { readonly line: number; readonly column: number };

/** What JavaScript, and so parser and engine, count as the end of a line. */
const LINE_BREAK = /\r\n?|[\n\u2028\u2029]/;

export function linesOf(text: string): string[] {
  return text.split(LINE_BREAK);
}

export function positionAt(text: string, offset: number): TextPosition {
  const before = linesOf(text.slice(0, offset));
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/**
 * The author's position for one that the engine reports in a stack (`script.js:3:13`). The engine counts the
 * program's lines, and its columns are bytes of UTF-8 (measured with quickjs-wasi 3.6.2).
 * @param loops offsets of the program's marks (`Program.loops`).
 */
export function authorPosition(
  text: string,
  engine: TextPosition,
  loops: readonly number[] = [],
): TextPosition {
  // Some expressions carry no position of their own: the engine then points at the program's head.
  if (engine.line <= PROGRAM_HEAD_LINES) return { line: 1, column: 1 };
  const line = engine.line - PROGRAM_HEAD_LINES;
  const lineText = linesOf(text)[line - 1] ?? "";
  const start = offsetOfLine(text, line);
  const marks = loops.map((loop) => loop - start).filter((unit) => unit >= 0 && unit <= lineText.length);
  const units = unitsOfBytes(withMarks(lineText, marks), engine.column - 1);
  return { line, column: withoutMarks(units, marks) + 1 };
}

function offsetOfLine(text: string, line: number): number {
  const breaks = text.matchAll(new RegExp(LINE_BREAK, "g"));
  let offset = 0;
  for (let left = line - 1; left > 0; left--) {
    const { value } = breaks.next();
    if (value === undefined) break;
    offset = value.index + value[0].length;
  }
  return offset;
}

function withMarks(lineText: string, marks: readonly number[]): string {
  let marked = "";
  let at = 0;
  for (const unit of marks) {
    marked += lineText.slice(at, unit) + LOOP_MARK;
    at = unit;
  }
  return marked + lineText.slice(at);
}

/** A place inside of a mark is that of its loop. */
function withoutMarks(units: number, marks: readonly number[]): number {
  let shift = 0;
  for (const unit of marks) {
    if (units < unit + shift) break;
    if (units < unit + shift + LOOP_MARK.length) return unit;
    shift += LOOP_MARK.length;
  }
  return units - shift;
}

function unitsOfBytes(lineText: string, bytes: number): number {
  let units = 0;
  let left = bytes;
  for (const character of lineText) {
    const code = character.codePointAt(0) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (left < 0) break;
    units += character.length;
  }
  return units;
}
