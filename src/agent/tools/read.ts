// Read: a text file with line numbers.
import { z } from "zod";
import { explainPathError } from "./explain-path-error.ts";
import { LineWindow } from "./line-window.ts";
import { missingFile } from "./near-names.ts";
import type { SeenFiles } from "./seen-files.ts";
import { LINE_MAX_BYTES, LINE_MAX_CHARS, showLines } from "./show-lines.ts";
import { streamLines } from "./stream-lines.ts";
import { encodingOf } from "./text-encoding.ts";
import { readAtMost, TEXT_FILE_MAX_BYTES, useTextFile } from "./text-file.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

const LINES_DEFAULT = 2_000;
/** What one answer may hold in all: about 30,000 tokens. */
const TOTAL_MAX_BYTES = 100_000;

const input = z.object({
  file_path: z.string().min(1).describe("The file to read: absolute, or relative to the working directory"),
  offset: z.int().min(0).default(1).describe("Number of the first line to read, counting from 1"),
  limit: z.int().min(1).default(LINES_DEFAULT).describe("How many lines to read"),
});
type Read = z.output<typeof input>;

export function makeReadTool(place: ToolPlace, seen: SeenFiles): Tool {
  return defineTool({
    name: "Read",
    description: `Reads a text file. Answers with its lines, each with its number in front as \`cat -n\` does; the number and the tab are not part of the file. Reads ${LINES_DEFAULT} lines from the start unless offset and limit say otherwise; lines over ${LINE_MAX_CHARS} characters are cut. Files of any size can be read in parts; images, PDFs and other binary files cannot. Read a file before you change it.`,
    input,
    readOnly: true,
    async act(read) {
      const shown = await readPart(place, read, seen).catch((error: unknown) => {
        throw explainPathError(error, read.file_path);
      });
      if (shown === null) throw await missingFile(place, read.file_path, "");
      return shown;
    },
  });
}

function readPart(
  place: ToolPlace,
  { file_path, offset, limit }: Read,
  seen: SeenFiles,
): Promise<string | null> {
  // Models count from 0 now and then.
  const bounds = {
    offset: Math.max(1, offset),
    limit,
    lineMaxBytes: LINE_MAX_BYTES,
    totalMaxBytes: TOTAL_MAX_BYTES,
  };
  return useTextFile(place, file_path, async ({ handle, path, stats }) => {
    const window = new LineWindow(bounds);
    const bytes = await readAtMost(handle, TEXT_FILE_MAX_BYTES);
    if (bytes === null) {
      const isWhole = await streamLines(handle, window, place.signal);
      const whole = window.lines.filter((line) => line.bytes.length === line.length);
      const encoding = encodingOf(Buffer.concat(whole.map((line) => line.bytes)));
      return showLines({ window, encoding, offset: bounds.offset, bytes: stats.size, isWhole });
    }
    seen.note(path, bytes);
    window.add(bytes);
    window.end();
    const encoding = encodingOf(bytes);
    return showLines({ window, encoding, offset: bounds.offset, bytes: bytes.length, isWhole: true });
  });
}
