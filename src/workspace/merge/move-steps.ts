// The steps of a move on the checkout's files, each one told as done or not by what stands there.
import { cp, mkdir, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { failPoint } from "../fail-point.ts";
import { errorCode } from "../path-errors.ts";
import { actBelow, removeEmptyAbove } from "./below-top.ts";
import type { Checkout } from "./checkout.ts";
import { DIRECTORY, stateOf } from "./file-state.ts";
import { placesOnTheWay, type Move, type MoveStep, type Way } from "./move-journal.ts";

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
export async function takeSteps(
  checkout: Checkout,
  { steps, way }: Move,
  onObstacle: OnObstacle,
): Promise<void> {
  for (const step of steps) {
    failPoint("merge-before-step");
    await takeStep(checkout, step, way).catch((error: unknown) => {
      const obstructed = asObstructed(step, error);
      if (onObstacle === "stop") throw obstructed;
    });
    failPoint("merge-after-step");
  }
}

/** Whether the step has been taken: what is there is what it leaves behind. */
export async function isTaken(checkout: Checkout, step: MoveStep): Promise<boolean> {
  const now = await stateOf(join(checkout.top, step.path));
  switch (step.act) {
    case "write":
      return now !== null && now === step.after;
    case "remove":
      return isNoFile(now);
    case "make-directory":
      return now === DIRECTORY;
    case "remove-directory":
      return now === null;
  }
}

async function takeStep(checkout: Checkout, step: MoveStep, way: Way): Promise<void> {
  if (await isTaken(checkout, step)) return;
  const staged = join(placesOnTheWay(checkout, way).stage, step.path);
  const { top } = checkout;
  switch (step.act) {
    case "remove":
      await actBelow(top, step.path, false, async (name) => {
        requireState(step, await stateOf(name));
        await unlink(name);
      });
      return removeEmptyAbove(top, step.path);
    case "write":
      return actBelow(top, step.path, true, (name) => write(step, staged, name));
    case "make-directory":
      return actBelow(top, step.path, true, (name) => mkdir(name));
    case "remove-directory":
      // A submodule with its files stays where it is, as with Git.
      return actBelow(top, step.path, false, rmdir).catch(() => undefined);
  }
}

async function write(step: MoveStep, staged: string, name: string): Promise<void> {
  const now = await stateOf(name);
  requireState(step, now);
  if (now === DIRECTORY) await removeEmptyTree(name);
  try {
    await rename(staged, name);
  } catch (error) {
    if (errorCode(error) !== "EXDEV") throw error;
    // The checkout's files lie on another disk than its repository.
    const beside = `${name}.pawl-merge`;
    try {
      await cp(staged, beside, { verbatimSymlinks: true, preserveTimestamps: true });
      await rename(beside, name);
    } finally {
      await rm(beside, { force: true });
    }
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
