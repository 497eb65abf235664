// Which file stands at a path: told by identity, size, time and mode, all of which a rename keeps.
import { lstat } from "node:fs/promises";
import { errorCode } from "../path-errors.ts";

export const DIRECTORY = "directory";

/** A text that is another one when the file is another one or was written to; `null` when nothing is there. */
export async function stateOf(path: string): Promise<string | null> {
  try {
    const stats = await lstat(path, { bigint: true });
    if (stats.isDirectory()) return DIRECTORY;
    return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.mode].join(":");
  } catch (error) {
    // A file stands where the path has a directory.
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}
