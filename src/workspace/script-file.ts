// Reads a script's text from a file, with everything that can be wrong with one said in a sentence.
import { constants, type Stats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { SCRIPT_MAX_BYTES } from "../protocol/limits.ts";
import { openForRead } from "./confined-file.ts";
import { errorCode, NotAFile } from "./path-errors.ts";

/** A little above the limit, so that the language can report its own rule; far above, nothing is read at all. */
const READ_MAX_BYTES = SCRIPT_MAX_BYTES + 64 * 1024;

/** There is a file (or should be), and it cannot be a script. */
export class ScriptUnreadable extends Error {
  override readonly name = "ScriptUnreadable";
  readonly path: string;

  constructor(path: string, why: string) {
    super(`Expected a script at ${path}; ${why}.`);
    this.path = path;
  }
}

export type ScriptFile = { readonly text: string; readonly path: string };

/**
 * Reads a script inside the workspace; `path` is absolute or relative to it, links are followed inside only. Throws
 * `ScriptUnreadable`, or `PathOutsideWorkspace` and `ProtectedPath`.
 */
export async function readScriptFile(path: string, workspace: string): Promise<ScriptFile> {
  return explained(path, async () => {
    const { handle, stats, path: real } = await openForRead(workspace, path);
    return { text: await readText(handle, stats, path), path: real };
  });
}

/** Reads a script of the machine's owner (home, bundled); `path` is absolute. Throws `ScriptUnreadable`. */
export async function readTrustedScriptFile(path: string): Promise<ScriptFile> {
  return explained(path, async () => {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { text: await readText(handle, await handle.stat(), path), path };
  });
}

async function explained(path: string, read: () => Promise<ScriptFile>): Promise<ScriptFile> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotAFile) throw new ScriptUnreadable(path, `it is ${error.kind}`);
    const code = errorCode(error);
    if (code === null) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") throw new ScriptUnreadable(path, "there is no such file");
    if (code === "EACCES") throw new ScriptUnreadable(path, "the worker may not read it");
    throw new ScriptUnreadable(path, `reading it failed (${code})`);
  }
}

async function readText(handle: FileHandle, stats: Stats, path: string): Promise<string> {
  try {
    if (!stats.isFile()) throw new ScriptUnreadable(path, "it is no regular file");
    if (stats.size > READ_MAX_BYTES) {
      throw new ScriptUnreadable(
        path,
        `it has ${stats.size} bytes, and a script at most ${SCRIPT_MAX_BYTES}`,
      );
    }
    return decode(await readUpTo(handle, READ_MAX_BYTES), path);
  } finally {
    await handle.close();
  }
}

/** The file may grow while it is read. */
async function readUpTo(handle: FileHandle, max: number): Promise<Buffer> {
  const buffer = Buffer.alloc(max);
  let size = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, size, max - size);
    size += bytesRead;
    if (bytesRead === 0 || size === max) return buffer.subarray(0, size);
  }
}

function decode(bytes: Buffer, path: string): string {
  if (bytes.includes(0)) throw new ScriptUnreadable(path, "it contains NUL bytes, so it is no text");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ScriptUnreadable(path, "it is not valid UTF-8");
  }
}
