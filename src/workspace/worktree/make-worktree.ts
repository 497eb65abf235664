// Makes the worktree of one attempt: recorded first, registered with Git one at a time, filled beside others.
import { mkdir } from "node:fs/promises";
import { failPoint } from "../fail-point.ts";
import { runInRepository, type Repository } from "./repository.ts";
import { WHOLE_MARK, worktreeAt, type Worktree } from "./whole-worktree.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";
import type { WorktreeNames } from "./worktree-names.ts";
import { writeRecord, type WorktreeRecord } from "./worktree-record.ts";

/** The kernel's lock on the repository's directory: it ends with its holder, and leaves no file behind. */
const LOCK_WAIT_SECONDS = 300;

/** `$1` repository, `$2` directory, `$3` commit. Without a checkout: the lock is held for moments only. */
const REGISTER = `exec flock --timeout ${LOCK_WAIT_SECONDS} "$1" git worktree add --quiet --detach --no-checkout "$2" "$3"`;

/**
 * `$1` the commit the agent began with: Git shows the agent what differs from it. `$2` the commit to begin with now.
 * `$3` reference that keeps it. The index of our own comes last: a worktree that has one is whole.
 */
const FILL = `
set -e
git reset --hard --quiet "$1"
cp -p "$GIT_DIR/index" "$GIT_DIR/${WHOLE_MARK}.new"
if [ "$1" != "$2" ]; then GIT_INDEX_FILE="$GIT_DIR/${WHOLE_MARK}.new" git read-tree -m -u "$1" "$2"; fi
git update-ref "$3" "$2"
mv "$GIT_DIR/${WHOLE_MARK}.new" "$GIT_DIR/${WHOLE_MARK}"
`;

export type WorktreeOrder = {
  readonly names: WorktreeNames;
  readonly record: WorktreeRecord;
  readonly base: string;
  readonly start: string;
};

/** Throws `WorkspaceRefused`; what was made until then is there, under its record. */
export async function makeWorktree(repository: Repository, order: WorktreeOrder): Promise<Worktree> {
  const { names, record, base, start } = order;
  await mkdir(names.folder, { recursive: true });
  await writeRecord(record);
  failPoint("worktree-recorded");
  const registered = await runInRepository(repository, {
    script: REGISTER,
    args: [repository.commonDirectory, names.directory, base],
    writable: [names.folder],
  });
  if (registered.exitCode !== 0) throw refusedByGit("A worktree cannot be made", registered);
  failPoint("worktree-registered");
  const worktree = await worktreeAt(names.directory);
  if (worktree === null) throw new WorkspaceRefused(cannotBeFound(repository, names));
  const filled = await runInRepository(repository, {
    worktree,
    script: FILL,
    args: [base, start, names.savedRef],
  });
  if (filled.exitCode !== 0) throw refusedByGit("The files of a worktree cannot be checked out", filled);
  failPoint("worktree-filled");
  return worktree;
}

/** A worktree's `.git` is a file of lines. */
function cannotBeFound({ commonDirectory }: Repository, { directory }: WorktreeNames): string {
  return (
    `Git made the worktree ${JSON.stringify(directory)}, but it does not lead to ${JSON.stringify(commonDirectory)}. ` +
    `Expected paths without line breaks of the repository and of PAWL_HOME.`
  );
}
