// Lines of a file for the model: numbered, and followed by what it must know to go on or to change them.
import type { Line, LineWindow } from "./line-window.ts";
import type { TextEncoding } from "./text-encoding.ts";
import { ToolError } from "./tool.ts";

export const LINE_MAX_CHARS = 2_000;
/** Enough for so many characters: four bytes are the longest. */
export const LINE_MAX_BYTES = 4 * LINE_MAX_CHARS;

export type ShownPart = {
  readonly window: LineWindow;
  readonly encoding: TextEncoding;
  /** Number of the first line of the window. */
  readonly offset: number;
  /** Size of the file. */
  readonly bytes: number;
  /** The file was read to its end: its lines are counted. */
  readonly isWhole: boolean;
};

const BYTE_ORDER_MARK = "\uFEFF";

/** Throws a `ToolError` when the window lies behind the end of the file. */
export function showLines(part: ShownPart): string {
  const { window, encoding, offset, isWhole, bytes } = part;
  if (bytes === 0 && window.count === 0) return "[The file exists and is empty.]";
  if (window.lines.length === 0) throw new ToolError(behindTheEnd(window.count, offset, isWhole));
  const lines = window.lines.map((line, index) => numbered(line, offset + index, encoding));
  return [...lines, ...notes(part)].join("\n");
}

function behindTheEnd(count: number, offset: number, isWhole: boolean): string {
  if (isWhole) return `The file has ${count} lines; offset ${offset} is behind its end.`;
  return `Line ${offset} lies too far in for Read, which gave up after ${count} lines. Cut the part out with a program in Bash, such as sed or tail.`;
}

function numbered(line: Line, number: number, encoding: TextEncoding): string {
  const decoded = encoding.decode(line.bytes);
  const text = number === 1 && decoded.startsWith(BYTE_ORDER_MARK) ? decoded.slice(1) : decoded;
  // Behind the part that decides whether a file is binary there may still be a NUL, which no prompt should hold.
  return `${String(number).padStart(6)}\t${cut(text, line).replaceAll("\0", "\u2400")}`;
}

function cut(text: string, line: Line): string {
  if (text.length <= LINE_MAX_CHARS && line.bytes.length === line.length) return text;
  const whole = /[\uD800-\uDBFF]$/.test(text.slice(0, LINE_MAX_CHARS)) ? LINE_MAX_CHARS - 1 : LINE_MAX_CHARS;
  return `${text.slice(0, whole)}… [the line has ${line.length} bytes; Grep or Bash show other parts of it]`;
}

function notes(part: ShownPart): readonly string[] {
  const { window, encoding } = part;
  const { crlf, lf } = window.lineEnds;
  const reachesEnd = part.isWhole && part.offset + window.lines.length - 1 === window.count;
  return [
    rest(part),
    encoding.name === "windows-1252"
      ? "[Not UTF-8: shown as Windows-1252, one character per byte. Edit and Write keep it so.]"
      : null,
    encoding.name === "broken utf-8"
      ? "[Some bytes are not UTF-8 and shown as \uFFFD. Edit keeps them; leave them out of old_string.]"
      : null,
    crlf > 0 && lf === 0 ? "[Line ends are CRLF. Edit and Write keep them.]" : null,
    crlf > 0 && lf > 0 ? `[Line ends are mixed: ${crlf} CRLF, ${lf} LF. Edit keeps them.]` : null,
    reachesEnd && !window.closed ? "[The last line has no line end.]" : null,
  ].filter((note) => note !== null);
}

function rest({ window, offset, bytes, isWhole }: ShownPart): string | null {
  const last = offset + window.lines.length - 1;
  const of = isWhole ? `${window.count}` : `a file of ${bytes} bytes, whose lines were not counted`;
  if (isWhole && last === window.count) return null;
  return `[Lines ${offset} to ${last} of ${of}; go on with offset ${last + 1}.]`;
}
