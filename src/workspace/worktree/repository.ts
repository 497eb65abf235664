// The repository of a workspace, and Git on it. Git sees the repository's own directory and the worktree it works on;
// the caller's checkout is not even visible to it, and the caller's index, head and settings are read-only.
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { explainNoGit, findGit, type GitLayout } from "../git-layout.ts";
import { gitEnvironment, GitFailed, runGit, type GitEnd } from "../git.ts";
import { FILTER_KEYS, parseSettings, withoutFilters } from "../without-filters.ts";
import { WorkspaceRefused } from "./workspace-refused.ts";

export type Repository = GitLayout & {
  /** The workspace below the checkout's top; empty for the top itself. */
  readonly inside: string;
  /** Settings that keep the repository's filters from being run. */
  readonly settings: Readonly<Record<string, string>>;
  /** Only a part of the files is checked out (git sparse-checkout). */
  readonly sparse: boolean;
};

/** What the caller works with; not ours to write. */
const CALLERS_OWN = ["HEAD", "index", "config", "hooks", "info"];

/** Throws `WorkspaceRefused` when the workspace (a real path) is in no repository that pawl can work with. */
export async function openRepository(workspace: string): Promise<Repository> {
  const layout = findGit(workspace);
  if (layout === null)
    throw new WorkspaceRefused(
      `isolation: 'worktree' needs a Git repository; ${explainNoGit(workspace)} Or leave isolation out.`,
    );
  const bare: Repository = {
    ...layout,
    inside: relative(layout.top, workspace),
    settings: {},
    sparse: false,
  };
  const listed = await runInRepository(bare, {
    args: ["config", "--null", "--get-regexp", `^(${FILTER_KEYS}|core\\.sparsecheckout)$`],
  });
  const entries = parseSettings(listed.stdout.toString("utf8"));
  const sparse = entries.some(([key, value]) => key === "core.sparsecheckout" && value === "true");
  return { ...bare, settings: withoutFilters(entries.map(([key]) => key)), sparse };
}

export type RepositoryCall = {
  readonly args: readonly string[];
  readonly script?: string;
  /** Git's part of a worktree and the worktree: where to run; the repository itself when absent. */
  readonly worktree?: { readonly gitDirectory: string; readonly directory: string };
  /** Further places that Git may write. */
  readonly writable?: readonly string[];
  readonly view?: readonly string[];
  /** Goes on to its end when this process dies. */
  readonly survives?: boolean;
};

export async function runInRepository(repository: Repository, call: RepositoryCall): Promise<GitEnd> {
  const { commonDirectory, gitDirectory, settings } = repository;
  const at = call.worktree;
  return runGit({
    args: call.args,
    ...(call.script === undefined ? {} : { script: call.script }),
    cwd: at?.directory ?? commonDirectory,
    writable: [commonDirectory, ...(at === undefined ? [] : [at.directory]), ...(call.writable ?? [])],
    survives: call.survives ?? false,
    view: [...readOnlyParts(commonDirectory), ...(call.view ?? [])],
    env: {
      ...gitEnvironment(settings),
      GIT_DIR: at?.gitDirectory ?? gitDirectory,
      ...(at === undefined ? {} : { GIT_WORK_TREE: at.directory }),
    },
  });
}

/** Standard output; throws `GitFailed` unless it ended with 0. */
export async function outputInRepository(repository: Repository, call: RepositoryCall): Promise<string> {
  const end = await runInRepository(repository, call);
  if (end.exitCode !== 0) throw new GitFailed(call.args, end);
  return end.stdout.toString("utf8");
}

function readOnlyParts(commonDirectory: string): string[] {
  const own = CALLERS_OWN.map((name) => join(commonDirectory, name)).filter((path) => isPlain(path));
  return [...own, ...alternates(commonDirectory)].flatMap((path) => ["--ro-bind", path, path]);
}

function isPlain(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isSymbolicLink();
}

/** Directories of other repositories that a clone takes its objects from (`git clone --shared`). */
function alternates(commonDirectory: string): string[] {
  const file = join(commonDirectory, "objects", "info", "alternates");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => (isAbsolute(line) ? line : join(commonDirectory, "objects", line)))
    .filter((path) => existsSync(path));
}
