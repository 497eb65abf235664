// Saves a script in a workspace's own folder of scripts: under a free name, whole or not at all, never over another.
import { mkdir, readFile, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { writeFileAtomically } from "./atomic-file.ts";
import { errorCode } from "./path-errors.ts";

const FOLDER = [".pawl", "scripts"];
const NAME_CHARS = 60;
/** So many scripts of one name: somebody should tidy up. */
const NAMES_TRIED = 1_000;

export type SavedAs = { readonly workspace: string; readonly name: string; readonly text: string };

export class ScriptNotSaved extends Error {
  override readonly name = "ScriptNotSaved";
}

/**
 * The absolute path of the file. A file that holds this very text is taken as it is: whoever saves again, saves once.
 * @param taken names that mean something already: a saved script comes before one that came with pawl.
 */
export async function saveScript(
  { workspace, name, text }: SavedAs,
  taken: readonly string[],
): Promise<string> {
  const folder = await scriptsFolder(workspace);
  for (let number = 1; number <= NAMES_TRIED; number++) {
    const base = number === 1 ? toFileName(name) : `${toFileName(name)}-${number}`;
    const path = join(folder, `${base}.js`);
    const there = await readIfThere(path);
    if (there === text) return path;
    if (there !== null || taken.includes(base)) continue;
    try {
      await writeFileAtomically(path, text, { onlyNew: true });
      return path;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
  throw new ScriptNotSaved(
    `Expected a free name for ${toFileName(name)} in ${folder}; ${NAMES_TRIED} are taken. Remove old ones.`,
  );
}

/** A link that leads out of the workspace is not followed: each folder is looked at before the next is made in it. */
async function scriptsFolder(workspace: string): Promise<string> {
  const root = await realpath(workspace);
  let folder = workspace;
  for (const name of FOLDER) {
    folder = join(folder, name);
    await mkdir(folder, { recursive: true });
    const real = await realpath(folder);
    if (!real.startsWith(`${root}${sep}`))
      throw new ScriptNotSaved(`Expected ${folder} inside the workspace; it leads to ${real}.`);
  }
  return folder;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    // Something is there that is no file to be read: the name is not free.
    return "";
  }
}

function toFileName(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, NAME_CHARS)
    .replace(/^-+|-+$/g, "");
  return slug === "" ? "script" : slug;
}
