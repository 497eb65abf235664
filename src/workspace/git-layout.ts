// Where a directory's Git repository lies, read from its files: Git itself would act on the repository's settings.
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

export type GitLayout = {
  /** Real path of the checkout's top directory. */
  readonly top: string;
  /** `.git`, or for a linked worktree its directory below the repository's `.git/worktrees`. */
  readonly gitDirectory: string;
  /** The repository's own `.git`, where objects and settings are. */
  readonly commonDirectory: string;
};

/**
 * The repository that a directory (a real path) is part of, looked for upwards as Git does; `null` outside of Git, and
 * for one whose directory lies elsewhere: a submodule is no part of the repository around it.
 */
export function findGit(directory: string): GitLayout | null {
  const top = findTop(directory);
  return top === null ? null : layoutAt(top);
}

/** Why there is no repository for `findGit` to find, and what to do, as the end of a sentence. */
export function explainNoGit(directory: string): string {
  const top = findTop(directory);
  if (top !== null) {
    return (
      `${join(top, ".git")} leads to one that is kept elsewhere (a submodule, --separate-git-dir) or is none. ` +
      `Use the repository it belongs to, or a clone of it.`
    );
  }
  return isGitDirectory(directory)
    ? `${directory} is a bare repository. Use a clone or a worktree of it.`
    : `${directory} is in none. Make one: git init, then a commit.`;
}

/** The nearest directory upwards that has a repository in it, or a `.git` file in the place of one. */
function findTop(directory: string): string | null {
  for (let at = directory; ; at = dirname(at)) {
    if (layoutAt(at) !== null || isFile(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

/**
 * Where the repository lies when the workspace is the top of a linked worktree or of a submodule, else `null`: also for
 * one whose `.git` file names a directory that does not name the workspace in turn.
 */
export function repositoryElsewhere(workspace: string): string | null {
  const layout = layoutAt(workspace);
  if (layout === null) return directoryOfSubmodule(workspace);
  return layout.gitDirectory === layout.commonDirectory ? null : layout.commonDirectory;
}

/** What Git finds missing in the sandbox, as a note for the agent; `null` when the workspace's repository is shown. */
export function missingRepositoryNote(workspace: string): string | null {
  const named = namedDirectory(workspace);
  if (named === null || repositoryElsewhere(workspace) !== null) return null;
  return (
    `[The repository is kept at ${named}, which does not name this directory in turn: the sandbox does not show it. ` +
    `Files can be changed as usual; history cannot be read here.]`
  );
}

/** A submodule's repository says which checkout it is for. It counts for that one only. */
function directoryOfSubmodule(top: string): string | null {
  const directory = namedDirectory(top);
  if (directory === null || !isGitDirectory(directory)) return null;
  const worktree = /^\s*worktree = (.+)$/m.exec(textOf(join(directory, "config")) ?? "")?.[1];
  return worktree !== undefined && realOrNull(resolve(directory, worktree)) === top ? directory : null;
}

/** The directory, links resolved, that a `.git` file at the top names. */
function namedDirectory(top: string): string | null {
  const file = join(top, ".git");
  if (!isFile(file)) return null;
  const named = /^gitdir: (.+)$/m.exec(textOf(file) ?? "")?.[1];
  return named === undefined ? null : realOrNull(resolve(top, named));
}

function layoutAt(top: string): GitLayout | null {
  const path = join(top, ".git");
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (stats.isDirectory()) {
    return isGitDirectory(path) ? { top, gitDirectory: path, commonDirectory: path } : null;
  }
  return stats.isFile() ? linkedLayout(top, path) : null;
}

/**
 * A linked worktree's `.git` file names a directory elsewhere. It counts only when that directory names this file in
 * turn: else whoever writes a `.git` file could have any directory of the machine shown to a command.
 */
function linkedLayout(top: string, file: string): GitLayout | null {
  const gitDirectory = namedDirectory(top);
  if (gitDirectory === null || basename(dirname(gitDirectory)) !== "worktrees") return null;
  const back = textOf(join(gitDirectory, "gitdir"))?.trim();
  if (back === undefined || realOrNull(resolve(gitDirectory, back)) !== file) return null;
  const commonDirectory = dirname(dirname(gitDirectory));
  return isGitDirectory(commonDirectory) ? { top, gitDirectory, commonDirectory } : null;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** As Git tells one: a head, objects and references. */
function isGitDirectory(path: string): boolean {
  return ["HEAD", "objects", "refs"].every(
    (name) => lstatSync(join(path, name), { throwIfNoEntry: false }) !== undefined,
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
