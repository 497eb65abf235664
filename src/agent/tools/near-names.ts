// What a model may have meant by the name of a file that is not there.
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { confinePath } from "../../workspace/confined-path.ts";
import { escapeGlob, ripgrep } from "./ripgrep.ts";
import { ToolError } from "./tool.ts";
import { cwdOf, pathIn, shownPath } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

const NAMES_SHOWN = 5;
/** Of one folder; comparing more takes longer than it helps. */
const NAMES_COMPARED = 5_000;

/** The error for a missing file; `advice` is what to do if no name is meant. */
export async function missingFile(place: ToolPlace, path: string, advice: string): Promise<ToolError> {
  const near = await nearNames(place, pathIn(place, path)).catch(() => []);
  const where = `There is no file ${path}`;
  if (near.length > 0)
    return new ToolError(`${where}. Did you mean ${near.join(" or ")}? ${advice}`.trimEnd());
  return new ToolError(`${where}; the working directory is ${cwdOf(place)}. ${advice}`.trimEnd());
}

/** Names like it in the same folder; else files of the same name elsewhere. */
async function nearNames(place: ToolPlace, path: string): Promise<readonly string[]> {
  const beside = await namesBeside(place, path);
  const found = beside.length > 0 ? beside : await sameNameElsewhere(place, basename(path));
  return found.slice(0, NAMES_SHOWN).map((one) => shownPath(place, one));
}

async function namesBeside(place: ToolPlace, path: string): Promise<readonly string[]> {
  const { real } = await confinePath(place.root, dirname(path));
  const names = await readdir(real).catch(() => []);
  const wanted = plain(basename(path));
  const allowed = Math.max(1, Math.floor(wanted.length / 5));
  return names
    .slice(0, NAMES_COMPARED)
    .map((name) => ({ name, score: distance(plain(name), wanted, allowed) }))
    .filter(({ score }) => score <= allowed)
    .toSorted((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .map(({ name }) => join(real, name));
}

async function sameNameElsewhere(place: ToolPlace, name: string): Promise<readonly string[]> {
  const { text } = await ripgrep({
    args: ["--files", "--null", "--sort", "path", "--iglob", escapeGlob(name)],
    target: ".",
    cwd: place.root,
    signal: place.signal,
  });
  return text
    .split("\0")
    .filter((name) => name !== "")
    .map((name) => join(place.root, name));
}

/** How far apart two names are; the same name with another ending is near. Names much apart are not compared whole. */
function distance(a: string, b: string, most: number): number {
  if (stem(a) === stem(b)) return a === b ? 0 : 1;
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  return editDistance(a, b);
}

/** Letters with marks may be written in two ways, and some systems choose for themselves. */
function plain(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function stem(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, "");
}

/** Characters to add, drop, change, or swap with their neighbour; row by row, two rows back for the swaps. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
