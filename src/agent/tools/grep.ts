// Grep: text in files.
import { join } from "node:path";
import { z } from "zod";
import { COMMAND_OUTPUT_MAX_CHARS } from "../../protocol/limits.ts";
import { toGrepLines } from "./grep-lines.ts";
import { ripgrep } from "./ripgrep.ts";
import type { RipgrepAnswer } from "./ripgrep.ts";
import { isFolder, useFile, useFolder } from "./search-place.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";
import { shownPath } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

const LINES_DEFAULT = 250;
const LINE_MAX_CHARS = 500;

const around = z.int().min(0).max(1_000).optional();
const input = z.object({
  pattern: z.string().min(1).describe("A regular expression, in ripgrep's syntax: braces are escaped"),
  path: z.string().optional().describe("The file or folder to search in; the working directory if not given"),
  glob: z.string().optional().describe('Only files that match this glob: "*.ts", "src/**/*.{js,jsx}"'),
  type: z.string().optional().describe("Only files of this type, as ripgrep names them: js, ts, py, rust"),
  output_mode: z
    .enum(["content", "files_with_matches", "count"])
    .default("files_with_matches")
    .describe("Matching lines, names of files that match, or matching lines per file"),
  "-i": z.boolean().default(false).describe("Ignore case"),
  "-n": z.boolean().default(true).describe("Line numbers, with output_mode content"),
  "-A": around.describe("Lines after each match, with output_mode content"),
  "-B": around.describe("Lines before each match, with output_mode content"),
  "-C": around.describe("Lines before and after each match, with output_mode content"),
  "-o": z.boolean().default(false).describe("Only the part of a line that matches, with output_mode content"),
  multiline: z.boolean().default(false).describe("Let the pattern span lines, . matching line ends too"),
  head_limit: z
    .int()
    .min(0)
    .default(LINES_DEFAULT)
    .describe("Lines of output at most; 0 is as many as one answer holds"),
  offset: z.int().min(0).default(0).describe("Lines of output to leave out at the start"),
});
type Search = z.output<typeof input>;

export function makeGrepTool(place: ToolPlace): Tool {
  return defineTool({
    name: "Grep",
    description: `Searches files for a regular expression, with ripgrep. Answers sorted by path. Files that .gitignore names and binary files are left out when a folder is searched. Lines over ${LINE_MAX_CHARS} bytes are cut. Use it instead of grep or rg in Bash.`,
    input,
    readOnly: true,
    async act(search) {
      const found = await find(search, place);
      return show(found, search);
    },
  });
}

type Found = Pick<RipgrepAnswer, "cut" | "complaint"> & { readonly lines: readonly string[] };

async function find(search: Search, place: ToolPlace): Promise<Found> {
  const { path = ".", glob, type } = search;
  if (await isFolder(place, path)) {
    return useFolder(place, path, async (folder) => {
      const filters = [
        ...(glob === undefined ? [] : ["--glob", glob]),
        ...(type === undefined ? [] : ["--type", type]),
      ];
      const args = [...toArguments(search), ...filters, "--sort", "path"];
      const found = await ripgrep({ args, target: ".", cwd: folder.workPath, signal: place.signal });
      return inLines(found, search, (name) => shownPath(place, join(folder.path, name)));
    });
  }
  // The open file itself: its name could lead elsewhere by the time ripgrep opens it.
  return useFile(place, path, async ({ handle, path: file }) => {
    const args = toArguments(search);
    const found = await ripgrep({
      args,
      target: "-",
      input: handle.fd,
      cwd: place.root,
      signal: place.signal,
    });
    return inLines(found, search, () => shownPath(place, file));
  });
}

function inLines(
  { text, cut, complaint }: RipgrepAnswer,
  search: Search,
  nameOf: (name: string) => string,
): Found {
  const lines = toGrepLines(text, { mode: search.output_mode, lineNumbers: search["-n"], nameOf });
  return { lines, cut, complaint };
}

function toArguments(search: Search): readonly string[] {
  const columns = ["--max-columns", String(LINE_MAX_CHARS), "--max-columns-preview"];
  const args = ["--with-filename", "--null", ...columns];
  // What Read shows of a line ends before its CR LF, so $ does, too. A pattern that asks for the CR finds it.
  if (!/\r|\\r/.test(search.pattern)) args.push("--crlf");
  if (search["-i"]) args.push("--ignore-case");
  if (search.multiline) args.push("--multiline", "--multiline-dotall");
  args.push(...outputArguments(search), "--regexp", search.pattern);
  return args;
}

function outputArguments(search: Search): readonly string[] {
  if (search.output_mode === "files_with_matches") return ["--files-with-matches"];
  if (search.output_mode === "count") return ["--count"];
  const lines = (["-A", "-B", "-C"] as const).flatMap((flag) =>
    search[flag] === undefined ? [] : [flag, String(search[flag])],
  );
  const only = search["-o"] ? ["--only-matching"] : [];
  return ["--line-number", ...only, ...lines];
}

function show({ lines, cut, complaint }: Found, { head_limit, offset }: Search): string {
  const trouble = complaint === "" ? "" : `\n[Not everything could be searched: ${complaint}]`;
  if (lines.length === 0) return `No match.${trouble}`;
  const count = `${cut ? "more than " : ""}${lines.length}`;
  if (offset >= lines.length)
    return `[There are ${count} lines; offset ${offset} is behind the last.]${trouble}`;
  const shown = asManyAsFit(lines.slice(offset, head_limit === 0 ? undefined : offset + head_limit));
  const next = offset + shown.length;
  const rest =
    next < lines.length || cut
      ? `\n[Lines ${offset + 1} to ${next} of ${count}; narrow the search, or go on with offset ${next}.]`
      : "";
  return `${shown.join("\n")}${rest}${trouble}`;
}

/** At least one, in whole lines: the rest can be asked for. */
function asManyAsFit(lines: readonly string[]): readonly string[] {
  let chars = 0;
  const over = lines.findIndex((line) => (chars += line.length + 1) > COMMAND_OUTPUT_MAX_CHARS);
  return over === -1 ? lines : lines.slice(0, Math.max(1, over));
}
