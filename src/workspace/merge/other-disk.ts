// A checkout that is on another disk than its repository, in whole or in part: files that lie ready are copied there,
// not moved. A copy is another file than the one laid ready; it is known by its content.
import { renameSync, rmSync } from "node:fs";
import { cp, lstat, readFile, readlink, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { earlierTemporaryName, temporaryName } from "../atomic-file.ts";
import { failPoint } from "../fail-point.ts";

export type Copying = {
  /** The one that the file is of. */
  readonly commit: string;
  /** Called when the copy is whole, right before it takes the place of what stands there; throwing stops it. */
  readonly beforeReplace: () => void;
};

/** Puts a copy in the place of what stands there, in one step. */
export async function copyOver(
  staged: string,
  path: string,
  { commit, beforeReplace }: Copying,
): Promise<void> {
  const beside = cutOffCopyOf(path, commit);
  try {
    await rm(beside, { force: true });
    await cp(staged, beside, { verbatimSymlinks: true, preserveTimestamps: true });
    failPoint("merge-copied");
    beforeReplace();
    renameSync(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

/** What a kill in the middle of `copyOver` leaves. */
export function removeCutOffCopy(path: string, commit: string): void {
  rmSync(cutOffCopyOf(path, commit), { force: true });
  rmSync(join(dirname(path), earlierTemporaryName(path, commit)), { force: true });
}

/** Named for the commit: so a copy that was cut off is found again, and nobody's file is taken for one. */
function cutOffCopyOf(path: string, commit: string): string {
  return join(dirname(path), temporaryName(path, commit));
}

/** Whether the file is a copy of one that lies ready. A file that was moved into place lies ready no more. */
export async function isCopyOf(staged: string, path: string): Promise<boolean> {
  const looks = [staged, path].map((file) => lstat(file).catch(() => undefined));
  const [from, to] = await Promise.all(looks);
  if (from === undefined || to === undefined || from.mode !== to.mode || from.size !== to.size) return false;
  if (from.isSymbolicLink()) return (await readlink(staged)) === (await readlink(path));
  if (!from.isFile()) return false;
  const [content, other] = await Promise.all([readFile(staged), readFile(path)]);
  return content.equals(other);
}
