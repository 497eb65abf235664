// Uncommitted work of the checkout that a merge would overwrite: changed, staged, untracked and ignored files. Git
// itself spares only the first three.
import { copyFile, readdir, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSubmodule, type Change } from "./changes.ts";
import { git, type Checkout } from "./checkout.ts";
import { DIRECTORY, stateOf } from "./file-state.ts";

export type InTheWay = { readonly files: readonly string[]; readonly reason: string };

export async function findInTheWay(checkout: Checkout, changes: readonly Change[]): Promise<InTheWay | null> {
  const changed = new Set(changes.map(({ path }) => path));
  const { differing, unwatched } = await uncommitted(checkout);
  const tracked = differing.filter((path) => changed.has(path));
  if (tracked.length > 0) {
    return say(
      tracked,
      "has changes in the workspace that are not committed",
      "Commit them or put them away",
    );
  }
  const hidden = unwatched.filter((path) => changed.has(path));
  if (hidden.length > 0) {
    return say(
      hidden,
      "is not checked out in the workspace (git sparse-checkout), or marked so that Git does not look at it",
      "Check it out, or take the mark away (git update-index --no-assume-unchanged)",
    );
  }
  const untracked = await untrackedInTheWay(checkout, changes);
  if (untracked.length === 0) return null;
  return say(untracked, "is in the workspace, but not in Git", "Move it away or commit it");
}

function say(files: readonly string[], what: string, advice: string): InTheWay {
  const unique = [...new Set(files)];
  const more = unique.length === 1 ? "" : ` (and ${unique.length - 1} more)`;
  return { files: unique, reason: `${unique[0]} ${what}${more}. ${advice}, then merge again.` };
}

type Uncommitted = {
  /** From HEAD: in the checkout or in the index. */
  readonly differing: readonly string[];
  /** Marked so that Git does not look: nobody knows whether they differ. */
  readonly unwatched: readonly string[];
};

async function uncommitted(checkout: Checkout): Promise<Uncommitted> {
  const lines = (await git(checkout, STATUS, { script: LOOK })).split("\0");
  // No name is empty: the first empty line is the one between the two lists.
  const between = lines.indexOf("");
  return {
    differing: lines.slice(0, between).map((line) => line.slice("XY ".length)),
    unwatched: lines.slice(between + 1).flatMap(unwatchedIn),
  };
}

/** Prints both lists, with an empty line between them; lines end with NUL. `$1`... what to ask for the first. */
const LOOK = `git "$@" && printf '\\0' && exec git ls-files -v -z --cached`;

/** A line is `XY name`: how the index differs from HEAD, and the checkout from the index. */
const STATUS = [
  ...["status", "--porcelain=v1", "-z", "--no-renames"],
  ...["--untracked-files=no", "--ignore-submodules=all"],
];

/** `h name`: assumed unchanged; `S name`: not checked out, or so marked. Plain files are `H name`. */
function unwatchedIn(line: string): string[] {
  const tag = line.slice(0, 1);
  return tag === "S" || tag !== tag.toUpperCase() ? [line.slice(2)] : [];
}

/**
 * A repository may have no index yet: then nothing is staged, and Git takes an absent file for that. The copy is as
 * old as the original, or Git would trust it about files written since.
 */
export async function copyIndex(checkout: Checkout, to: string): Promise<void> {
  const from = join(checkout.gitDirectory, "index");
  if ((await stateOf(from)) === null) return;
  await copyFile(from, to);
  const { atime, mtime } = await stat(from);
  await utimes(to, atime, mtime);
}

async function untrackedInTheWay(checkout: Checkout, changes: readonly Change[]): Promise<string[]> {
  const leaving = new Set(changes.filter(({ to }) => to === null).map(({ path }) => path));
  const found: string[] = [];
  for (const { path, from, to } of changes) {
    if (to === null || (from !== null && !isSubmodule(from))) continue;
    const ancestor = from === null ? await fileAbove(checkout, path, leaving) : null;
    if (ancestor !== null) found.push(ancestor);
    else found.push(...(await standingAt(checkout, { path, from, to }, leaving)));
  }
  return found;
}

/** A file or link that stands where the path needs a directory, and that does not leave. */
async function fileAbove(
  checkout: Checkout,
  path: string,
  leaving: ReadonlySet<string>,
): Promise<string | null> {
  for (let above = dirname(path); above !== "."; above = dirname(above)) {
    const state = await stateOf(join(checkout.top, above));
    if (state !== null && state !== DIRECTORY && !leaving.has(above)) return above;
  }
  return null;
}

async function standingAt(
  checkout: Checkout,
  { path, to }: Change,
  leaving: ReadonlySet<string>,
): Promise<string[]> {
  const state = await stateOf(join(checkout.top, path));
  if (state === null) return [];
  if (state !== DIRECTORY) return [path];
  // A submodule's directory may be there already, with the submodule in it.
  if (isSubmodule(to)) return [];
  const entries = await readdir(join(checkout.top, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(checkout.top.length + 1))
    .filter((inside) => !leaving.has(inside));
}
