// Saved scripts: `<name>.js` in one of several directories, the first that has it.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./path-errors.ts";
import { readScriptFile, readTrustedScriptFile } from "./script-file.ts";

const NAME_MAX_CHARS = 200;
const EXTENSION = ".js";

export type ScriptPlaces = {
  /** Absolute path. */
  readonly workspace: string;
  /** The user's home directory. */
  readonly home: string;
  /** Directories of the scripts that come with pawl, the first that has a name before the others. */
  readonly bundled: readonly string[];
};

export type SavedScript = {
  readonly name: string;
  readonly path: string;
  /** For people: the path, or `bundled`. */
  readonly source: string;
};

/** No saved script has that name. */
export class ScriptNotFound extends Error {
  override readonly name = "ScriptNotFound";
  readonly script: string;
  readonly known: readonly SavedScript[];

  constructor(script: string, known: readonly SavedScript[], why: string) {
    const list = known.length === 0 ? "There are no saved scripts" : `Known: ${known.map(named).join(", ")}`;
    super(`${why} ${list}. Save one as .pawl/scripts/<name>.js in the workspace.`);
    this.script = script;
    this.known = known;
  }
}

/** Finds and reads a saved script. Throws `ScriptNotFound`, or what reading it throws (`ScriptUnreadable`, ...). */
export async function readSavedScript(
  name: string,
  places: ScriptPlaces,
): Promise<SavedScript & { readonly text: string }> {
  const known = await listSavedScripts(places);
  if (!isScriptName(name)) {
    const why = `Expected a saved script's name, without path characters; got ${JSON.stringify(name.slice(0, 100))}.`;
    throw new ScriptNotFound(name, known, why);
  }
  const found = known.find((script) => script.name === name);
  if (found === undefined) {
    throw new ScriptNotFound(name, known, `There is no saved script named ${JSON.stringify(name)}.`);
  }
  const inWorkspace = workspaceDirectories(places).some((directory) =>
    found.path.startsWith(`${directory}/`),
  );
  const read = inWorkspace
    ? await readScriptFile(found.path, places.workspace)
    : await readTrustedScriptFile(found.path);
  return { ...found, text: read.text };
}

/** All saved scripts that can be named, by name; of several with one name the one that would be run. */
export async function listSavedScripts(places: ScriptPlaces): Promise<SavedScript[]> {
  const byName = new Map<string, SavedScript>();
  for (const directory of [...workspaceDirectories(places), join(places.home, ".claude", "workflows")]) {
    await addScripts(byName, directory, (path) => path);
  }
  for (const directory of places.bundled) await addScripts(byName, directory, () => "bundled");
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function workspaceDirectories({ workspace }: ScriptPlaces): string[] {
  return [join(workspace, ".pawl", "scripts"), join(workspace, ".claude", "workflows")];
}

async function addScripts(
  byName: Map<string, SavedScript>,
  directory: string,
  sourceOf: (path: string) => string,
): Promise<void> {
  for (const file of await filesOf(directory)) {
    const name = file.slice(0, -EXTENSION.length);
    if (!file.endsWith(EXTENSION) || !isScriptName(name) || byName.has(name)) continue;
    const path = join(directory, file);
    byName.set(name, { name, path, source: sourceOf(path) });
  }
}

async function filesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // A directory that is not there, or not for us, has no scripts to offer.
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error) ?? "")) return [];
    throw error;
  }
}

function isScriptName(name: string): boolean {
  return name.length > 0 && name.length <= NAME_MAX_CHARS && !/^\.|[/\\\p{Cc}]/u.test(name);
}

function named(script: SavedScript): string {
  return `${script.name} (${script.source})`;
}
