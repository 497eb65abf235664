// The workspace as a sandboxed command sees it: at its own path, writable unless it is not to be, its protected places
// read-only.
import { accessSync, constants, lstatSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isBelow } from "./confined-path.ts";
import { repositoryElsewhere } from "./git-layout.ts";
import { isEmptyPlace } from "./held-places.ts";
import { HIDDEN_PLACE, PROTECTED_PLACES, SCRIPTS_IN_HIDDEN_PLACE } from "./protected-places.ts";

/** Directories the sandbox itself is made of: no workspace may be one of them or contain one. */
const SANDBOX_PLACES = ["/usr", "/etc", "/bin", "/lib", "/proc", "/dev", "/tmp"];

/** The command cannot be run at all; `reason` says why. */
export class CommandCannotStart extends Error {
  override readonly name = "CommandCannotStart";
}

export type WorkspaceViewOptions = {
  /** Where commands find it; its own path when absent. */
  readonly shownAs?: string;
  readonly readOnly?: boolean;
};

/** Arguments of bubblewrap for the workspace (a real path). Its absent protected places must be held meanwhile. */
export function workspaceView(
  workspace: string,
  { shownAs = workspace, readOnly = false }: WorkspaceViewOptions = {},
): string[] {
  if (SANDBOX_PLACES.some((place) => isBelow(workspace, place))) {
    throw new CommandCannotStart(
      `Expected a workspace that is a project's directory; ${workspace} is part of the system. Use a directory below it.`,
    );
  }
  const repository = repositoryElsewhere(workspace);
  return [
    [readOnly ? "--ro-bind" : "--bind", workspace, shownAs],
    ...PROTECTED_PLACES.map((place) => protectPlace(join(workspace, place), join(shownAs, place))),
    // Commands in a linked worktree or a submodule may read its history; writing there is the engine's business.
    repository === null ? [] : ["--ro-bind", repository, repository],
    // The root that all this is mounted on: a file written there would be lost without a word.
    ["--remount-ro", "/"],
  ].flat();
}

function protectPlace(path: string, shownAs: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return requireUnmakeable(path);
  if (isEmptyPlace(path)) return ["--tmpfs", shownAs, "--remount-ro", shownAs];
  if (stats.isSymbolicLink()) {
    throw new CommandCannotStart(
      `${path} is a symbolic link, and no sandbox can keep a command from replacing it. ` +
        `Put a directory or a file in its place.`,
    );
  }
  return basename(path) === HIDDEN_PLACE ? hideOwnData(path, shownAs) : ["--ro-bind", path, shownAs];
}

/** Nobody with our rights could make one (see `holdPlaces`), so a command cannot either; else it was there a moment ago. */
function requireUnmakeable(path: string): string[] {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch {
    return [];
  }
  throw new CommandCannotStart(
    `${path} was taken away while the sandbox was being built. Run the command again.`,
  );
}

/** Shows of pawl's own home (`.pawl` in the workspace) the saved scripts only: the rest is other runs' data. */
export function hideOwnData(path: string, shownAs = path): string[] {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const scripts = join(path, SCRIPTS_IN_HIDDEN_PLACE);
  const hasScripts = lstatSync(scripts, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const show = hasScripts ? ["--ro-bind", scripts, join(shownAs, SCRIPTS_IN_HIDDEN_PLACE)] : [];
  return ["--tmpfs", shownAs, ...show, "--remount-ro", shownAs];
}
