// ripgrep's output as lines for the model. It is asked for a NUL behind each name, since a name may hold all else: line
// ends too, with which one name would look like two, or like a match in another file.

export type GrepMode = "content" | "files_with_matches" | "count";

/** In content mode ripgrep is asked for line numbers always: without them no text tells a match from what is around it. */
export type GrepLines = {
  readonly mode: GrepMode;
  readonly lineNumbers: boolean;
  /** What the model knows a name of ripgrep's by. */
  readonly nameOf: (name: string) => string;
};

/** The separator of groups, or a name and what is said of it. Lines end as ripgrep ends its own, or as those of the file. */
const RECORD = /--\r?\n|([^\0]+)\0([^\n]*)(?:\n|$)/g;

export function toGrepLines(text: string, { mode, lineNumbers, nameOf }: GrepLines): readonly string[] {
  if (mode === "files_with_matches") return text.split("\0").filter(Boolean).map(nameOf);
  const lines: string[] = [];
  const named = remembered(nameOf);
  for (const [, name, line = ""] of text.matchAll(RECORD)) {
    const rest = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (name === undefined) lines.push("--");
    else
      lines.push(mode === "count" ? `${named(name)}:${rest}` : contentLine(named(name), rest, lineNumbers));
  }
  return lines;
}

/** `12:text` is a match, `12-text` stands near one; ripgrep says which before the number, too. */
function contentLine(name: string, rest: string, lineNumbers: boolean): string {
  const [numbered = "", sign = ":"] = /^\d+([:-])/.exec(rest) ?? [];
  return `${name}${sign}${lineNumbers ? rest : rest.slice(numbered.length)}`;
}

/** A file's name comes with each of its lines. */
function remembered(nameOf: (name: string) => string): (name: string) => string {
  let last = { name: "", shown: "" };
  return (name) => {
    if (name !== last.name) last = { name, shown: nameOf(name) };
    return last.shown;
  };
}
