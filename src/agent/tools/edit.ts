// Edit: exact replacement of text in a file.
import { z } from "zod";
import { writeConfined } from "../../workspace/confined-file.ts";
import type { SeenFiles } from "./seen-files.ts";
import { readTextFile } from "./text-file.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

const input = z.object({
  file_path: z.string().min(1).describe("The file to change: absolute, or relative to the working directory"),
  old_string: z.string().describe("The text to replace, exactly as it is in the file, white space included"),
  new_string: z.string().describe("The text to put in its place"),
  replace_all: z.boolean().default(false).describe("Replace every occurrence instead of exactly one"),
});
type Edit = z.output<typeof input>;

export function makeEditTool(place: ToolPlace, seen: SeenFiles): Tool {
  return defineTool({
    name: "Edit",
    description:
      "Replaces text in a file that you have read. old_string must be in the file exactly once: take enough lines around it to make it unique, without the line numbers that Read puts in front; or set replace_all.",
    input,
    readOnly: false,
    async act(edit) {
      const file = await readTextFile(place.root, edit.file_path);
      if (file === null) throw new ToolError(`There is no file ${edit.file_path}; use Write to create one.`);
      if (file.lossy) throw new ToolError(`${edit.file_path} is not UTF-8 text; change it with Bash.`);
      seen.require(file.path, file.bytes);
      const { text, count } = replace(file.text, edit);
      const content = file.restore(text);
      const { path } = await writeConfined(place.root, edit.file_path, content);
      seen.note(path, content);
      return `Changed ${path}: ${count} ${count === 1 ? "place" : "places"}.`;
    },
  });
}

function replace(text: string, edit: Edit): { readonly text: string; readonly count: number } {
  const { replace_all } = edit;
  // The file's line ends were made plain before; what the model copied from it may not be.
  const [from, to] = text.includes("\r\n")
    ? [edit.old_string, edit.new_string]
    : [plain(edit.old_string), plain(edit.new_string)];
  if (from === "")
    throw new ToolError("old_string is empty; give the text to replace, or use Write for a whole file.");
  if (from === to) throw new ToolError("old_string and new_string are the same; nothing was changed.");
  const parts = text.split(from);
  const count = parts.length - 1;
  if (count === 0)
    throw new ToolError("old_string is not in the file. Read the file again and copy the text exactly.");
  if (count > 1 && !replace_all) {
    throw new ToolError(
      `old_string is in the file ${count} times. Take more lines around the place, or set replace_all.`,
    );
  }
  return { text: parts.join(to), count };
}

function plain(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
