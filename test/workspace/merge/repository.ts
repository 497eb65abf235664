// A repository with branches to merge, and what a test asks of it afterwards.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { MergeTask } from "../../../src/protocol/merge.ts";
import { mergeBranches } from "../../../src/workspace/merge/merge-branches.ts";
import { git, makeWorkspace, writeFiles } from "../temporary-workspace.ts";

export type Files = Readonly<Record<string, string | null>>;

export type Repository = {
  readonly workspace: string;
  /** PAWL_HOME, beside the workspace. */
  readonly home: string;
  readonly git: (...args: string[]) => string;
  /** A branch with one commit on top of `from` (the checkout's commit); `null` deletes a file. */
  readonly branch: (name: string, files: Files, from?: string) => string;
  /** A commit on the checked out branch. */
  readonly commit: (files: Files) => string;
  readonly merge: (branches: readonly string[], more?: MergeOptions) => ReturnType<typeof mergeBranches>;
};

export type MergeOptions = {
  readonly check?: string;
  readonly timeoutMs?: number;
  readonly id?: number;
  readonly signal?: AbortSignal;
  readonly workspace?: string;
};

/** On branch `main`, with one commit. */
export function makeRepository(files: Readonly<Record<string, string>> = { "a.txt": "1\n" }): Repository {
  const { workspace, outside } = makeWorkspace(files);
  git(workspace, "init", "-q", "-b", "main");
  git(workspace, "add", ".");
  git(workspace, "commit", "-q", "--allow-empty", "-m", "first");
  const home = join(outside, "home");
  mkdirSync(home);
  return {
    workspace,
    home,
    git: (...args) => git(workspace, ...args),
    branch: (name, changed, from = "HEAD") => branchOf({ workspace, outside }, name, changed, from),
    commit: (changed) => commitIn(workspace, changed),
    merge: (branches, more = {}) =>
      mergeBranches(taskOf(more.workspace ?? workspace, branches, more), {
        home,
        workflowId: "a run",
        runId: "first",
        signal: more.signal ?? new AbortController().signal,
      }),
  };
}

export function taskOf(workspace: string, branches: readonly string[], more: MergeOptions = {}): MergeTask {
  const { check, timeoutMs = 30_000, id = 1 } = more;
  return {
    id,
    workspace,
    branches,
    ...(check === undefined ? {} : { check: { command: check, timeoutMs } }),
  };
}

function branchOf(
  { workspace, outside }: { readonly workspace: string; readonly outside: string },
  name: string,
  files: Files,
  from: string,
): string {
  const tree = join(outside, "tree");
  git(workspace, "worktree", "add", "-q", "-b", name, tree, from);
  const commit = commitIn(tree, files);
  git(workspace, "worktree", "remove", "--force", tree);
  return commit;
}

function commitIn(directory: string, files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    // What takes the place of a directory takes its files away, too.
    if (content === null || !path.includes("/"))
      rmSync(join(directory, path), { recursive: true, force: true });
    if (content !== null) writeFiles(directory, { [path]: content });
  }
  git(directory, "add", "-A");
  git(directory, "commit", "-q", "--allow-empty", "-m", `change ${Object.keys(files).join(" ")}`);
  return git(directory, "rev-parse", "HEAD");
}
