// What a commit of an agent's work amounts to, before anybody sees it.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { PublishedWork } from "../../protocol/agent.ts";
import { PUBLISHED_FILES_MAX } from "../../protocol/limits.ts";
import { runInRepository, type Repository } from "./repository.ts";
import type { Worktree } from "./whole-worktree.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";
import type { WorktreeNames } from "./worktree-names.ts";

/**
 * `$1` base, `$2` commit, then branches. Prints, each ended by NUL: the first branch that is free or is that commit
 * already (nothing when none is), the submodules, nothing, and the changed files.
 */
const DESCRIBE = `
base=$1 commit=$2; shift 2
for branch; do
  now=$(git rev-parse --verify --quiet "refs/heads/$branch")
  if [ -z "$now" ] || [ "$now" = "$commit" ]; then printf %s "$branch"; break; fi
done
printf '\\0'
git ls-tree -r -z "$commit" | grep -z '^160000 '
printf '\\0'
exec git diff-tree -r -z --name-only --no-renames "$base" "$commit"
`;

const SUBMODULE = /^160000 commit \S+\t(.+)$/s;

/** `files` are paths from the repository's top. Throws `WorkspaceRefused` when the work cannot be published as it is. */
export async function describeWork(
  repository: Repository,
  { branches }: WorktreeNames,
  worktree: Worktree,
  { base, commit }: { readonly base: string; readonly commit: string },
): Promise<PublishedWork> {
  const end = await runInRepository(repository, { script: DESCRIBE, args: [base, commit, ...branches] });
  if (end.exitCode !== 0) throw refusedByGit(`What the agent changed, commit ${commit}, cannot be read`, end);
  const [branch = "", ...rest] = end.stdout.toString("utf8").split("\0");
  const submodules = rest.slice(0, rest.indexOf("")).map((entry) => SUBMODULE.exec(entry)?.[1] ?? "");
  const files = rest.slice(rest.indexOf("") + 1, -1);
  for (const submodule of submodules) await requireEmpty(worktree, submodule, commit);
  if (branch !== "" || files.length === 0) {
    return { branch, commit, base, files: files.slice(0, PUBLISHED_FILES_MAX) };
  }
  throw new WorkspaceRefused(
    `Expected branch ${branches.join(" or ")} to be free in ${repository.top}; each is taken. ` +
      `The agent's work is commit ${commit}: git branch NAME ${commit} keeps it.`,
  );
}

/** Submodules are empty in a worktree: what they hold is in repositories of their own, and no commit here has it. */
async function requireEmpty({ directory }: Worktree, submodule: string, commit: string): Promise<void> {
  const names = await readdir(join(directory, submodule)).catch((): string[] => []);
  if (names.length === 0) return;
  throw new WorkspaceRefused(
    `The agent put files into ${submodule}, which is a submodule: they cannot be committed here ` +
      `(${names.slice(0, 5).join(", ")}). Everything else is commit ${commit}. Let an agent work on the submodule's own ` +
      `repository.`,
  );
}
