// Text files as the tools see them. Line ends and a byte order mark stay in the file as they were.
import { isUtf8 } from "node:buffer";
import { openForRead } from "../../workspace/confined-file.ts";
import { errorCode } from "../../workspace/path-errors.ts";
import { ToolError } from "./tool.ts";

export type TextFile = {
  /** Absolute, without links. */
  readonly path: string;
  /** Without byte order mark, line ends as `\n`. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Not UTF-8: the text has lost some of the bytes, and writing it back would lose them for good. */
  readonly lossy: boolean;
  /** Text with this file's byte order mark and line ends. */
  restore(text: string): string;
};

/** Larger files are data: they belong to Grep and Bash. */
const TEXT_FILE_MAX_BYTES = 10 * 1024 * 1024;
const BYTE_ORDER_MARK = "\uFEFF";

/** `null` when there is no such file. Throws for what is outside of `root`, no text file, or too large. */
export async function readTextFile(root: string, path: string): Promise<TextFile | null> {
  const file = await readBytes(root, path);
  if (file === null) return null;
  const { bytes } = file;
  if (bytes.includes(0))
    throw new ToolError(`${path} is a binary file; only text can be read and changed here.`);
  const raw = bytes.toString("utf8");
  const mark = raw.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const crlf = isCrlf(raw);
  return {
    path: file.path,
    text: crlf ? raw.slice(mark.length).replaceAll("\r\n", "\n") : raw.slice(mark.length),
    bytes,
    lossy: !isUtf8(bytes),
    restore: (text) => mark + (crlf ? text.replaceAll("\n", "\r\n") : text),
  };
}

async function readBytes(root: string, path: string): Promise<{ path: string; bytes: Buffer } | null> {
  const file = await openForRead(root, path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  if (file === null) return null;
  try {
    if (file.stats.size > TEXT_FILE_MAX_BYTES) {
      throw new ToolError(
        `${path} has ${file.stats.size} bytes, more than the ${TEXT_FILE_MAX_BYTES} read at once; use Grep.`,
      );
    }
    return { path: file.path, bytes: await file.handle.readFile() };
  } finally {
    await file.handle.close();
  }
}

/** Only where every line ends so: an edit must not turn one kind into the other. */
function isCrlf(text: string): boolean {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  return crlf > 0 && crlf === text.match(/\n/g)?.length;
}
