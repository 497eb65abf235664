// The one moment at which an agent's work becomes visible: a branch that was not there points at its commit.
import type { PublishedWork } from "../../protocol/agent.ts";
import { failPoint } from "../fail-point.ts";
import { runInRepository, type Repository } from "./repository.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";
import type { WorktreeNames } from "./worktree-names.ts";

const TAKEN = 82;

/** `$1` branch, `$2` commit. The empty old value: only if there is no such branch. Its last line tells what there is. */
const PUBLISH = `
git update-ref "refs/heads/$1" "$2" "" && exit 0
now=$(git rev-parse --verify --quiet "refs/heads/$1") || exit 1
[ "$now" = "$2" ] || { printf %s "$now"; exit ${TAKEN}; }
`;

/** Again is harmless. Throws `WorkspaceRefused` when the branch is something else. */
export async function publishWork(repository: Repository, { branch, commit }: PublishedWork): Promise<void> {
  failPoint("publish");
  const end = await runInRepository(repository, { script: PUBLISH, args: [branch, commit] });
  failPoint("published");
  if (end.exitCode === 0) return;
  if (end.exitCode !== TAKEN) throw refusedByGit(`Branch ${branch} cannot be made for commit ${commit}`, end);
  throw new WorkspaceRefused(
    `Expected no branch ${branch} in ${repository.top}; it is there, at ${end.stdout.toString("utf8")}. ` +
      `The agent's work is commit ${commit}: git branch NAME ${commit} keeps it.`,
  );
}

/** `$1` commit, then branches: prints the first that is free, or is that commit already. */
const CHOOSE = `
commit=$1; shift
for branch; do
  now=$(git rev-parse --verify --quiet "refs/heads/$branch")
  if [ -z "$now" ] || [ "$now" = "$commit" ]; then printf %s "$branch"; exit 0; fi
done
exit ${TAKEN}
`;

/** Throws `WorkspaceRefused` when all names are taken. */
export async function chooseBranch(
  repository: Repository,
  { branches }: WorktreeNames,
  commit: string,
): Promise<string> {
  const end = await runInRepository(repository, { script: CHOOSE, args: [commit, ...branches] });
  if (end.exitCode === 0) return end.stdout.toString("utf8");
  throw new WorkspaceRefused(
    `Expected branch ${branches.join(" or ")} to be free in ${repository.top}; each is taken. ` +
      `The agent's work is commit ${commit}: git branch NAME ${commit} keeps it.`,
  );
}

/** `$1`... branches: prints those that are there. */
const IN_THE_WAY = `for name; do git show-ref --verify --quiet "refs/heads/$name" && printf '%s\\n' "$name"; done; :`;

/** A branch `pawl` leaves no room for `pawl/...`: better said before the work than after. */
export async function requireRoomForBranches(
  repository: Repository,
  { branches }: WorktreeNames,
): Promise<void> {
  const parts = (branches[0] ?? "").split("/").slice(0, -1);
  const above = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  const end = await runInRepository(repository, { script: IN_THE_WAY, args: above });
  const [found] = end.stdout.toString("utf8").split("\n");
  if (found === undefined || found === "") return;
  throw new WorkspaceRefused(
    `Branch ${found} of ${repository.top} is in the way: agents' branches are called ${branches[0]}. Rename it: git branch -m ${found} NAME.`,
  );
}
