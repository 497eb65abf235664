// What earlier attempts of an agent have left: their worktrees on this machine, and what they had saved.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AgentPlaceOptions } from "../agent-place.ts";
import { failPoint } from "../fail-point.ts";
import { stateOf } from "../process-identity.ts";
import { endSandboxesIn } from "../sandboxes-in.ts";
import { commitMessage } from "./commit-message.ts";
import { changedFiles, parentsOf, requireCommit } from "./commits.ts";
import { readAttempts } from "./hidden-refs.ts";
import { WHOLE_MARK, worktreeAt } from "./make-worktree.ts";
import { removeWorktree } from "./remove-worktree.ts";
import type { Repository } from "./repository.ts";
import { takeSnapshot } from "./snapshot.ts";
import { worktreeNames, type WorktreeNames } from "./worktree-names.ts";
import { readRecords, type WorktreeRecord } from "./worktree-record.ts";

export type Inherited = {
  /** To begin with. */
  readonly commit: string;
  /** Changed since the last save that the agent knows of; `null` when nothing is known. */
  readonly leftChanges: readonly string[] | null;
};

/**
 * Makes commits of what earlier attempts have not saved and takes their worktrees down, but for those whose worker
 * may be alive: a late attempt takes its own down. `initial` is where an agent without a past begins.
 */
export async function takeOver(
  repository: Repository,
  options: AgentPlaceOptions,
  names: WorktreeNames,
  initial: string,
): Promise<Inherited> {
  const known = options.saved?.commit ?? initial;
  if (options.saved !== undefined) await requireCommit(repository, known);
  const isEarlier = (one: { readonly attempt: number }): boolean => one.attempt < options.attempt;
  const records = (await readRecords(names.folder)).filter(
    (record) => record.call === options.call && isEarlier(record),
  );
  let found = false;
  for (const record of records) found = (await secure(repository, record, known)) || found;
  const newest = (await readAttempts(repository, names)).filter(isEarlier).at(-1);
  if (newest === undefined) return { commit: known, leftChanges: null };
  const changes = await changedFiles(repository, known, newest.commit);
  return { commit: newest.commit, leftChanges: found || changes.length > 0 ? changes : null };
}

/** Whether the worktree was there, with an agent's work in it. */
async function secure(repository: Repository, record: WorktreeRecord, known: string): Promise<boolean> {
  if (record.commonDirectory !== repository.commonDirectory) return false;
  const isDead = stateOf(record.owner) === "dead";
  if (isDead) endSandboxesIn(record.directory);
  const isWhole = await saveLeft(repository, record, known);
  failPoint("worktree-taken-over");
  if (isDead) await removeWorktree(repository.commonDirectory, record.directory);
  return isWhole;
}

/** Saves what is in an attempt's worktree under that attempt's name; `false` when there is none, or no whole one. */
export async function saveLeft(
  repository: Repository,
  record: WorktreeRecord,
  known: string,
): Promise<boolean> {
  const worktree = await worktreeAt(record.directory);
  if (worktree === null || !existsSync(join(worktree.gitDirectory, WHOLE_MARK))) return false;
  const names = worktreeNames({ home: "/", ...record });
  const last = (await readAttempts(repository, names)).find(({ ref }) => ref === names.savedRef);
  const from = last?.commit ?? known;
  await takeSnapshot(repository, worktree, {
    parents: await parentsOf(repository, names.baseRef, from),
    message: commitMessage(record),
    ref: names.savedRef,
    last: from,
  });
  return true;
}
