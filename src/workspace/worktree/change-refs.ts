// Changes to references of pawl's own. Git that dies in the middle of one leaves a lock file, on which every later change
// would fail for ever.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import type { GitEnd } from "../git.ts";
import { runInRepository, type Repository, type RepositoryCall } from "./repository.ts";

/** Git holds such a lock for milliseconds. */
const STALE_LOCK_MS = 10_000;

/**
 * Runs the call so that it comes to its end even when this process is killed; and when the whole machine went dark
 * over an earlier one, without the lock that was left. `refs` are under names that only pawl uses.
 */
export async function changeRefs(
  repository: Repository,
  refs: readonly string[],
  call: RepositoryCall,
): Promise<GitEnd> {
  const end = await runInRepository(repository, { ...call, survives: true });
  if (end.exitCode === 0 || !(await removeStaleLocks(repository, refs))) return end;
  return runInRepository(repository, { ...call, survives: true });
}

async function removeStaleLocks({ commonDirectory }: Repository, refs: readonly string[]): Promise<boolean> {
  let removed = false;
  for (const ref of refs) {
    const lock = join(commonDirectory, `${ref}.lock`);
    const stats = await lstat(lock).catch(() => null);
    if (stats === null || Date.now() - stats.mtimeMs < STALE_LOCK_MS) continue;
    await rm(lock, { force: true });
    removed = true;
  }
  return removed;
}
