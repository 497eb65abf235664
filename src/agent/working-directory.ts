// Where an agent works: its workspace's real path, and the directory in it that it starts in (A12).
import { realpath, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { AgentPlace } from "../workspace/agent-place.ts";
import { confinePath } from "../workspace/confined-path.ts";
import { AgentError } from "./agent-error.ts";

export async function realWorkspace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw new AgentError(
      "InvalidCall",
      `Expected a directory to work in; ${path} is not there on this worker.`,
    );
  }
}

export type WorkingDirectory = {
  /** Real path. */
  readonly path: string;
  /** What the model is told: the same in all attempts. */
  readonly shownAs: string;
};

/** Throws `InvalidCall` unless `cwd` is a directory inside the place. */
export async function workingDirectory(
  { root, shownAs }: AgentPlace,
  cwd: string | undefined,
): Promise<WorkingDirectory> {
  if (cwd === undefined) return { path: root, shownAs };
  const path = await confinePath(root, cwd).then(
    ({ real }) => real,
    () => null,
  );
  const isDirectory =
    path !== null &&
    (await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    ));
  if (path === null || !isDirectory) {
    throw new AgentError(
      "InvalidCall",
      `Option cwd: expected a directory inside the workspace, relative to it; got ${JSON.stringify(cwd)}.`,
    );
  }
  return { path, shownAs: join(shownAs, relative(root, path)) };
}
