// Grep: text in files.
import { z } from "zod";
import { COMMAND_OUTPUT_MAX_CHARS } from "../../protocol/limits.ts";
import { confinePath } from "../../workspace/confined-path.ts";
import { cutOutput } from "./cut-output.ts";
import { ripgrep } from "./ripgrep.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

const LINES_DEFAULT = 250;
const LINE_MAX_CHARS = 500;

const count = z.int().min(0).max(1_000).optional();
const input = z.object({
  pattern: z.string().min(1).describe("A regular expression, in ripgrep's syntax"),
  path: z.string().optional().describe("The file or folder to search in; the working directory if not given"),
  glob: z.string().optional().describe('Only files that match this glob: "*.ts"'),
  type: z.string().optional().describe("Only files of this type, as ripgrep names them: js, ts, py, rust"),
  output_mode: z
    .enum(["content", "files_with_matches", "count"])
    .default("files_with_matches")
    .describe("Matching lines, names of files that match (default), or matches per file"),
  "-i": z.boolean().default(false).describe("Ignore case"),
  "-n": z.boolean().default(true).describe("Line numbers, with output_mode content"),
  "-A": count.describe("Lines after each match, with output_mode content"),
  "-B": count.describe("Lines before each match, with output_mode content"),
  "-C": count.describe("Lines before and after each match, with output_mode content"),
  multiline: z.boolean().default(false).describe("Let the pattern span lines, . matching line ends too"),
  head_limit: z.int().min(1).optional().describe(`Lines of output at most; ${LINES_DEFAULT} if not given`),
});
type Search = z.output<typeof input>;

export function makeGrepTool(place: ToolPlace): Tool {
  return defineTool({
    name: "Grep",
    description:
      "Searches files for a regular expression, with ripgrep. Answers sorted by path. Files that .gitignore names and binary files are left out. Use it instead of grep or rg in Bash.",
    input,
    readOnly: true,
    async act(search) {
      const { inside } = await confinePath(place.root, search.path ?? ".");
      const found = await ripgrep({
        args: toArguments(search),
        target: inside === "" ? "." : inside,
        cwd: place.root,
        signal: place.signal,
      });
      return show(found.replaceAll(/^\.\//gm, ""), search.head_limit ?? LINES_DEFAULT);
    },
  });
}

function toArguments(search: Search): readonly string[] {
  const args = [
    "--sort",
    "path",
    "--with-filename",
    "--max-columns",
    String(LINE_MAX_CHARS),
    "--max-columns-preview",
  ];
  if (search["-i"]) args.push("--ignore-case");
  if (search.multiline) args.push("--multiline", "--multiline-dotall");
  if (search.glob !== undefined) args.push("--glob", search.glob);
  if (search.type !== undefined) args.push("--type", search.type);
  args.push(...outputArguments(search), "--regexp", search.pattern);
  return args;
}

function outputArguments(search: Search): readonly string[] {
  if (search.output_mode === "files_with_matches") return ["--files-with-matches"];
  if (search.output_mode === "count") return ["--count"];
  const around = (["-A", "-B", "-C"] as const).flatMap((flag) =>
    search[flag] === undefined ? [] : [flag, String(search[flag])],
  );
  return [search["-n"] ? "--line-number" : "--no-line-number", ...around];
}

function show(found: string, limit: number): string {
  const lines = found.replace(/\n$/, "").split("\n");
  if (lines.length === 1 && lines[0] === "") return "No match.";
  const shown = cutOutput(lines.slice(0, limit).join("\n"), COMMAND_OUTPUT_MAX_CHARS);
  const more = lines.length - limit;
  return more > 0 ? `${shown}\n[${more} more lines; narrow the search or raise head_limit.]` : shown;
}
