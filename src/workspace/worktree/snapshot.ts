// The changes of a worktree as a commit that no branch shows. The index it is made with is not the one that Git shows
// the agent: `git diff` keeps telling the agent what it has changed since it began.
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { TEMPORARY_GLOB } from "../atomic-file.ts";
import { runInRepository, type Repository } from "./repository.ts";
import { WHOLE_MARK, type Worktree } from "./whole-worktree.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";

export type SnapshotOrder = {
  /** First parent and, in a merge, the others. */
  readonly parents: readonly string[];
  readonly message: string;
  /** Points at the commit from then on. */
  readonly ref: string;
  /** Commit made last: when nothing has changed since, it is the answer. */
  readonly last: string;
};

/** Files that a write leaves when it is killed. */
const TORN_WRITES = `:(exclude,glob)${TEMPORARY_GLOB}`;

/** Exit code of the script when there are repositories inside the worktree; it prints them. */
const NESTED = 90;
/** Exit code of the script when the worktree is being taken down. */
const RETIRED = 91;

/** Exit code of the script when another one did not let go of the lock in time. */
const BUSY = 92;
/** Below the time that Git gets in all: a snapshot of a large tree takes minutes, one that takes longer hangs. */
const LOCK_WAIT_SECONDS = 300;

/**
 * `$1` reference, `$2` last commit, `$3` message, `$4` what not to add, `$5` options of `git add`, then `-p PARENT`...
 * Under the kernel's lock on Git's part of the worktree: a late attempt and the one that takes over save it at the same
 * time, and one that is half taken down would look like an agent that has deleted files (see `retire`).
 */
const SCRIPT = `
set -e
ref=$1 last=$2 message=$3 exclude=$4 options=$5
shift 5
exec 9< "$GIT_DIR"
flock --timeout ${LOCK_WAIT_SECONDS} 9 || exit ${BUSY}
[ -e "$GIT_DIR/${WHOLE_MARK}" ] || exit ${RETIRED}
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
cp -p "$GIT_DIR/${WHOLE_MARK}" "$own/index"
export GIT_INDEX_FILE="$own/index"
git ls-files -z --others --exclude-standard -- . "$exclude" | grep -z '/$' > "$own/nested" || :
if [ -s "$own/nested" ]; then cat "$own/nested"; exit ${NESTED}; fi
git add --all $options -- . "$exclude"
tree=$(git write-tree --missing-ok)
if [ "$tree" = "$(git rev-parse "$last^{tree}")" ]; then commit=$last
else commit=$(git commit-tree "$tree" "$@" -m "$message"); fi
if [ "$commit" != "$(git rev-parse --verify --quiet "$ref" || :)" ]; then git update-ref "$ref" "$commit"; fi
cp -p "$own/index" "$GIT_DIR/${WHOLE_MARK}.new"
mv "$GIT_DIR/${WHOLE_MARK}.new" "$GIT_DIR/${WHOLE_MARK}"
printf %s "$commit"
`;

/** The commit; the reference points at it. Throws `WorkspaceRefused` when it cannot be made. */
export async function takeSnapshot(
  repository: Repository,
  worktree: Worktree,
  order: SnapshotOrder,
): Promise<string> {
  const hidden = new Set<string>();
  for (;;) {
    const end = await runInRepository(repository, {
      worktree,
      script: SCRIPT,
      args: argumentsOf(repository, order),
      view: [...hidden].flatMap((path) => hide(path)),
    });
    if (end.exitCode === 0) return end.stdout.toString("utf8");
    if (end.exitCode === RETIRED) throw new WorkspaceRefused(`${worktree.directory} is being taken down.`);
    if (end.exitCode === BUSY) throw new WorkspaceRefused(isBusy(worktree));
    if (end.exitCode !== NESTED) throw refusedByGit("What the agent changed cannot be committed", end);
    const nested = nestedRepositories(worktree, end.stdout);
    const stubborn = nested.find((path) => hidden.has(path));
    if (stubborn !== undefined) throw new WorkspaceRefused(cannotHide(stubborn));
    for (const path of nested) hidden.add(path);
  }
}

function isBusy({ directory, gitDirectory }: Worktree): string {
  return `What the agent changed cannot be committed: another process has held the lock on ${gitDirectory}, of the worktree ${directory}, for ${LOCK_WAIT_SECONDS} seconds. End that process (fuser -v shows it), then retry the agent.`;
}

/** Without a sandbox there is no view of the files but the one that everybody has. */
function cannotHide(path: string): string {
  return `What the agent changed cannot be committed: ${path} makes its directory a repository of its own. Let the agent remove it, or have Git ignore the directory.`;
}

function argumentsOf({ sparse }: Repository, { ref, last, message, parents }: SnapshotOrder): string[] {
  const options = sparse ? "--sparse" : "";
  return [ref, last, message, TORN_WRITES, options, ...parents.flatMap((parent) => ["-p", parent])];
}

/** `.git` of repositories that the agent made or copied into its worktree: their files count, their history does not. */
function nestedRepositories({ directory }: Worktree, printed: Buffer): string[] {
  const found = printed.toString("utf8").split("\0");
  return found.filter((name) => name !== "").map((name) => join(directory, name, ".git"));
}

/** Git commits the files of a directory only when it does not see that they have a repository of their own. */
function hide(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return ["--tmpfs", path];
  return stats?.isFile() ? ["--ro-bind", "/dev/null", path] : [];
}
