// What the worktrees of one agent are called: on disk, and in the repository.
import { join } from "node:path";
import type { AgentPlaceOptions } from "../agent-place.ts";
import { safeName } from "../safe-name.ts";

export const WORKTREES_FOLDER = "worktrees";
/** References that no branch list shows: where agents began, and what they have done so far. */
export const HIDDEN_REFS = "refs/pawl";
const BRANCHES = "pawl";

/** Git keeps its part of a worktree under the directory's own name: this says whose it is. */
const DIRECTORY = /^pawl-(\d+)-(\d+)-[\w-]+$/;
/** The end of a run's id: its beginning is the time, the same for all runs of a minute. */
const RUN_PART_CHARS = 8;

export type WorktreeNames = {
  /** Absolute path of the folder of all worktrees of the run. */
  readonly folder: string;
  /** Absolute path of this attempt's worktree. */
  readonly directory: string;
  /** Absolute path that leads to the newest attempt's worktree: what the agent is told, in every attempt. */
  readonly shownAs: string;
  /** Reference of the commit the agent began with. */
  readonly baseRef: string;
  /** Reference of what this attempt has saved. */
  readonly savedRef: string;
  /** Of all attempts; ends with a slash. */
  readonly refs: string;
  /** Branches to publish under, the first that is free. */
  readonly branches: readonly string[];
};

type Named = Pick<AgentPlaceOptions, "home" | "workflowId" | "runId" | "call" | "attempt">;

export function worktreeNames({ home, workflowId, runId, call, attempt }: Named): WorktreeNames {
  const [workflow, run] = [safeName(workflowId), safeName(runId)];
  const part = run.slice(-RUN_PART_CHARS);
  const folder = join(home, WORKTREES_FOLDER, workflow, run);
  const refs = `${HIDDEN_REFS}/${workflow}/${run}/${call}/`;
  return {
    folder,
    directory: join(folder, `pawl-${call}-${attempt}-${part}`),
    shownAs: join(folder, `agent-${call}`),
    baseRef: `${refs}base`,
    savedRef: `${refs}attempt-${attempt}`,
    refs,
    // A workflow id may be used again by a later run; its branches are then told apart by the run.
    branches: [`${BRANCHES}/${workflow}/${call}`, `${BRANCHES}/${workflow}/${call}-${part}`],
  };
}

/** The attempt of a worktree's directory name, when it is one of the call's, else `null`. */
export function attemptOfDirectory(name: string, call: number): number | null {
  const match = DIRECTORY.exec(name);
  return match !== null && Number(match[1]) === call ? Number(match[2]) : null;
}

/** The attempt of a hidden reference, `null` for the base's. */
export function attemptOfRef(ref: string): number | null {
  const match = /\/attempt-(\d+)$/.exec(ref);
  return match === null ? null : Number(match[1]);
}
