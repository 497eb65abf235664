// Worktrees of attempts whose worker has died, or of runs that have ended.
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stateOf } from "../process-identity.ts";
import { endSandboxesIn } from "../sandboxes-in.ts";
import { readAttempts, readBase } from "../worktree/hidden-refs.ts";
import { removeLink } from "../worktree/newest-link.ts";
import { removeWorktree } from "../worktree/remove-worktree.ts";
import { openRepository } from "../worktree/repository.ts";
import { commitLeft } from "../worktree/take-over.ts";
import { WORKTREES_FOLDER, worktreeNames } from "../worktree/worktree-names.ts";
import { wholeWorktreeAt } from "../worktree/whole-worktree.ts";
import { readRecords, type WorktreeRecord } from "../worktree/worktree-record.ts";
import { FORGOTTEN_AFTER_MS, type Knowledge, type Leftover } from "./leftover.ts";

/** The records of all worktrees there are below PAWL_HOME. */
export async function allRecords(home: string): Promise<readonly WorktreeRecord[]> {
  const folders = await foldersBelow(join(home, WORKTREES_FOLDER));
  return (await Promise.all(folders.map((folder) => readRecords(folder)))).flat();
}

/** Folders of runs: two levels below, one for the workflow and one for the run. */
export async function foldersBelow(directory: string): Promise<string[]> {
  const inside = async (path: string): Promise<string[]> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  };
  return (await Promise.all((await inside(directory)).map(inside))).flat();
}

/** `null` for a worktree that somebody is at work in, or will go on with. */
export async function judgeWorktree(record: WorktreeRecord, knowledge: Knowledge): Promise<Leftover | null> {
  const owner = stateOf(record.owner);
  const run = knowledge.stateOf(record.runId);
  if (owner === "alive") return null;
  const about = {
    kind: "worktree" as const,
    name: record.directory,
    workspace: record.workspace,
    runId: record.runId,
  };
  const whose = `agent ${record.call} of ${record.workflowId}`;
  if (owner === "dead" && !(await isWhole(record))) {
    return { ...about, isNobodys: true, why: `${whose}: its worker died before there was anything in it` };
  }
  if (run === "open") return null;
  const isOld = Date.now() - record.madeAt > FORGOTTEN_AFTER_MS;
  if (run === "ended" && (owner === "dead" || isOld)) {
    return { ...about, isNobodys: true, why: `${whose}: the run has ended; work that is not saved will be` };
  }
  if (knowledge.hasServer && owner === "dead" && isOld) {
    return {
      ...about,
      isNobodys: true,
      why: `${whose}: the server has forgotten the run; work will be saved`,
    };
  }
  const doubt =
    run === "ended" ? "it may be in use on another machine" : "nobody here knows whether its run goes on";
  return { ...about, isNobodys: false, why: `${whose}: ${doubt}` };
}

async function isWhole({ directory }: WorktreeRecord): Promise<boolean> {
  return (await wholeWorktreeAt(directory)) !== null;
}

/**
 * Takes the worktree down, after its processes; work in it that nothing else keeps is saved under a hidden reference
 * first. Throws what Git or the file system said when that cannot be; then the worktree stays.
 */
export async function clearWorktree(record: WorktreeRecord): Promise<void> {
  endSandboxesIn(record.directory);
  if (await isWhole(record)) {
    const repository = await openRepository(record.workspace);
    const names = worktreeNames({ home: "/", ...record });
    const base = await readBase(repository, names);
    const newest = (await readAttempts(repository, names)).at(-1);
    // Without a base the agent has come to its end; what is older than the newest save is in that.
    if (base !== null && (newest === undefined || newest.attempt <= record.attempt)) {
      await commitLeft(repository, record, { base, last: newest?.commit ?? base, ref: names.savedRef });
    }
  }
  await removeWorktree(record.commonDirectory, record.directory);
  const home = dirname(dirname(dirname(dirname(record.directory))));
  await removeLink(worktreeNames({ ...record, home }), record.directory);
}
