// Keeps a command from making a protected place that is not there yet. Something must stand where the sandbox mounts
// its read-only cover, so while commands run an empty directory does: Git does not see it, and taking it away again
// (rmdir) can never take anybody's content with it.
import { lstatSync, mkdirSync, rmdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { otherTrees } from "./mounts.ts";
import { errorCode } from "./path-errors.ts";
import { PROTECTED_PLACES } from "./protected-places.ts";

/** Marks a directory as ours, so that one left by a killed worker is recognised: its time is that of 1970. */
const OURS_SECONDS = 0;

/** Commands at work per workspace, in this process. */
const users = new Map<string, number>();

/**
 * Puts an empty directory wherever a protected place of the workspace (a real path) is absent. The returned function
 * takes them away, unless another command, of this or another process, still needs them. Call it once.
 */
export function holdPlaces(workspace: string): () => void {
  users.set(workspace, (users.get(workspace) ?? 0) + 1);
  for (const place of PROTECTED_PLACES) holdPlace(join(workspace, place));
  return () => {
    const left = (users.get(workspace) ?? 1) - 1;
    if (left > 0) return void users.set(workspace, left);
    users.delete(workspace);
    releasePlaces(workspace);
  };
}

/** Takes away what a killed worker left; harmless at any time. */
export function releasePlaces(workspace: string): void {
  if (users.has(workspace)) return;
  const ours = PROTECTED_PLACES.map((place) => join(workspace, place)).filter(isOurs);
  if (ours.length === 0) return;
  const inUse = mountPointsOfOthers();
  for (const path of ours.filter((path) => !inUse.has(path))) removeEmpty(path);
}

function holdPlace(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    mkdirSync(path);
    utimesSync(path, OURS_SECONDS, OURS_SECONDS);
  } catch (error) {
    // Another worker was faster, or nobody with our rights can make anything here: both are fine.
    const code = errorCode(error) ?? "";
    if (!["EEXIST", "EACCES", "EPERM", "EROFS"].includes(code)) throw error;
  }
}

function isOurs(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() && stats.mtimeMs === OURS_SECONDS * 1000;
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    // Somebody put something in: then it is theirs.
    if (!["ENOTEMPTY", "ENOENT", "EBUSY"].includes(errorCode(error) ?? "")) throw error;
  }
}

/** Where other processes' own file trees, sandboxes of other workers among them, have mounts. Removing one would uncover it. */
function mountPointsOfOthers(): Set<string> {
  return new Set(otherTrees().flatMap(({ mounts }) => mounts.map(({ point }) => point)));
}
