// Private keys in blocks of base64 lines, as files have them, as JSON has them (`\n` for the breaks), and as outputs
// have them that were cut in the middle: a part of the block still gives most of the key away.
import { matchAt } from "./match-at.ts";
import type { Clue, Found } from "./scanner.ts";

export const PRIVATE_KEY_CLUES: readonly Clue[] = [
  { text: "-----BEGIN ", find: findBlock },
  { text: "-----END ", find: findRestOfBlock },
];

const KIND = "private key";
const HEAD = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const END = "-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----";
/** Line breaks, as such or escaped, with what programs put around lines: quotes, margins, line numbers. */
const BREAK = String.raw`(?:\s|\\{1,4}[nrt]|["'\`,+|>→]){0,16}(?:\d{1,6}[:\t→]\s?)?`;
const FIELD = String.raw`(?:Proc-Type|DEK-Info|Version|Comment): ?[^\n\\]{0,100}`;
const LINE = new RegExp(`${BREAK}(?:[A-Za-z0-9+/]{16,}={0,2}|${FIELD})`, "y");
const TAIL = new RegExp(
  `${BREAK}(?:[A-Za-z0-9+/]{1,76}={0,2}${BREAK})?(?:=[A-Za-z0-9+/]{4}${BREAK})?${END}`,
  "y",
);
const BARE_END = new RegExp(END, "y");

function findBlock(text: string, at: number): Found | null {
  const head = matchAt(HEAD, text, at);
  if (head === null) return null;
  const begin = at + head[0].length;
  let end = begin;
  for (let line = matchAt(LINE, text, end); line !== null; line = matchAt(LINE, text, end))
    end += line[0].length;
  end += matchAt(TAIL, text, end)?.[0].length ?? 0;
  return end === begin ? null : { start: at, end, kind: KIND };
}

/** A block whose beginning was cut away. */
function findRestOfBlock(text: string, at: number, from: number): Found | null {
  const tail = matchAt(BARE_END, text, at);
  if (tail === null) return null;
  let start = startOfLine(text, { end: at, from, minChars: 1 });
  if (start === at) return null;
  for (let earlier = start; ; start = earlier) {
    earlier = startOfLine(text, { end: start, from, minChars: LINE_MIN_CHARS });
    if (earlier === start) return { start, end: at + tail[0].length, kind: KIND };
  }
}

const LINE_MIN_CHARS = 16;
const BASE64 = /[A-Za-z0-9+/=]/;

type Line = { readonly end: number; readonly from: number; readonly minChars: number };

/** Where the line of base64 before `end` starts; `end` when there is none. */
function startOfLine(text: string, { end, from, minChars }: Line): number {
  const lineEnd = beforeBreak(text, end, from);
  if (lineEnd === end) return end;
  let start = lineEnd;
  while (start > from && BASE64.test(text.charAt(start - 1))) start -= 1;
  if (text[start - 1] === "\\" && /[nr]/.test(text.charAt(start))) start += 1;
  return lineEnd - start < minChars ? end : start;
}

function beforeBreak(text: string, end: number, from: number): number {
  let at = end;
  for (;;) {
    if (at > from && /\s/.test(text.charAt(at - 1))) at -= 1;
    else if (at - 1 > from && text[at - 2] === "\\" && /[nr]/.test(text.charAt(at - 1))) at -= 2;
    else return at;
  }
}
