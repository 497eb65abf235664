// Whether a worktree is whole: made to its end, and not being taken down.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findGit } from "../git-layout.ts";
import { sandboxPath } from "../sandbox-view.ts";

export type Worktree = {
  /** Real path of the worktree's top. */
  readonly directory: string;
  /** Git's part of it, in the repository. */
  readonly gitDirectory: string;
};

/** What Git's part of a worktree has while it is whole: the index that its changes are saved with. */
export const WHOLE_MARK = "pawl-index";

/** Whoever holds the lock is saving the worktree; a large one takes minutes. */
const RETIRED_WITHIN_SECONDS = 600;

/** The worktree in a directory, whole or not; `null` when there is none. */
export async function worktreeAt(directory: string): Promise<Worktree | null> {
  const real = await realpath(directory).catch(() => null);
  const git = real === null ? null : findGit(real);
  if (real === null || git === null || git.top !== real) return null;
  return { directory: real, gitDirectory: git.gitDirectory };
}

/** `null` also for one that is half made or half taken down: nothing in it is anybody's work. */
export async function wholeWorktreeAt(directory: string): Promise<Worktree | null> {
  const worktree = await worktreeAt(directory);
  return worktree !== null && existsSync(join(worktree.gitDirectory, WHOLE_MARK)) ? worktree : null;
}

/**
 * From now on it is not whole any more: nobody takes what is left of its files for an agent's work. Waits for who is
 * saving it, by the kernel's lock on Git's part of it.
 */
export async function retire({ gitDirectory }: Worktree): Promise<void> {
  const mark = join(gitDirectory, WHOLE_MARK);
  if (!existsSync(mark)) return;
  const waiting = ["--timeout", String(RETIRED_WITHIN_SECONDS)];
  const env = { PATH: sandboxPath() };
  await promisify(execFile)("flock", [...waiting, gitDirectory, "rm", "-f", "--", mark], { env });
}
