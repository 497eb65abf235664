// Which directory a run works in: one that this worker serves, or a directory below one.
import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isBelow } from "./confined-path.ts";

/** The run asked for a directory that this worker does not serve, or that is not there. */
export class WorkspaceNotServed extends Error {
  override readonly name = "WorkspaceNotServed";
  readonly asked: string | null;
  readonly served: readonly string[];

  constructor(asked: string | null, served: readonly string[], what: string) {
    const list = served.length === 0 ? "no workspace" : served.join(", ");
    super(
      `${what} This worker serves ${list}. Use one of them or a directory below, or start a worker with --workspace.`,
    );
    this.asked = asked;
    this.served = served;
  }
}

/**
 * Absolute real path of the workspace a run asked for; `null` asks for the first served one, a relative path starts
 * there. Links are followed before it is judged. Throws `WorkspaceNotServed`.
 */
export async function resolveWorkspace(served: readonly string[], asked: string | null): Promise<string> {
  const first = served[0];
  if (first === undefined) throw new WorkspaceNotServed(asked, served, "There is no workspace to work in.");
  const path = asked === null ? resolve(first) : resolve(first, asked);
  const real = await realDirectory(path);
  if (real === null) {
    throw new WorkspaceNotServed(asked, served, `Expected a directory; ${path} is not there, or is none.`);
  }
  const roots = await Promise.all(served.map((directory) => realDirectory(resolve(directory))));
  if (!roots.some((root) => root !== null && isBelow(root, real))) {
    throw new WorkspaceNotServed(asked, served, `Expected a workspace of this worker; got ${path}.`);
  }
  return real;
}

async function realDirectory(path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}
