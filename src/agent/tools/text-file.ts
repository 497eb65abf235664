// Text files as the tools see them: their bytes, and how these are text.
import type { FileHandle } from "node:fs/promises";
import type { Stats } from "node:fs";
import { openForRead } from "../../workspace/confined-file.ts";
import type { OpenedFile } from "../../workspace/confined-file.ts";
import { errorCode, NotAFile } from "../../workspace/path-errors.ts";
import { explainPathError } from "./explain-path-error.ts";
import { adviceFor, binaryKind, SNIFFED_BYTES } from "./file-kind.ts";
import { encodingOf } from "./text-encoding.ts";
import type { TextEncoding } from "./text-encoding.ts";
import { ToolError } from "./tool.ts";
import { pathIn } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

export type TextFile = {
  /** Absolute, without links. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly encoding: TextEncoding;
  readonly stats: Stats;
};

/** Larger files are read in part and changed with Bash: what is changed here is held in memory, twice. */
export const TEXT_FILE_MAX_BYTES = 10 * 1024 * 1024;

/**
 * Calls `use` with the open file and closes it. `null` when there is no such file. Throws a `ToolError` for what is no
 * text, or the workspace's refusal.
 */
export async function useTextFile<Result>(
  place: ToolPlace,
  path: string,
  use: (file: OpenedFile) => Promise<Result>,
): Promise<Result | null> {
  const file = await openForRead(place.root, pathIn(place, path)).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw explainOpening(error, path);
  });
  if (file === null) return null;
  try {
    await refuseBinary(file.handle, path);
    return await use(file);
  } finally {
    await file.handle.close();
  }
}

/** The whole file; `null` when there is none. Throws as `useTextFile`, and for a file too large. */
export function readTextFile(place: ToolPlace, path: string): Promise<TextFile | null> {
  return useTextFile(place, path, async (file) => {
    const bytes = await readAtMost(file.handle, TEXT_FILE_MAX_BYTES);
    if (bytes === null) {
      throw new ToolError(
        `${path} has ${file.stats.size} bytes, more than the ${TEXT_FILE_MAX_BYTES} that can be changed here. Change it with a program in Bash, such as sed.`,
      );
    }
    return { path: file.path, bytes, encoding: encodingOf(bytes), stats: file.stats };
  });
}

/** The content from the start, or `null` when it is longer. By reading, not by its size: a file may grow meanwhile. */
export async function readAtMost(handle: FileHandle, maxBytes: number): Promise<Buffer | null> {
  const { size } = await handle.stat();
  if (size > maxBytes) return null;
  let buffer = Buffer.alloc(size + 1);
  let length = 0;
  for (;;) {
    if (length > maxBytes) return null;
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(length)]);
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
}

async function refuseBinary(handle: FileHandle, path: string): Promise<void> {
  const start = Buffer.alloc(SNIFFED_BYTES);
  const { bytesRead } = await handle.read(start, 0, SNIFFED_BYTES, 0);
  const kind = binaryKind(start.subarray(0, bytesRead));
  if (kind === null) return;
  throw new ToolError(`${path} is ${kind}; only text can be read and changed here. ${adviceFor(kind)}`);
}

function explainOpening(error: unknown, path: string): unknown {
  if (error instanceof NotAFile && error.kind.includes("directory")) {
    return new ToolError(`${path} is a directory. List it with Glob, or with ls in Bash.`);
  }
  return explainPathError(error, path);
}
