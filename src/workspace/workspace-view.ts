// The workspace as a sandboxed command sees it: writable at its own path, its protected places read-only.
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { isBelow } from "./confined-path.ts";
import { commonDirectoryOfWorktree } from "./git-layout.ts";
import { PROTECTED_PLACES, SCRIPTS_IN_HIDDEN_PLACE } from "./protected-places.ts";

/** Directories the sandbox itself is made of: no workspace may contain them. */
const SANDBOX_PLACES = ["/usr", "/etc", "/bin", "/lib", "/proc", "/dev", "/tmp"];

/** The command cannot be run at all; `reason` says why. */
export class CommandCannotStart extends Error {
  override readonly name = "CommandCannotStart";
}

/** Arguments of bubblewrap for the workspace (a real path). Its absent protected places must be held meanwhile. */
export function workspaceView(workspace: string): string[] {
  const contained = SANDBOX_PLACES.find((place) => place !== workspace && isBelow(workspace, place));
  if (contained !== undefined || workspace === "/tmp") {
    throw new CommandCannotStart(
      `Expected a workspace that is a project's directory; ${workspace} is part of the system. Use a directory below it.`,
    );
  }
  const common = commonDirectoryOfWorktree(workspace);
  return [
    ["--bind", workspace, workspace],
    ...PROTECTED_PLACES.map((place) => protectPlace(join(workspace, place))),
    // Commands in a linked worktree may read its history; writing there is the engine's business.
    common === null ? [] : ["--ro-bind", common, common],
    // The root that all this is mounted on: a file written there would be lost without a word.
    ["--remount-ro", "/"],
  ].flat();
}

function protectPlace(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // Nobody with our rights could make one (see `holdPlaces`), so a command cannot either.
  if (stats === undefined) return [];
  if (stats.isSymbolicLink()) {
    throw new CommandCannotStart(
      `${path} is a symbolic link, and no sandbox can keep a command from replacing it. ` +
        `Put a directory or a file in its place.`,
    );
  }
  return path.endsWith("/.pawl") && stats.isDirectory() ? hidePlace(path) : ["--ro-bind", path, path];
}

/** pawl's own home shows its saved scripts only: the rest is other runs' data. */
function hidePlace(path: string): string[] {
  const scripts = join(path, SCRIPTS_IN_HIDDEN_PLACE);
  const hasScripts = lstatSync(scripts, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const show = hasScripts ? ["--ro-bind", scripts, scripts] : [];
  return ["--tmpfs", path, ...show, "--remount-ro", path];
}
