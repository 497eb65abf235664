// A link that leads to the worktree of an agent's newest attempt: paths that the agent has written down stay good.
import { mkdir, readlink, rename, rm, rmdir, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { WorktreeNames } from "./worktree-names.ts";

/** In one step, whatever it led to. */
export async function pointTo({ shownAs, folder }: WorktreeNames, directory: string): Promise<void> {
  const made = `${shownAs}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await rm(made, { force: true });
  await symlink(directory, made);
  await rename(made, shownAs);
}

/** Only when it leads to the directory, if one is given; and the run's folder with it, unless other agents are in there. */
export async function removeLink({ shownAs, folder }: WorktreeNames, directory?: string): Promise<void> {
  const leadsTo = await readlink(shownAs).catch(() => null);
  if (directory === undefined || leadsTo === directory) await rm(shownAs, { force: true });
  await removeIfEmpty(folder);
}

/** The folder of a run, then that of its workflow. */
export async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).then(
    () => rmdir(dirname(folder)).catch(() => undefined),
    () => undefined,
  );
}
