// What a process that was killed while it merged has left in a checkout: its user cannot commit until it is finished.
import { realpath } from "node:fs/promises";
import { lockFileIfFree } from "../file-lock.ts";
import { findGit, type GitLayout } from "../git-layout.ts";
import { openCheckout } from "./checkout.ts";
import { finishMove } from "./move-checkout.ts";
import { hasTraces, mergeLockOf } from "./move-journal.ts";

/** The checkout's top, when a merge into the workspace was cut off; `null` also while one is at work. */
export async function findLeftMerge(workspace: string): Promise<string | null> {
  const git = await checkoutWithTraces(workspace);
  const release = git === null ? null : await lockFileIfFree(mergeLockOf(git));
  if (git === null || release === null) return null;
  await release();
  return (await checkoutWithTraces(workspace)) === null ? null : git.top;
}

/**
 * Brings the merge to its end, or undoes it: the run's own retry says the same afterwards. Leaves one that is at work
 * alone. Throws `MergeCannotStart`.
 */
export async function finishLeftMerge(workspace: string): Promise<void> {
  const checkout = await openCheckout(workspace);
  const release = await lockFileIfFree(mergeLockOf(checkout));
  if (release === null) return;
  try {
    await finishMove(checkout);
  } finally {
    await release();
  }
}

async function checkoutWithTraces(workspace: string): Promise<GitLayout | null> {
  const real = await realpath(workspace).catch(() => null);
  const git = real === null ? null : findGit(real);
  return git !== null && hasTraces(git) ? git : null;
}
