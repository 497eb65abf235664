// Write: a whole file.
import { z } from "zod";
import { clearTornWrites, writeConfined } from "../../workspace/confined-file.ts";
import { changeFile } from "./change-file.ts";
import { refuseMarks } from "./hidden-text.ts";
import { usualLineEnd } from "./replace-text.ts";
import type { SeenFiles } from "./seen-files.ts";
import { encodingOf } from "./text-encoding.ts";
import { readTextFile } from "./text-file.ts";
import type { TextFile } from "./text-file.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";
import { pathIn, shownPath } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

const input = z.object({
  file_path: z.string().min(1).describe("The file to write: absolute, or relative to the working directory"),
  content: z.string().describe("The whole content of the file"),
});
type Write = z.output<typeof input>;

const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

export function makeWriteTool(place: ToolPlace, seen: SeenFiles): Tool {
  return defineTool({
    name: "Write",
    description:
      "Writes a file, whole; missing folders are made. A file that exists is replaced, must have been read before, and keeps its mode, encoding, byte order mark and line ends. To change part of a file use Edit.",
    input,
    readOnly: false,
    act: (write) => changeFile(place, write.file_path, () => act(write, place, seen)),
    tidy: ({ file_path }) => clearTornWrites(place.root, pathIn(place, file_path)),
  });
}

async function act({ file_path, content }: Write, place: ToolPlace, seen: SeenFiles): Promise<string> {
  const before = await readTextFile(place, file_path);
  if (before !== null) seen.require(before.path, before.bytes);
  refuseMarks(content, before === null ? "" : before.encoding.decode(before.bytes));
  const { bytes, kept } = before === null ? asNew(content) : likeBefore(content, before);
  const { path } = await writeConfined(place.root, pathIn(place, file_path), bytes, before?.bytes ?? null);
  seen.note(path, bytes);
  const notes = [...kept, ...brokenLinks(before)];
  return `${before === null ? "Created" : "Replaced"} ${shownPath(place, path)} (${bytes.length} bytes${notes.map((note) => `; ${note}`).join("")}).`;
}

type NewContent = { readonly bytes: Buffer; readonly kept: readonly string[] };

function asNew(content: string): NewContent {
  const bytes = encodingOf(Buffer.from("")).encode(content);
  if (typeof bytes === "string")
    throw new ToolError(`content cannot be used here: ${bytes}. Nothing was done.`);
  return { bytes, kept: [] };
}

/** The content as bytes of a file as it was: a model writes plain UTF-8 with `\n`, whatever was there. */
function likeBefore(content: string, { bytes: old, encoding }: TextFile): NewContent {
  const kept: string[] = [];
  let text = content;
  const oldText = old.toString("latin1");
  if (!text.includes("\r\n") && usualLineEnd(oldText) === "\r\n" && text.includes("\n")) {
    text = text.replaceAll("\n", "\r\n");
    kept.push("its line ends are CRLF, as before");
  }
  const mark = encoding.decode(BYTE_ORDER_MARK);
  if (old.indexOf(BYTE_ORDER_MARK) === 0 && !text.startsWith(mark)) {
    text = mark + text;
    kept.push("its byte order mark was kept");
  }
  const bytes = encoding.encode(text);
  if (typeof bytes === "string") {
    throw new ToolError(
      `content cannot be used here: ${bytes}. Nothing was changed. If the file is to be UTF-8 from now on, remove it with rm in Bash first.`,
    );
  }
  if (encoding.name === "windows-1252") kept.push("its encoding is Windows-1252, as before");
  return { bytes, kept };
}

function brokenLinks(before: TextFile | null): readonly string[] {
  const names = before?.stats.nlink ?? 1;
  return names > 1 ? [`it had ${names} names (hard links), and only this one has the new content`] : [];
}
