// Takes a worktree down, also one that is half made or half taken down already.
import { existsSync } from "node:fs";
import { chmod, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { failPoint } from "../fail-point.ts";
import { errorCode } from "../path-errors.ts";
import { retire, worktreeAt } from "./whole-worktree.ts";
import { removeRecord } from "./worktree-record.ts";

/** A worktree under this name has nothing that anybody needs: a half removed one must not be taken for an agent's work. */
export const GONE_SUFFIX = ".gone";

/** Removes the directory, Git's part of it in `commonDirectory`, and the record, in this order. */
export async function removeWorktree(commonDirectory: string, directory: string): Promise<void> {
  const gone = directory + GONE_SUFFIX;
  const worktree = await worktreeAt(directory);
  if (worktree !== null) await retire(worktree);
  failPoint("worktree-retired");
  await removeTree(gone);
  if (existsSync(directory)) await rename(directory, gone);
  failPoint("worktree-gone");
  await removeTree(gone);
  await removeRegistration(commonDirectory, directory);
  await removeRecord(directory);
}

/** Git's parts of the worktree; more than one when it was begun more than once. */
async function removeRegistration(commonDirectory: string, directory: string): Promise<void> {
  const [registry, own] = [join(commonDirectory, "worktrees"), basename(directory)];
  for (const name of await namesIn(registry)) {
    // Git appends a number to a name that is taken.
    if (!name.startsWith(own) || !/^\d*$/.test(name.slice(own.length))) continue;
    const path = join(registry, name);
    const leadsTo = await readFile(join(path, "gitdir"), "utf8").catch(() => null);
    // Without that file Git had only begun; the name alone is ours.
    if (leadsTo === null || dirname(leadsTo.trim()) === directory) await removeTree(path);
  }
}

/** Links are removed, not followed. Directories that their owner made unreadable are opened up first. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!["EACCES", "EPERM"].includes(errorCode(error) ?? "")) throw error;
    await openUp(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openUp(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await openUp(join(directory, entry.name));
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
}
