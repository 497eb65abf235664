// Submodules are empty in a worktree: what they hold is in repositories of their own.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Worktree } from "./make-worktree.ts";
import { outputInRepository, type Repository } from "./repository.ts";
import { WorkspaceRefused } from "./workspace-refused.ts";

const SUBMODULE = /^160000 commit \S+\t(.+)$/s;

/** Throws `WorkspaceRefused` when the agent put files where a submodule belongs: no commit of this repository has them. */
export async function requireSubmodulesEmpty(
  repository: Repository,
  { directory }: Worktree,
  commit: string,
): Promise<void> {
  const listed = await outputInRepository(repository, { args: ["ls-tree", "-r", "-z", commit] });
  for (const entry of listed.split("\0")) {
    const path = SUBMODULE.exec(entry)?.[1];
    if (path === undefined) continue;
    const names = await readdir(join(directory, path)).catch((): string[] => []);
    if (names.length === 0) continue;
    throw new WorkspaceRefused(
      `The agent put files into ${path}, which is a submodule: they cannot be committed here (${names.slice(0, 5).join(", ")}). ` +
        `Everything else is commit ${commit}. Let an agent work on the submodule's own repository.`,
    );
  }
}
