// Edit: exact replacement of text in a file.
import { z } from "zod";
import { clearTornWrites, writeConfined } from "../../workspace/confined-file.ts";
import { explainMissingText } from "./explain-missing-text.ts";
import { changeFile } from "./change-file.ts";
import { refuseMarks } from "./hidden-text.ts";
import { missingFile } from "./near-names.ts";
import { plainLineEnds, replaceText } from "./replace-text.ts";
import type { Replaced } from "./replace-text.ts";
import type { SeenFiles } from "./seen-files.ts";
import { readTextFile } from "./text-file.ts";
import type { TextFile } from "./text-file.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";
import { pathIn, shownPath } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

const input = z.object({
  file_path: z.string().min(1).describe("The file to change: absolute, or relative to the working directory"),
  old_string: z.string().describe("The text to replace, exactly as it is in the file, white space included"),
  new_string: z.string().describe("The text to put in its place; must differ from old_string"),
  replace_all: z
    .boolean()
    .default(false)
    .describe("Replace every occurrence of old_string instead of exactly one"),
});
type Edit = z.output<typeof input>;

/** Numbers of changed lines that the answer names. */
const LINES_NAMED = 10;

export function makeEditTool(place: ToolPlace, seen: SeenFiles): Tool {
  return defineTool({
    name: "Edit",
    description:
      "Replaces text in a file that you have read. old_string must be in the file exactly once: take enough lines around it to make it unique, without the line numbers that Read puts in front; or set replace_all. Line ends may be given as \\n: the file's own are kept, and so are its byte order mark and encoding.",
    input,
    readOnly: false,
    act: (edit) => changeFile(place, edit.file_path, () => act(edit, place, seen)),
    tidy: ({ file_path }) => clearTornWrites(place.root, pathIn(place, file_path)),
  });
}

async function act(edit: Edit, place: ToolPlace, seen: SeenFiles): Promise<string> {
  const file = await readTextFile(place, edit.file_path);
  if (file === null && edit.old_string === "") return create(edit, place, seen);
  if (file === null) throw await missingFile(place, edit.file_path, "Use Write to make a new one.");
  seen.require(file.path, file.bytes);
  refuseMarks(`${edit.old_string}\n${edit.new_string}`, file.encoding.decode(file.bytes));
  const { content, places } = replaceIn(file, edit);
  const bytes = Buffer.from(content, "latin1");
  await writeConfined(place.root, pathIn(place, edit.file_path), bytes, file.bytes);
  seen.note(file.path, bytes);
  return report(shownPath(place, file.path), file, places);
}

/** Models know an empty old_string as the way to make a file. */
async function create(edit: Edit, place: ToolPlace, seen: SeenFiles): Promise<string> {
  refuseMarks(edit.new_string, "");
  const bytes = Buffer.from(edit.new_string, "utf8");
  const { path } = await writeConfined(place.root, pathIn(place, edit.file_path), bytes, null);
  seen.note(path, bytes);
  return `Created ${shownPath(place, path)} (${bytes.length} bytes).`;
}

function replaceIn(file: TextFile, edit: Edit): Replaced {
  const content = file.bytes.toString("latin1");
  if (edit.old_string === "") {
    if (content !== "") throw new ToolError("old_string is empty; give the text to replace.");
    return { content: bytesOf(file, edit, "new_string"), places: [0] };
  }
  const [from, to] = [bytesOf(file, edit, "old_string"), bytesOf(file, edit, "new_string")];
  if (from === to) throw new ToolError(sameTexts(edit));
  const replaced = replaceText(content, { from, to, all: edit.replace_all });
  const count = replaced.places.length;
  if (count === 0) {
    const text = file.encoding.decode(file.bytes);
    const [old, put] = [plainLineEnds(edit.old_string), plainLineEnds(edit.new_string)];
    throw new ToolError(explainMissingText(text, old, put));
  }
  if (count > 1 && !edit.replace_all) {
    throw new ToolError(
      `old_string is in the file ${count} times (lines ${lineList(file, replaced.places)}). Take more lines around the place to make it unique, or set replace_all.`,
    );
  }
  return replaced;
}

/** As a binary string. */
function bytesOf({ encoding }: TextFile, edit: Edit, key: "old_string" | "new_string"): string {
  const bytes = encoding.encode(plainLineEnds(edit[key]));
  if (typeof bytes === "string")
    throw new ToolError(`${key} cannot be used here: ${bytes}. Nothing was changed.`);
  return bytes.toString("latin1");
}

function sameTexts({ old_string, new_string }: Edit): string {
  return old_string === new_string
    ? "old_string and new_string are the same; nothing was changed."
    : "old_string and new_string differ in their line ends only, and Edit keeps those of the file; change line ends with a program in Bash.";
}

function report(path: string, file: TextFile, places: readonly number[]): string {
  const where = `line${places.length === 1 ? "" : "s"} ${lineList(file, places)}`;
  const changed =
    places.length === 1
      ? `Changed ${path} at ${where}.`
      : `Changed ${path} in ${places.length} places: ${where}.`;
  const { nlink } = file.stats;
  if (nlink <= 1) return changed;
  return `${changed} The file had ${nlink} names (hard links); only this one has the new content.`;
}

/** "3, 9 and 12 more". */
function lineList({ bytes }: TextFile, places: readonly number[]): string {
  const named = places.slice(0, LINES_NAMED).map((place) => lineAt(bytes, place));
  const more = places.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function lineAt(bytes: Buffer, place: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at !== -1 && at < place; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  return line;
}
