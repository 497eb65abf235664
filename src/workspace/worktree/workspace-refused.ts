// Why an agent cannot have a worktree, or cannot publish what it did there. The messages go to the script's author.
import type { GitEnd } from "../git.ts";

const SAID_MAX_CHARS = 500;

export class WorkspaceRefused extends Error {
  override readonly name = "WorkspaceRefused";
}

/** Git would not, for a reason of its own: no space, no right to write, a lock of somebody's. */
export function refusedByGit(what: string, { exitCode, stderr }: GitEnd): WorkspaceRefused {
  const said = stderr.trim().replace(/\s+/g, " ").slice(0, SAID_MAX_CHARS) || `it ended with ${exitCode}`;
  return new WorkspaceRefused(`${what}; Git said: ${said}`);
}
