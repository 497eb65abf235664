// The checkout that branches are merged into, and Git on it.
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import { gitEnvironment, GitFailed, runGit, type GitEnd } from "../git.ts";
import { explainNoGit, findGit, type GitLayout } from "../git-layout.ts";
import { FILTER_KEYS, parseSettings, withoutFilters } from "../without-filters.ts";
import { MergeCannotStart } from "./merge-cannot-start.ts";

export type Checkout = GitLayout & {
  /** Real path of the workspace, the top of the checkout or a directory below. */
  readonly workspace: string;
  /** The workspace seen from the top; empty for the top itself. */
  readonly inside: string;
  /** Settings that keep the repository's filters from being run. */
  readonly settings: Readonly<Record<string, string>>;
  /** How files are written and compared: line ends, modes, links. */
  readonly fileSettings: readonly (readonly [key: string, value: string])[];
};

/** `ref` is the branch checked out, in full; `null` when none is (a detached HEAD). */
export type Head = { readonly ref: string | null; readonly commit: string };

export type GitOptions = {
  /** Another index than the checkout's. */
  readonly index?: string;
  /** Another directory for the files than the checkout's top. */
  readonly workTree?: string;
  readonly input?: string;
  readonly survives?: boolean;
  /** Text for the shell instead of Git, for several commands in one sandbox; the arguments are `$1` and so on. */
  readonly script?: string;
};

/** What Git has under way in a checkout, by the file it keeps meanwhile. */
const UNDER_WAY = {
  MERGE_HEAD: "a merge",
  CHERRY_PICK_HEAD: "a cherry-pick",
  REVERT_HEAD: "a revert",
  "rebase-merge": "a rebase",
  "rebase-apply": "a rebase",
  // Between two of its commits nothing else tells of it.
  sequencer: "a cherry-pick or revert of several commits",
  BISECT_LOG: "a bisect",
} as const;

/** Throws `MergeCannotStart` where there is no checkout that could take a merge. */
export async function openCheckout(workspace: string): Promise<Checkout> {
  const real = await realpath(workspace).catch(() => workspace);
  const git = findGit(real);
  if (git === null)
    throw new MergeCannotStart(
      `Expected a workspace in a Git repository to merge into; ${explainNoGit(real)}`,
    );
  for (const [file, what] of Object.entries(UNDER_WAY)) {
    if (!existsSync(join(git.gitDirectory, file))) continue;
    throw new MergeCannotStart(
      `Expected a checkout with nothing under way; ${git.top} is in the middle of ${what}. Finish or abort it first.`,
    );
  }
  return withSettings({
    ...{ ...git, workspace: real, inside: relative(git.top, real) },
    ...{ settings: {}, fileSettings: [] },
  });
}

const FILE_KEYS = "core\\.(autocrlf|eol|filemode|symlinks|ignorecase|precomposeunicode)";

async function withSettings(checkout: Checkout): Promise<Checkout> {
  const listed = await tryGit(checkout, [
    "config",
    "--null",
    "--get-regexp",
    `^(${FILTER_KEYS}|${FILE_KEYS})$`,
  ]);
  const all = parseSettings(listed.stdout.toString("utf8"));
  const plain = all.filter(([key, value = "true"]) => key.startsWith("core.") && /^\w+$/.test(value));
  return {
    ...checkout,
    settings: withoutFilters(all.map(([key]) => key)),
    fileSettings: plain.map(([key, value = "true"]) => [key, value] as const),
  };
}

/** Runs Git on the checkout; a command that fails is a value. */
export function tryGit(
  checkout: Checkout,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitEnd> {
  const { index, workTree = checkout.top, input, survives, script } = options;
  return runGit({
    args,
    cwd: workTree,
    writable: [checkout.top, checkout.commonDirectory, checkout.gitDirectory, workTree],
    env: {
      ...gitEnvironment(checkout.settings),
      GIT_DIR: checkout.gitDirectory,
      GIT_WORK_TREE: workTree,
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    },
    ...(input === undefined ? {} : { input }),
    ...(survives === undefined ? {} : { survives }),
    ...(script === undefined ? {} : { script }),
  });
}

/** Standard output; throws `GitFailed`. */
export async function git(
  checkout: Checkout,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const end = await tryGit(checkout, args, options);
  if (end.exitCode !== 0) throw new GitFailed(args, end);
  return end.stdout.toString("utf8");
}

export async function readHead(checkout: Checkout): Promise<Head> {
  const end = await tryGit(checkout, ["rev-parse", "HEAD^{commit}", "--symbolic-full-name", "HEAD"]);
  const [commit, ref] = end.stdout.toString("utf8").split("\n");
  if (end.exitCode !== 0 || commit === undefined) {
    throw new MergeCannotStart(
      `Expected a repository with a commit to merge into; ${checkout.top} has none. Commit something first.`,
    );
  }
  return { ref: ref?.startsWith("refs/") === true ? ref : null, commit };
}

/** The commit a branch points at, `null` when there is no such branch. */
export async function tipOf(checkout: Checkout, branch: string): Promise<string | null> {
  const end = await tryGit(checkout, ["show-ref", "--verify", "--hash", `refs/heads/${branch}`]);
  return end.exitCode === 0 ? end.stdout.toString("utf8").trim() : null;
}

export async function isAncestor(checkout: Checkout, older: string, newer: string): Promise<boolean> {
  const end = await tryGit(checkout, ["merge-base", "--is-ancestor", older, newer]);
  // 1 is "no"; anything else is no answer.
  if (end.exitCode !== 0 && end.exitCode !== 1) throw new GitFailed(["merge-base"], end);
  return end.exitCode === 0;
}

/** How many commits each of two has that the other lacks. */
export async function divergence(
  checkout: Checkout,
  ours: string,
  theirs: string,
): Promise<{ readonly ours: number; readonly theirs: number }> {
  const output = await git(checkout, ["rev-list", "--left-right", "--count", `${ours}...${theirs}`]);
  const [left, right] = output.trim().split("\t").map(Number);
  return { ours: left ?? 0, theirs: right ?? 0 };
}
