// Which file stands at a path: told by identity, size, time and mode, all of which a rename keeps.
import { lstatSync, type BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import { errorCode } from "../path-errors.ts";

export const DIRECTORY = "directory";

/** A text that is another one when the file is another one or was written to; `null` when nothing is there. */
export async function stateOf(path: string): Promise<string | null> {
  return lstat(path, { bigint: true }).then(toState, absentOrThrow);
}

/** As `stateOf`, for a look right before an act: nobody else of this process comes between the two, and hardly anybody else. */
export function stateNow(path: string): string | null {
  try {
    return toState(lstatSync(path, { bigint: true }));
  } catch (error) {
    return absentOrThrow(error);
  }
}

function toState(stats: BigIntStats): string {
  if (stats.isDirectory()) return DIRECTORY;
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.mode].join(":");
}

function absentOrThrow(error: unknown): null {
  // A file stands where the path has a directory.
  if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
  throw error;
}
