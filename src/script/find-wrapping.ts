// A script with something around it that is no script: Markdown fences, JSON, sentences (what models like to add).
import { error, type Finding } from "./finding.ts";

const FENCE_LINE = /^[ \t]*(?:```|~~~)[ \t]*[\w-]*[ \t]*$/m;
const META_LINE = /^[ \t]*(?:export[ \t]+)?const[ \t]+meta\b/m;

/** A fence as the first line: always wrong, though the parser might take it for template literals. */
export function findFence(text: string): Finding | null {
  const start = text.search(/\S/);
  return /^(?:```|~~~)/.test(text.slice(start)) ? fenceAt(start) : null;
}

/** After a syntax error at `offset`: what stands before or after the script that does not belong to it. */
export function findWrapping(text: string, offset: number): Finding | null {
  return (
    findStrayFence(text, offset) ??
    findJson(text) ??
    findProseBefore(text, offset) ??
    findProseAt(text, offset)
  );
}

/** A fence between the text's start and `meta`, on the line of the error, or as the last line. */
function findStrayFence(text: string, offset: number): Finding | null {
  const fence = FENCE_LINE.exec(text);
  const meta = META_LINE.exec(text);
  if (fence && meta && fence.index < meta.index && offset < meta.index) return fenceAt(fence.index);
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lastLine = text.trimEnd().lastIndexOf("\n") + 1;
  for (const start of [lineStart, lastLine]) {
    const line = text.slice(start).split("\n", 1)[0] ?? "";
    // In the middle of a prompt the fence's backquotes ended the prompt: that is no wrapping.
    const isInPrompt = start === lineStart && start !== lastLine && /^`\w/.test(text.slice(offset - 1));
    if (FENCE_LINE.test(line) && !isInPrompt) return fenceAt(start + line.search(/\S/));
  }
  return null;
}

function fenceAt(offset: number): Finding {
  return error(offset, {
    code: "S04-fence",
    message: "The script is wrapped in a Markdown code fence.",
    advice:
      "Remove the lines of backquotes (or tildes) before and after it, and any text outside of them: the file holds the script alone.",
  });
}

function findJson(text: string): Finding | null {
  const start = text.search(/\S/);
  if (!/^(?:\{\s*"[^"\n]*"\s*:|\[\s*[[{"])/.test(text.slice(start))) return null;
  return error(start, {
    code: "S01-json",
    message: "This is JSON, not a script.",
    advice:
      "Hand over the script's text itself: if it is a string inside this JSON, unpack it (line breaks are `\\n` there).",
  });
}

function findProseBefore(text: string, offset: number): Finding | null {
  const meta = META_LINE.exec(text);
  if (!meta || offset >= meta.index) return null;
  const before = text.slice(0, meta.index).trim();
  if (!/^[\p{L}\d"'#*>-].*[\p{L}\d]/u.test(before) || /[;{}=]/.test(before)) return null;
  return proseAt(text.search(/\S/), "before");
}

/** The line of the error reads like a sentence: words and nothing that only code has. */
function findProseAt(text: string, offset: number): Finding | null {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const line = text.slice(start).split("\n", 1)[0] ?? "";
  const isSentence =
    /^\s*(?:[#>*-]+ |\d+\. )?\**[A-Z][\p{L}'’*]*(?:[ ,:]+[\p{L}\d'’`*()./-]+){3,}[.:!?*]*\s*$/u.test(line);
  if (!isSentence || /[;={}]|=>/.test(line)) return null;
  return proseAt(start + line.search(/\S/), "after");
}

function proseAt(offset: number, where: "before" | "after"): Finding {
  return error(offset, {
    code: "S04-prose",
    message:
      where === "before"
        ? "There is text before the script."
        : "This line reads like a sentence, not like JavaScript.",
    advice: "Remove it or make it a comment (`// …`): the file holds the script alone.",
  });
}
