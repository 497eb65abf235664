// Why the text to replace is not in the file: models mostly miss by white space or by copying too much.
import { plainLineEnds } from "./replace-text.ts";

/** A sentence for the model. `text` is the file as Read shows it, with any line ends. */
export function explainMissingText(text: string, from: string, to: string): string {
  const file = plainLineEnds(text);
  const hints = [lineNumbers, noLineEnd, otherSpace, firstLine, doneAlready];
  const hint = hints.map((find) => find(file, from, to)).find((found) => found !== null);
  return `old_string is not in the file. ${hint ?? "Read the file again and copy the text exactly."}`;
}

/** Of a file that is compared loosely: longer ones would hold up everything else in the worker. */
const LOOSE_MAX_CHARS = 2_000_000;

type Hint = (file: string, from: string, to: string) => string | null;

const lineNumbers: Hint = (file, from) => {
  const stripped = from.replaceAll(/^ *\d+\t/gm, "");
  if (stripped === from || !file.includes(stripped)) return null;
  return "It is there without the line numbers and tabs that Read puts in front: leave those out.";
};

const noLineEnd: Hint = (file, from) => {
  if (!from.endsWith("\n") || !file.endsWith(from.slice(0, -1))) return null;
  return "It is at the end of the file, which has no line end: leave the last line end out.";
};

/** The same words with other white space, quotes or dashes. */
const otherSpace: Hint = (file, from) => {
  if (file.length > LOOSE_MAX_CHARS) return null;
  const fileLines = file.split("\n");
  const index = looseIndex(fileLines);
  const wanted = loose(from);
  const at = wanted === "" ? -1 : index.text.indexOf(wanted);
  if (at === -1) return null;
  const line = index.starts.findLast(({ start }) => start <= at)?.line ?? 0;
  const shown = fileLines.slice(line, line + Math.min(from.trim().split("\n").length, 5)).join("\n");
  return `Line ${line + 1} differs from it only in white space, quotes or dashes; there it is ${JSON.stringify(shown)}.`;
};

/** The file's words in one line, and where in it each line begins. */
function looseIndex(fileLines: readonly string[]): {
  readonly text: string;
  readonly starts: readonly { readonly start: number; readonly line: number }[];
} {
  const starts: { start: number; line: number }[] = [];
  const words: string[] = [];
  let length = 0;
  for (const [line, text] of fileLines.map(loose).entries()) {
    if (text === "") continue;
    starts.push({ start: length, line });
    words.push(text);
    length += text.length + 1;
  }
  return { text: words.join(" "), starts };
}

const firstLine: Hint = (file, from) => {
  const first = from.split("\n").find((line) => line.trim() !== "");
  if (first === undefined || !from.trim().includes("\n")) return null;
  const at = file.split("\n").indexOf(first);
  return at === -1
    ? null
    : `Its first line is line ${at + 1} of the file, but not what follows. Read on from there.`;
};

const doneAlready: Hint = (file, _from, to) =>
  to.trim() !== "" && file.includes(to)
    ? "new_string is in the file already: has the change been made?"
    : null;

function loose(text: string): string {
  return text
    .replaceAll(/[\u2018\u2019\u201A\u2032]/g, "'")
    .replaceAll(/[\u201C\u201D\u201E\u2033]/g, '"')
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/\s+/g, " ")
    .trim();
}
