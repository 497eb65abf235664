// Finds what pawl has left behind.
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { findLeftMerge } from "../merge/left-merge.ts";
import { MERGES_FOLDER } from "../merge/merge-record.ts";
import { openRepository, type Repository } from "../worktree/repository.ts";
import { WORKTREES_FOLDER } from "../worktree/worktree-names.ts";
import { judgeBranches, judgeHiddenRefs, listBranches, listHiddenRefs } from "./left-references.ts";
import { allRecords, foldersBelow, judgeWorktree } from "./left-worktrees.ts";
import { findTornFiles } from "./torn-files.ts";
import {
  FORGOTTEN_AFTER_MS,
  LEFTOVER_KINDS,
  type Knowledge,
  type Leftover,
  type LeftoverScope,
  type RunState,
} from "./leftover.ts";

/** Of those kinds, but what is in use or will be. Never throws for a workspace that has no repository. */
export async function findLeftovers(
  scope: LeftoverScope,
  kinds: readonly Leftover["kind"][] = LEFTOVER_KINDS,
): Promise<readonly Leftover[]> {
  const records = await allRecords(scope.home);
  const used = new Set(records.map(({ directory }) => dirname(directory)));
  const folders = [
    ...(await foldersBelow(join(scope.home, MERGES_FOLDER))),
    ...(await foldersBelow(join(scope.home, WORKTREES_FOLDER))).filter((folder) => !used.has(folder)),
  ];
  const places = [...scope.workspaces, ...records.map(({ workspace }) => workspace)];
  const repositories = await Promise.all(
    (await openRepositories(places)).map(async (repository) => ({
      repository,
      refs: kinds.includes("reference") ? await listHiddenRefs(repository) : [],
      branches: kinds.includes("branch") ? await listBranches(repository) : [],
    })),
  );
  const inRepositories = repositories.flatMap(({ refs, branches }) => [...refs, ...branches]);
  const runIds = [...records, ...inRepositories].map(({ runId }) => runId);
  const knowledge = await ask(scope, [...runIds, ...folders.map((folder) => basename(folder))]);
  const hasWorktree = (runId: string, call: number): boolean =>
    records.some((record) => record.runId === runId && record.call === call);
  const torn = kinds.includes("file") ? await Promise.all(scope.workspaces.map(findTornFiles)) : [];
  const found = [
    ...(kinds.includes("merge") ? await findLeftMerges(scope.workspaces) : []),
    ...torn.flat(),
    ...(await Promise.all(records.map((record) => judgeWorktree(record, knowledge)))),
    ...(await Promise.all(folders.map((folder) => judgeFolder(folder, knowledge)))),
    ...repositories.flatMap(({ repository, refs, branches }) => [
      ...judgeHiddenRefs(repository, refs, knowledge, hasWorktree),
      ...judgeBranches(repository, branches, knowledge),
    ]),
  ];
  return found.filter((leftover) => leftover !== null && kinds.includes(leftover.kind)) as Leftover[];
}

/** Quickly: nothing is asked of a server, and no workspace is walked through. */
export async function findLeftMerges(workspaces: readonly string[]): Promise<Leftover[]> {
  const found = new Map<string, Leftover>();
  for (const workspace of workspaces) {
    const top = await findLeftMerge(workspace);
    if (top === null) continue;
    const why =
      "a merge was cut off, and Git's index is locked until it is finished; the run's own retry says the same";
    found.set(top, { kind: "merge", name: top, workspace, runId: null, isNobodys: true, why });
  }
  return [...found.values()];
}

async function openRepositories(workspaces: readonly string[]): Promise<Repository[]> {
  const found = new Map<string, Repository>();
  for (const workspace of new Set(workspaces)) {
    const real = await realpath(workspace).catch(() => null);
    const repository = real === null ? null : await openRepository(real).catch(() => null);
    if (repository !== null && !found.has(repository.commonDirectory)) {
      found.set(repository.commonDirectory, repository);
    }
  }
  return [...found.values()];
}

async function ask({ askRunStates }: LeftoverScope, runIds: readonly string[]): Promise<Knowledge> {
  const none: ReadonlyMap<string, RunState> = new Map();
  const states =
    askRunStates === null || runIds.length === 0 ? none : await askRunStates([...new Set(runIds)]);
  return { hasServer: askRunStates !== null, stateOf: (runId) => states.get(runId) ?? "unknown" };
}

/**
 * Records of merges and what their checks were tried out in, links to worktrees that are gone: a run that goes on needs
 * them, and nobody else.
 */
async function judgeFolder(folder: string, knowledge: Knowledge): Promise<Leftover | null> {
  const runId = basename(folder);
  const state = knowledge.stateOf(runId);
  if (state === "open") return null;
  const about = { kind: "folder" as const, name: folder, workspace: null, runId };
  const whose = `${basename(dirname(dirname(folder)))} of ${basename(dirname(folder))}`;
  if (state === "ended") return { ...about, isNobodys: true, why: `${whose}: the run has ended` };
  const stats = await stat(folder).catch(() => null);
  const isOld = stats !== null && Date.now() - stats.mtimeMs > FORGOTTEN_AFTER_MS;
  if (knowledge.hasServer && isOld) {
    return { ...about, isNobodys: true, why: `${whose}: the server has forgotten the run` };
  }
  return { ...about, isNobodys: false, why: `${whose}: nobody here knows whether its run goes on` };
}
