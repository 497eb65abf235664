// Write: a whole file.
import { z } from "zod";
import { writeConfined } from "../../workspace/confined-file.ts";
import type { SeenFiles } from "./seen-files.ts";
import { readTextFile } from "./text-file.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

const input = z.object({
  file_path: z.string().min(1).describe("The file to write: absolute, or relative to the working directory"),
  content: z.string().describe("The whole content of the file"),
});

export function makeWriteTool(place: ToolPlace, seen: SeenFiles): Tool {
  return defineTool({
    name: "Write",
    description:
      "Writes a file, whole; missing folders are made. A file that exists is replaced, and must have been read before. To change part of a file use Edit.",
    input,
    readOnly: false,
    async act({ file_path, content }) {
      const before = await readTextFile(place.root, file_path);
      if (before !== null) seen.require(before.path, before.bytes);
      const { path, created } = await writeConfined(place.root, file_path, content);
      seen.note(path, content);
      return `${created ? "Created" : "Replaced"} ${path} (${Buffer.byteLength(content)} bytes).`;
    },
  });
}
