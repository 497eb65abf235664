// Read: a text file with line numbers.
import { z } from "zod";
import { cutText } from "../../protocol/json.ts";
import type { SeenFiles } from "./seen-files.ts";
import { readTextFile } from "./text-file.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

const LINES_DEFAULT = 2_000;
const LINE_MAX_CHARS = 2_000;
/** What one answer may hold in all: about 30,000 tokens. */
const TOTAL_MAX_CHARS = 100_000;

const input = z.object({
  file_path: z.string().min(1).describe("The file to read: absolute, or relative to the working directory"),
  offset: z.int().min(1).optional().describe("Number of the first line to read, counting from 1"),
  limit: z.int().min(1).optional().describe(`How many lines to read; ${LINES_DEFAULT} if not given`),
});

export function makeReadTool(place: ToolPlace, seen: SeenFiles): Tool {
  return defineTool({
    name: "Read",
    description: `Reads a text file. Answers with its lines, each with its number in front as \`cat -n\` does; the number and the tab are not part of the file. Reads ${LINES_DEFAULT} lines from the start unless offset and limit say otherwise; lines over ${LINE_MAX_CHARS} characters are cut. Read a file before you change it.`,
    input,
    readOnly: true,
    async act({ file_path, offset = 1, limit = LINES_DEFAULT }) {
      const file = await readTextFile(place.root, file_path);
      if (file === null)
        throw new ToolError(`There is no file ${file_path}. The working directory is ${place.root}.`);
      seen.note(file.path, file.bytes);
      if (file.text === "") return "[The file exists and is empty.]";
      return numbered(file.text, offset, limit);
    },
  });
}

function numbered(text: string, offset: number, limit: number): string {
  const lines = text.replace(/\n$/, "").split("\n");
  if (offset > lines.length)
    throw new ToolError(`The file has ${lines.length} lines; offset ${offset} is behind its end.`);
  const shown: string[] = [];
  let chars = 0;
  for (const [index, line] of lines.slice(offset - 1, offset - 1 + limit).entries()) {
    const numberedLine = `${String(offset + index).padStart(6)}\t${cutText(line, LINE_MAX_CHARS)}`;
    chars += numberedLine.length + 1;
    if (chars > TOTAL_MAX_CHARS && shown.length > 0) break;
    shown.push(numberedLine);
  }
  const last = offset + shown.length - 1;
  const rest =
    last < lines.length
      ? `\n[Lines ${offset} to ${last} of ${lines.length}; go on with offset ${last + 1}.]`
      : "";
  return shown.join("\n") + rest;
}
