// The move of a checkout from one commit to another, written down before its first step. It lies in the checkout's
// own Git directory: whoever comes next finds it there, whatever its PAWL_HOME, and agents cannot write there.
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode } from "../path-errors.ts";
import type { Checkout } from "./checkout.ts";
import { MergeCannotStart } from "./merge-cannot-start.ts";

export type MoveStep = {
  /** Relative to the checkout's top. */
  readonly path: string;
  readonly act: "remove" | "write" | "make-directory" | "remove-directory";
  /** States as `stateOf` tells them: of the file that stands there before, and of the one that takes its place. */
  readonly before: string | null;
  readonly after: string | null;
};

/** The way back has places of its own: until it is written down, the way there must still be possible. */
export type Way = "there" | "back";

export type Move = {
  readonly way: Way;
  readonly from: string;
  readonly to: string;
  /** The branch that moves along; `null` when HEAD is detached. */
  readonly ref: string | null;
  /** For the reflog. */
  readonly message: string;
  readonly steps: readonly MoveStep[];
  /** State of the checkout's own index when the move was planned. */
  readonly indexBefore: string | null;
};

/** Below the Git directory: what all moves have, and where the index and the files to come lie. */
export function placesOf(checkout: Pick<Checkout, "gitDirectory">) {
  const directory = join(checkout.gitDirectory, "pawl-merge");
  return {
    directory,
    journal: join(directory, "move.json"),
    scratch: join(directory, "scratch-index"),
    ownIndex: join(checkout.gitDirectory, "index"),
    indexLock: join(checkout.gitDirectory, "index.lock"),
  } as const;
}

/** Whoever merges into a checkout of the repository has the kernel's lock on this file. */
export function mergeLockOf({ commonDirectory }: Pick<Checkout, "commonDirectory">): string {
  return join(commonDirectory, "pawl-merge.lock");
}

export function placesOnTheWay(checkout: Checkout, way: Way) {
  const { directory } = placesOf(checkout);
  return { index: join(directory, `index-${way}`), stage: join(directory, `files-${way}`) } as const;
}

/** An empty place for what is to come. */
export function clearPlaces(checkout: Checkout): void {
  const { directory } = placesOf(checkout);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
}

export function removePlaces(checkout: Checkout): void {
  rmSync(placesOf(checkout).directory, { recursive: true, force: true });
}

/** From now on the move is made to its end, by this process or another. */
export async function writeJournal(checkout: Checkout, move: Move): Promise<void> {
  const { journal } = placesOf(checkout);
  const handle = await open(`${journal}.new`, "w");
  try {
    await handle.writeFile(JSON.stringify(move));
    await handle.sync();
  } finally {
    await handle.close();
  }
  renameSync(`${journal}.new`, journal);
}

/** `null`: nothing is under way. */
export function readJournal(checkout: Checkout): Move | null {
  const content = textOf(placesOf(checkout).journal);
  return content === null ? null : (JSON.parse(content) as Move);
}

/** Another Git command at work is done in moments; an editor that looks at the status takes turns with us. */
const INDEX_LOCK_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 20;
const OUR_MARK = "pawl is merging into this checkout; it goes on when a worker is up again\n";

/** Holds off the Git commands of the checkout's user. Throws `MergeCannotStart` when another one does not end. */
export async function lockIndex(checkout: Checkout): Promise<void> {
  const { directory, indexLock } = placesOf(checkout);
  mkdirSync(directory, { recursive: true });
  const mine = join(directory, "index-lock");
  writeFileSync(mine, OUR_MARK);
  for (const until = Date.now() + INDEX_LOCK_WAIT_MS; ;) {
    try {
      // A link is there with its content at once: a lock without our mark is somebody else's.
      linkSync(mine, indexLock);
      return;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
    if (Date.now() > until) {
      throw new MergeCannotStart(
        `Expected no other Git command at work; ${indexLock} is there. If none runs, remove that file.`,
      );
    }
    await delay(LOOK_EVERY_MS);
  }
}

/** Takes away our lock, and that of a process of ours which died; never anybody else's. */
export function unlockIndex(checkout: Checkout): void {
  const { indexLock } = placesOf(checkout);
  if (textOf(indexLock) === OUR_MARK) rmSync(indexLock, { force: true });
}

/** Whether a merge is at work in the checkout, or was when its process died. */
export function hasTraces(checkout: Pick<Checkout, "gitDirectory">): boolean {
  const { directory, indexLock } = placesOf(checkout);
  return existsSync(directory) || textOf(indexLock) === OUR_MARK;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
