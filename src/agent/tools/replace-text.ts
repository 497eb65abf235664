// Replaces text in a file's bytes: what is not replaced stays as it is, byte for byte, and what is put in gets the
// line ends that are there. Texts are "binary strings", one character per byte, so that nothing is lost in decoding.

export type Replacement = {
  /** Line ends as `\n`; not empty. */
  readonly from: string;
  readonly to: string;
  readonly all: boolean;
};

export type Replaced = {
  readonly content: string;
  /** Where: bytes from the start of the old content. */
  readonly places: readonly number[];
};

/** Line ends of either kind as `\n`. */
export function plainLineEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/**
 * Replaces one occurrence, or all. `places` tells where it was found; with `all` unset and more than one place
 * nothing is replaced.
 */
export function replaceText(content: string, { from, to, all }: Replacement): Replaced {
  const found = findAll(content, from, all);
  const places = found.map(({ at }) => at);
  if (found.length === 0 || (found.length > 1 && !all)) return { content, places };
  const usual = usualLineEnd(content);
  const parts: string[] = [];
  let end = 0;
  for (const { at, text } of found) {
    parts.push(content.slice(end, at), withLineEndsOf(text, to, usual));
    end = at + text.length;
  }
  return { content: parts.join("") + content.slice(end), places };
}

type Found = { readonly at: number; readonly text: string };

/** Places that overlap count where one is to be replaced: which of them is meant would be a guess. */
function findAll(content: string, from: string, all: boolean): readonly Found[] {
  const found: Found[] = [];
  const find = finder(content, from);
  let next = find(0);
  while (next !== null) {
    found.push(next);
    // A line end is one character, whatever it is made of.
    const step = next.text.startsWith("\r\n") ? 2 : 1;
    next = find(next.at + (all ? next.text.length : step));
  }
  return found;
}

function finder(content: string, from: string): (start: number) => Found | null {
  if (!from.includes("\n") || !content.includes("\r\n")) {
    return (start) => {
      const at = content.indexOf(from, start);
      return at === -1 ? null : { at, text: from };
    };
  }
  // The pattern's own line ends are plain; those of the file may be of either kind, in one file.
  const pattern = new RegExp(from.split("\n").map(escapePattern).join("\\r?\\n"), "g");
  return (start) => {
    pattern.lastIndex = start;
    const match = pattern.exec(content);
    return match === null ? null : { at: match.index, text: match[0] };
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** `to` with line ends as in `old`: lines that both begin or end with keep theirs, new ones get those of the old in their place. */
function withLineEndsOf(old: string, to: string, usual: string): string {
  if (!to.includes("\n")) return to;
  if (!old.includes("\n")) return to.replaceAll("\n", usual);
  const oldLines = lines(old);
  const newLines = lines(to);
  const same = (oldLine: string | undefined, newLine: string | undefined): boolean =>
    oldLine !== undefined && plainLineEnds(oldLine) === newLine;
  const most = Math.min(oldLines.length, newLines.length);
  let head = 0;
  while (head < most && same(oldLines[head], newLines[head])) head += 1;
  let tail = 0;
  while (tail < most - head && same(oldLines.at(-1 - tail), newLines.at(-1 - tail))) tail += 1;
  const gone = oldLines.slice(head, oldLines.length - tail).join("");
  const lineEnd = usualLineEnd(gone.includes("\n") ? gone : old);
  return [
    ...oldLines.slice(0, head),
    ...newLines.slice(head, newLines.length - tail).map((line) => line.replace("\n", lineEnd)),
    ...oldLines.slice(oldLines.length - tail),
  ].join("");
}

function lines(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** The more frequent one. */
export function usualLineEnd(text: string): "\r\n" | "\n" {
  const crlf = text.split("\r\n").length - 1;
  const all = text.split("\n").length - 1;
  return crlf * 2 > all ? "\r\n" : "\n";
}
