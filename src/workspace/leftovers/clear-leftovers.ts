// Clears what is certainly nobody's: what somebody may need stays.
import { realpath, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { releasePlaces } from "../held-places.ts";
import { finishLeftMerge } from "../merge/left-merge.ts";
import { changeRefs } from "../worktree/change-refs.ts";
import { removeIfEmpty } from "../worktree/newest-link.ts";
import { removeTree } from "../worktree/remove-worktree.ts";
import { openRepository } from "../worktree/repository.ts";
import { findLeftMerges, findLeftovers } from "./find-leftovers.ts";
import { allRecords, clearWorktree } from "./left-worktrees.ts";
import type { Leftover, LeftoverScope } from "./leftover.ts";

export type Clearing = {
  readonly cleared: readonly Leftover[];
  /** What should have gone and did not, and why. */
  readonly failed: readonly { readonly leftover: Leftover; readonly reason: string }[];
};

/** Of what comes after the merges. */
const STEPS: readonly (readonly Leftover["kind"][])[] = [
  ["file", "worktree", "folder"],
  ["reference", "branch"],
];

/**
 * Clears those kinds. Merges first, without a look at anything else: Git's index is locked until they are finished. Then
 * worktrees: what was saved of them, and what hung on them, is found afterwards. The empty directories that a killed worker's commands held go in any case.
 */
export async function clearLeftovers(
  scope: LeftoverScope,
  kinds: readonly Leftover["kind"][],
): Promise<Clearing> {
  for (const workspace of scope.workspaces) releasePlaces(await realpath(workspace));
  const merges = kinds.includes("merge") ? await findLeftMerges(scope.workspaces) : [];
  const clearings = [await clearAll(scope, merges)];
  for (const step of STEPS) {
    const asked = step.filter((kind) => kinds.includes(kind));
    if (asked.length > 0) clearings.push(await clearAll(scope, await findLeftovers(scope, asked)));
  }
  return {
    cleared: clearings.flatMap(({ cleared }) => cleared),
    failed: clearings.flatMap(({ failed }) => failed),
  };
}

async function clearAll(scope: LeftoverScope, found: readonly Leftover[]): Promise<Clearing> {
  const cleared: Leftover[] = [];
  const failed: { leftover: Leftover; reason: string }[] = [];
  for (const leftover of found.filter(({ isNobodys }) => isNobodys)) {
    try {
      await clear(scope, leftover);
      cleared.push(leftover);
    } catch (error) {
      failed.push({ leftover, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { cleared, failed };
}

async function clear(scope: LeftoverScope, leftover: Leftover): Promise<void> {
  const { kind, name } = leftover;
  if (kind === "merge") return finishLeftMerge(leftover.workspace ?? name);
  if (kind === "folder") return clearFolder(name);
  if (kind === "file") return rm(name, { force: true });
  if (kind === "worktree") {
    const record = (await allRecords(scope.home)).find(({ directory }) => directory === name);
    if (record !== undefined) await clearWorktree(record);
    return;
  }
  return clearReference(leftover);
}

/** Only as it was when it was judged: who has gone on from there keeps it. */
async function clearReference({ kind, name, commit, workspace }: Leftover): Promise<void> {
  const repository = await openRepository(workspace ?? "");
  const ref = kind === "branch" ? `refs/heads/${name}` : name;
  const end = await changeRefs(repository, [ref], { args: ["update-ref", "-d", ref, commit ?? ""] });
  if (end.exitCode !== 0) throw new Error(end.stderr.trim());
}

async function clearFolder(path: string): Promise<void> {
  await removeTree(path);
  await removeIfEmpty(dirname(path));
}
