// The one moment at which an agent's work becomes visible: a branch that was not there points at its commit.
import type { PublishedWork } from "../../protocol/agent.ts";
import { failPoint } from "../fail-point.ts";
import { changeRefs } from "./change-refs.ts";
import type { Repository } from "./repository.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";

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
  const call = { script: PUBLISH, args: [branch, commit] };
  const end = await changeRefs(repository, [`refs/heads/${branch}`], call);
  failPoint("published");
  if (end.exitCode === 0) return;
  if (end.exitCode !== TAKEN) throw refusedByGit(`Branch ${branch} cannot be made for commit ${commit}`, end);
  throw new WorkspaceRefused(
    `Expected no branch ${branch} in ${repository.top}; it is there, at ${end.stdout.toString("utf8")}. ` +
      `The agent's work is commit ${commit}: git branch NAME ${commit} keeps it.`,
  );
}
