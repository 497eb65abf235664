// The changes of a worktree as a commit that no branch shows. The index it is made with is not the one that Git shows
// the agent: `git diff` keeps telling the agent what it has changed since it began.
import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Worktree } from "./make-worktree.ts";
import { runInRepository, type Repository } from "./repository.ts";
import { refusedByGit } from "./workspace-refused.ts";

export type SnapshotOrder = {
  /** First parent and, in a merge, the others. */
  readonly parents: readonly string[];
  readonly message: string;
  /** Points at the commit from then on. */
  readonly ref: string;
  /** Commit made last: when nothing has changed since, it is the answer. */
  readonly last: string;
};

/** Files that `writeFileAtomically` leaves when it is killed. */
const TORN_WRITES = ":(exclude,glob)**/.*." + "[0-9a-f]".repeat(12) + ".tmp";

/** Exit code of the script when there are repositories inside the worktree; it prints them. */
const NESTED = 90;
/** Arguments that hide repositories, one inside of the other at worst. */
const MASKS_MAX = 1_000;

/** `$1` reference, `$2` last commit, `$3` message, `$4` what not to add, `$5` options of `git add`, then `-p PARENT`... */
const SCRIPT = `
set -e
ref=$1 last=$2 message=$3 exclude=$4 options=$5
shift 5
cp -p "$GIT_DIR/pawl-index" /tmp/index
export GIT_INDEX_FILE=/tmp/index
git ls-files -z --others --exclude-standard -- . "$exclude" | grep -z '/$' > /tmp/nested || :
if [ -s /tmp/nested ]; then cat /tmp/nested; exit ${NESTED}; fi
git add --all $options -- . "$exclude"
tree=$(git write-tree --missing-ok)
if [ "$tree" = "$(git rev-parse "$last^{tree}")" ]; then commit=$last
else commit=$(git commit-tree "$tree" "$@" -m "$message"); fi
if [ "$commit" != "$(git rev-parse --verify --quiet "$ref" || :)" ]; then git update-ref "$ref" "$commit"; fi
cp -p /tmp/index "$GIT_DIR/pawl-index.new"
mv "$GIT_DIR/pawl-index.new" "$GIT_DIR/pawl-index"
printf %s "$commit"
`;

/** The commit; the reference points at it. Throws `WorkspaceRefused` when it cannot be made. */
export async function takeSnapshot(
  repository: Repository,
  worktree: Worktree,
  order: SnapshotOrder,
): Promise<string> {
  const masks: string[] = [];
  for (;;) {
    const end = await runInRepository(repository, {
      worktree,
      script: SCRIPT,
      args: argumentsOf(repository, order),
      view: masks,
    });
    if (end.exitCode === 0) return end.stdout.toString("utf8");
    const nested = end.exitCode === NESTED ? nestedRepositories(worktree, end.stdout) : [];
    if (nested.length === 0 || masks.length > MASKS_MAX) {
      throw refusedByGit("What the agent changed cannot be committed", end);
    }
    masks.push(...nested.flatMap((path) => hide(path)));
  }
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
