// The steps of a move on the checkout's files, each one told as done or not by what stands there.
import { renameSync, unlinkSync } from "node:fs";
import { mkdir, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { failPoint } from "../fail-point.ts";
import { errorCode } from "../path-errors.ts";
import { actBelow, removeEmptyAbove } from "./below-top.ts";
import type { Checkout } from "./checkout.ts";
import { DIRECTORY, stateNow, stateOf } from "./file-state.ts";
import { placesOnTheWay, type Move, type MoveStep } from "./move-journal.ts";
import { copyOver, isCopyOf, removeCutOffCopy } from "./other-disk.ts";

/** Somebody changed the file since the move was planned, or it cannot be written. */
export class Obstructed extends Error {
  override readonly name = "Obstructed";
  readonly path: string;

  constructor(path: string, why: string) {
    super(`${path} ${why}. Nothing was merged; merge again.`);
    this.path = path;
  }
}

/** What to do about a file that is neither what it was nor what it is to be: `leave` it as the user's, or stop. */
export type OnObstacle = "stop" | "leave";

/** Throws `Obstructed` when it is to stop at obstacles. Steps already taken are passed over. */
export async function takeSteps(checkout: Checkout, move: Move, onObstacle: OnObstacle): Promise<void> {
  for (const step of move.steps) {
    failPoint("merge-before-step");
    await takeStep(checkout, step, move).catch((error: unknown) => {
      const obstructed = asObstructed(step, error);
      if (onObstacle === "stop") throw obstructed;
    });
    failPoint("merge-after-step");
  }
}

/** Whether the step has been taken: what is there (`now`, as `stateOf` tells it) is what it leaves behind. */
export async function isTaken(
  checkout: Checkout,
  { step, now }: { readonly step: MoveStep; readonly now: string | null },
  { way }: Pick<Move, "way">,
): Promise<boolean> {
  switch (step.act) {
    case "write": {
      if (isNoFile(now) || now === step.before) return false;
      if (now === step.after) return true;
      const staged = join(placesOnTheWay(checkout, way).stage, step.path);
      return isCopyOf(staged, join(checkout.top, step.path));
    }
    case "remove":
      return isNoFile(now);
    case "make-directory":
      return now === DIRECTORY;
    case "remove-directory":
      return now === null;
  }
}

/** What kills in the middle of a step have left beside the files. */
export async function removeCutOffCopies({ top }: Checkout, { steps, to }: Move): Promise<void> {
  for (const { act, path } of steps) {
    if (act !== "write") continue;
    await actBelow(top, path, false, async (name) => removeCutOffCopy(name, to)).catch(() => undefined);
  }
}

async function takeStep(checkout: Checkout, step: MoveStep, move: Move): Promise<void> {
  const { top } = checkout;
  const now = await stateOf(join(top, step.path));
  if (await isTaken(checkout, { step, now }, move)) return;
  const staged = join(placesOnTheWay(checkout, move.way).stage, step.path);
  switch (step.act) {
    case "remove":
      await actBelow(top, step.path, false, async (name) => {
        requireState(step, stateNow(name));
        unlinkSync(name);
      });
      return removeEmptyAbove(top, step.path);
    case "write":
      return actBelow(top, step.path, true, (name) => write(step, { staged, name, to: move.to }));
    case "make-directory":
      return actBelow(top, step.path, true, (name) => mkdir(name));
    case "remove-directory":
      // A submodule with its files stays where it is, as with Git.
      return actBelow(top, step.path, false, rmdir).catch(() => undefined);
  }
}

type Writing = { readonly staged: string; readonly name: string; readonly to: string };

async function write(step: MoveStep, { staged, name, to }: Writing): Promise<void> {
  requireState(step, stateNow(name));
  if (stateNow(name) === DIRECTORY) {
    await removeEmptyTree(name);
    requireState(step, stateNow(name));
  }
  try {
    renameSync(staged, name);
  } catch (error) {
    if (errorCode(error) !== "EXDEV") throw error;
    // Copying takes its time: what was written to meanwhile stays.
    await copyOver(staged, name, { commit: to, beforeReplace: () => requireState(step, stateNow(name)) });
  }
}

function requireState(step: MoveStep, now: string | null): void {
  const asPlanned = now === step.before || (isNoFile(now) && isNoFile(step.before));
  if (!asPlanned) throw new Obstructed(step.path, "was changed while the merge was going in");
}

function isNoFile(state: string | null): boolean {
  return state === null || state === DIRECTORY;
}

async function removeEmptyTree(path: string): Promise<void> {
  for (const entry of await readdir(path)) await removeEmptyTree(join(path, entry));
  await rmdir(path);
}

function asObstructed(step: MoveStep, error: unknown): Obstructed {
  if (error instanceof Obstructed) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new Obstructed(step.path, `cannot be written (${errorCode(error) ?? why})`);
}
