// Moves a checkout (its branch, its files and its index) from one commit to another: as a whole or not at all, also
// when the process is killed on the way. The journal says what is to be done, and what stands there what is left of it.
import { renameSync, rmSync } from "node:fs";
import { failPoint } from "../fail-point.ts";
import { GitFailed } from "../git.ts";
import type { Change } from "./changes.ts";
import { readHead, tryGit, type Checkout, type Head } from "./checkout.ts";
import { stateOf } from "./file-state.ts";
import { copyIndex, findInTheWay, type InTheWay } from "./in-the-way.ts";
import {
  clearPlaces,
  lockIndex,
  placesOf,
  placesOnTheWay,
  readJournal,
  removePlaces,
  unlockIndex,
  writeJournal,
  type Move,
} from "./move-journal.ts";
import { Obstructed, removeCutOffCopies, takeSteps, type OnObstacle } from "./move-steps.ts";
import { filesComing, planSteps, planWayBack, statesBefore } from "./plan-move.ts";
import { stageFiles } from "./stage-files.ts";

export type MoveEnd =
  | { readonly status: "moved" }
  /** The checkout is not at `head` any more. */
  | { readonly status: "lost" }
  | ({ readonly status: "in-the-way" } & InTheWay);

export type MoveTask = {
  readonly head: Head;
  readonly to: string;
  readonly changes: readonly Change[];
  /** For the reflog. */
  readonly message: string;
};

/** Moves the checkout from `head` to commit `to`. The caller holds the repository's lock, and nothing is unfinished. */
export async function moveCheckout(checkout: Checkout, task: MoveTask): Promise<MoveEnd> {
  clearPlaces(checkout);
  await lockIndex(checkout);
  failPoint("merge-index-locked");
  try {
    const now = await readHead(checkout);
    if (now.commit !== task.head.commit || now.ref !== task.head.ref) return { status: "lost" };
    return await moveLocked(checkout, task);
  } finally {
    // With a journal left, whoever comes next goes on.
    if (readJournal(checkout) === null) close(checkout);
  }
}

/** Brings what a killed process left to its end. The caller holds the repository's lock. */
export async function finishMove(checkout: Checkout): Promise<void> {
  const move = readJournal(checkout);
  if (move === null) return close(checkout);
  const head = await readHead(checkout);
  const ours = head.ref === move.ref && [move.from, move.to].includes(head.commit);
  const { index } = placesOnTheWay(checkout, move.way);
  const installed = move.way === "there" && (await stateOf(index)) === null;
  // Somebody took the checkout elsewhere meanwhile: it is theirs. Or all was done but the tidying up.
  if (!ours || installed) return drop(checkout);
  await lockIndexAgain(checkout);
  rmSync(`${index}.lock`, { force: true });
  await removeCutOffCopies(checkout, move);
  if (move.way === "back") await carryOut(checkout, move, "leave");
  else await thereOrBack(checkout, move);
}

async function moveLocked(checkout: Checkout, task: MoveTask): Promise<MoveEnd> {
  const { head, to, changes, message } = task;
  // Before anything is looked at: what is written to from here on is seen to be another file than it was.
  const before = await statesBefore(checkout, changes);
  const obstacles = await Promise.all([
    findInTheWay(checkout, changes),
    makeIndex(checkout, { way: "there", from: head.commit, to }),
    layReady(checkout, to, changes),
  ]);
  const inTheWay = obstacles.find((obstacle) => obstacle !== null);
  if (inTheWay !== undefined) return { status: "in-the-way", ...inTheWay };
  const steps = await planSteps(checkout, changes, before);
  const indexBefore = await stateOf(placesOf(checkout).ownIndex);
  const move: Move = { way: "there", from: head.commit, to, ref: head.ref, message, steps, indexBefore };
  failPoint("merge-planned");
  await writeJournal(checkout, move);
  failPoint("merge-journal-written");
  return thereOrBack(checkout, move);
}

async function thereOrBack(checkout: Checkout, move: Move): Promise<MoveEnd> {
  try {
    return { status: (await carryOut(checkout, move, "stop")) ? "moved" : "lost" };
  } catch (error) {
    if (!(error instanceof Obstructed)) throw error;
    await moveBack(checkout, move);
    return { status: "in-the-way", files: [error.path], reason: error.message };
  }
}

/** A full disk, a filter that fails: then the branch's files cannot be made. `null` when they lie ready. */
async function layReady(
  checkout: Checkout,
  commit: string,
  changes: readonly Change[],
): Promise<InTheWay | null> {
  try {
    await stageFiles(checkout, { commit, way: "there" }, filesComing(changes));
    return null;
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    return { files: [], reason: `Its files cannot be made: ${error.stderr.trim()}` };
  }
}

/** Resolves to false, with nothing done, when the branch has been moved by somebody else. */
async function carryOut(checkout: Checkout, move: Move, onObstacle: OnObstacle): Promise<boolean> {
  if (!(await moveRef(checkout, move))) {
    drop(checkout);
    return false;
  }
  failPoint("merge-ref-moved");
  await takeSteps(checkout, move, onObstacle);
  failPoint("merge-files-moved");
  await installIndex(checkout, move);
  failPoint("merge-index-installed");
  drop(checkout);
  return true;
}

async function moveBack(checkout: Checkout, move: Move): Promise<void> {
  const back = await planWayBack(checkout, move);
  await copyIndex(checkout, placesOnTheWay(checkout, "back").index);
  failPoint("merge-way-back-planned");
  await writeJournal(checkout, back);
  failPoint("merge-way-back-written");
  await carryOut(checkout, back, "leave");
}

/** The index to come: the merged files, and whatever else the user has staged. `null` when it is ready. */
async function makeIndex(
  checkout: Checkout,
  { way, from, to }: Pick<Move, "way" | "from" | "to">,
): Promise<InTheWay | null> {
  const { index } = placesOnTheWay(checkout, way);
  await copyIndex(checkout, index);
  const end = await tryGit(checkout, ["read-tree", "-i", "-m", from, to], { index });
  if (end.exitCode === 0) return null;
  return { files: [], reason: `Git cannot bring the merge into the index: ${end.stderr.trim()}` };
}

/** One compare-and-swap; true also when it was done before. */
async function moveRef(checkout: Checkout, { from, to, ref, message }: Move): Promise<boolean> {
  const target = ref === null ? ["--no-deref", "HEAD"] : [ref];
  const args = ["update-ref", "-m", message, ...target, to, from];
  const end = await tryGit(checkout, args, { survives: true });
  return end.exitCode === 0 || (await readHead(checkout)).commit === to;
}

async function installIndex(checkout: Checkout, move: Move): Promise<void> {
  const { ownIndex } = placesOf(checkout);
  const { index } = placesOnTheWay(checkout, move.way);
  if ((await stateOf(index)) === null) return;
  if ((await stateOf(ownIndex)) !== move.indexBefore) {
    // The user staged something after the process died. Where that does not go together, theirs stays.
    if ((await makeIndex(checkout, move)) !== null) return;
  }
  // Ends with 1 when the user has changed files: nothing to do about that.
  await tryGit(checkout, ["update-index", "-q", "--refresh"], { index });
  failPoint("merge-index-refreshed");
  renameSync(index, ownIndex);
}

/** Our own lock is there unless somebody took it away. */
async function lockIndexAgain(checkout: Checkout): Promise<void> {
  unlockIndex(checkout);
  await lockIndex(checkout);
}

/** The move is over. */
function drop(checkout: Checkout): void {
  rmSync(placesOf(checkout).journal, { force: true });
  failPoint("merge-journal-removed");
  close(checkout);
}

function close(checkout: Checkout): void {
  unlockIndex(checkout);
  failPoint("merge-index-unlocked");
  removePlaces(checkout);
}
