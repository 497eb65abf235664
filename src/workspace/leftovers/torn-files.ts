// Halves of files in a workspace, whose writer was killed before they took the place of what was to be written. Their
// names say which process that was.
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { writerOf } from "../atomic-file.ts";
import { stateOfTag } from "../process-identity.ts";
import { FORGOTTEN_AFTER_MS, type Leftover } from "./leftover.ts";

/** What agents cannot write to, at any depth, and what package managers install: a great many files, none an agent's own work. */
const NOT_SEARCHED = new Set([".git", ".pawl", "node_modules"]);

/** All but those that somebody may be writing now. */
export async function findTornFiles(workspace: string): Promise<Leftover[]> {
  const entries = await readdir(workspace, { withFileTypes: true }).catch(() => []);
  const found: Leftover[] = [];
  for (const entry of entries) {
    const path = join(workspace, entry.name);
    if (entry.isDirectory() && !NOT_SEARCHED.has(entry.name)) found.push(...(await findTornFiles(path)));
    const torn = entry.isFile() ? await judgeFile(path, writerOf(entry.name)) : null;
    if (torn !== null) found.push(torn);
  }
  return found;
}

async function judgeFile(path: string, writer: string | null): Promise<Leftover | null> {
  if (writer === null) return null;
  const state = stateOfTag(writer);
  if (state === "alive") return null;
  const about = { kind: "file" as const, name: path, workspace: null, runId: null };
  const what = "half of a file, whose writer";
  if (state === "dead") return { ...about, isNobodys: true, why: `${what} is dead` };
  const stats = await lstat(path).catch(() => null);
  const isOld = stats !== null && Date.now() - stats.mtimeMs > FORGOTTEN_AFTER_MS;
  return isOld
    ? { ...about, isNobodys: true, why: `${what} would be done for a day` }
    : { ...about, isNobodys: false, why: `${what} was on another machine, or before it was started anew` };
}
