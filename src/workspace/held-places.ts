// Keeps a command from making a protected place that is not there yet. Something must stand where the sandbox mounts
// its read-only cover, so while commands run a directory does. Each command puts a mark into it, an empty directory:
// Git sees neither, and the file system itself refuses to remove a place that another worker's command still needs.
// Taking it away (rmdir) can never take anybody's content with it.
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import { CHECK_TIMEOUT_MS_MAX } from "../protocol/limits.ts";
import { errorCode } from "./path-errors.ts";
import { PROTECTED_PLACES } from "./protected-places.ts";

/** A directory made here is known by its sticky bit, from its first moment: nobody sets that on a folder for settings. */
const OURS_MODE = 0o1755;
const STICKY = 0o1000;
const MARK = /^pawl-held-(\d+)-(\d+)-(\d+)-\d+$/;
/** Places come and go while others hold them; more often than this something is wrong with the file system. */
const TRIES = 100;

let marked = 0;
let own: string | undefined;

/**
 * Puts a directory wherever a protected place of the workspace (a real path) is absent, and a mark into it. The returned
 * function takes them away, as far as no other command, of this or another worker, needs them. Call it once.
 */
export function holdPlaces(workspace: string): () => void {
  const marks = PROTECTED_PLACES.flatMap((place) => holdPlace(join(workspace, place)));
  return () => {
    for (const { path, name } of marks) removeMark(path, name);
    releasePlaces(workspace);
  };
}

/** Takes away what killed workers left; harmless at any time. */
export function releasePlaces(workspace: string): void {
  for (const path of PROTECTED_PLACES.map((place) => join(workspace, place))) {
    for (const name of marksIn(path) ?? []) if (isDead(path, name)) removeMark(path, name);
    // The file system refuses while a mark is in it.
    if (isOurs(path)) attempt(() => rmdirSync(path));
  }
}

/** Whether nothing but marks is in a directory: for everybody else it is empty. */
export function isEmptyPlace(path: string): boolean {
  return marksIn(path) !== null;
}

type Mark = { readonly path: string; readonly name: string };

/** Empty when somebody's own is there, or nobody with our rights can make anything here. */
function holdPlace(path: string): Mark[] {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined ? !makePlace(path) : !isMadeHere(stats)) return [];
    const name = `pawl-held-${thisProcess()}-${(marked += 1)}`;
    const failed = attempt(() => mkdirSync(join(path, name)));
    if (failed === null) return [{ path, name }];
    // Others have just taken the place away with their last mark; what else is in the way is not ours to clear.
    if (failed !== "ENOENT") return [];
  }
  return [];
}

/** Another worker may be faster, which is fine. */
function makePlace(path: string): boolean {
  const failed = attempt(() => mkdirSync(path, OURS_MODE));
  if (failed === null || failed === "EEXIST") return true;
  if (["EACCES", "EPERM", "EROFS"].includes(failed)) return false;
  throw new Error(`${path} cannot be protected: ${failed}.`);
}

function removeMark(path: string, name: string): void {
  attempt(() => rmdirSync(join(path, name)));
}

/** Made here, and nobody has put anything of their own in. */
function isOurs(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && isMadeHere(stats) && marksIn(path) !== null;
}

function isMadeHere(stats: Stats): boolean {
  return stats.isDirectory() && (stats.mode & STICKY) !== 0;
}

/** `null`: no directory, or something of somebody's is in it. */
function marksIn(path: string): string[] | null {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  try {
    const names = readdirSync(path);
    return names.every((name) => MARK.test(name)) ? names : null;
  } catch {
    return null;
  }
}

/** Its pid namespace, its pid there, and when it began: pids come again. */
function thisProcess(): string {
  own ??= `${namespaceOf("self")}-${process.pid}-${startOf("self")}`;
  return own;
}

/** A worker in another container cannot be seen from here; its commands have ended when none may run so long. */
function isDead(path: string, name: string): boolean {
  const [, namespace, pid = "", start] = MARK.exec(name) ?? [];
  if (namespace === namespaceOf("self")) return startOf(pid) !== start;
  const stats = lstatSync(join(path, name), { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > 2 * CHECK_TIMEOUT_MS_MAX;
}

function namespaceOf(process: string): string {
  return attemptRead(() => /\d+/.exec(readlinkSync(`/proc/${process}/ns/pid`))?.[0]);
}

/** In ticks since the machine's start. The fields begin after the name, which may contain anything but ends at the last parenthesis. */
function startOf(process: string): string {
  return attemptRead(
    () => /\)[^)]*$/.exec(readFileSync(`/proc/${process}/stat`, "utf8"))?.[0]?.split(" ")[20],
  );
}

function attemptRead(read: () => string | undefined): string {
  try {
    return read() ?? "0";
  } catch {
    return "0";
  }
}

/** The error's code, `null` when there was none. */
function attempt(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return errorCode(error) ?? String(error);
  }
}
