// What earlier attempts of an agent have left: their worktrees on this machine, and what they had saved.
import type { AgentPlaceOptions } from "../agent-place.ts";
import { failPoint } from "../fail-point.ts";
import { stateOf } from "../process-identity.ts";
import { endSandboxesIn } from "../sandboxes-in.ts";
import { commitMessage } from "./commit-message.ts";
import { changedFiles, parentsOf, requireCommit } from "./commits.ts";
import { readAttempts, type Standing } from "./hidden-refs.ts";
import { removeWorktree } from "./remove-worktree.ts";
import type { Repository } from "./repository.ts";
import { takeSnapshot } from "./snapshot.ts";
import { wholeWorktreeAt } from "./whole-worktree.ts";
import type { WorktreeNames } from "./worktree-names.ts";
import { readRecords, removeTornRecords, type WorktreeRecord } from "./worktree-record.ts";

export type Inherited = {
  /** To begin with. */
  readonly commit: string;
  /** Changed since the last save that the agent knows of; `null` when nothing is known. */
  readonly leftChanges: readonly string[] | null;
  /** References of the earlier attempts. */
  readonly refs: readonly string[];
};

/**
 * Makes a commit of what earlier attempts have not saved, under this attempt's name, and takes their worktrees down,
 * but for those whose worker may be alive: a late attempt takes its own down. `initial` is what the agent found
 * in its worktree when it began.
 */
export async function takeOver(
  repository: Repository,
  options: AgentPlaceOptions,
  names: WorktreeNames,
  { base, attempts, initial }: Standing & { readonly initial: string },
): Promise<Inherited> {
  const known = options.saved?.commit ?? initial;
  if (options.saved !== undefined) await requireCommit(repository, known);
  const isEarlier = ({ attempt }: { readonly attempt: number }): boolean => attempt < options.attempt;
  const earlier = attempts.filter(isEarlier);
  const newest = earlier.at(-1);
  let found: string | null = null;
  for (const record of (await readRecords(names.folder)).filter(isEarlier)) {
    if (record.call !== options.call || record.commonDirectory !== repository.commonDirectory) continue;
    // What is older than the newest save is in that already.
    const isNews = newest === undefined || record.attempt >= newest.attempt;
    const left = isNews
      ? await commitLeft(repository, record, { base, last: newest?.commit ?? known, ref: names.savedRef })
      : null;
    failPoint("worktree-taken-over");
    await removeIfDead(record);
    found = left ?? found;
  }
  await removeTornRecords(options);
  // A late attempt may have saved its last and taken its worktree down since they were read.
  const saved = options.attempt === 1 ? [] : (await readAttempts(repository, names)).filter(isEarlier);
  const commit = found ?? saved.at(-1)?.commit ?? known;
  const changes = await changedFiles(repository, known, commit);
  const leftChanges = found !== null || changes.length > 0 ? changes : null;
  return { commit, leftChanges, refs: saved.map(({ ref }) => ref) };
}

async function removeIfDead({ owner, commonDirectory, directory }: WorktreeRecord): Promise<void> {
  if (stateOf(owner) === "dead") await removeWorktree(commonDirectory, directory);
}

type Leaving = {
  readonly base: string;
  /** What the attempt saved last. */
  readonly last: string;
  /** Keeps what it has done since. */
  readonly ref: string;
};

/**
 * The commit of everything the attempt did; `null` when there is no worktree of it, or one that was never whole, or one
 * that its late attempt takes down meanwhile, having saved it.
 */
export async function commitLeft(
  repository: Repository,
  record: WorktreeRecord,
  { base, last, ref }: Leaving,
): Promise<string | null> {
  if (stateOf(record.owner) === "dead") endSandboxesIn(record.directory);
  const worktree = await wholeWorktreeAt(record.directory);
  if (worktree === null) return null;
  const parents = last === base ? [base] : await parentsOf(repository, last);
  try {
    const order = { parents, message: commitMessage(record), ref, last };
    return await takeSnapshot(repository, worktree, order);
  } catch (error) {
    if ((await wholeWorktreeAt(record.directory)) === null) return null;
    throw error;
  }
}
