// The references under refs/pawl: where an agent began, and what its attempts have saved.
import { outputInRepository, runInRepository, type Repository } from "./repository.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";
import { attemptOfRef, type WorktreeNames } from "./worktree-names.ts";

/** What an attempt had saved last. */
export type AttemptRef = { readonly ref: string; readonly attempt: number; readonly commit: string };

const NO_COMMIT = 81;

/** `$1` reference, `$2` what names the commit when there is none yet. Of two that set it at once, the first wins. */
const SETTLE = `
if ! commit=$(git rev-parse --verify --quiet "$1"); then
  commit=$(git rev-parse --verify --quiet "$2^{commit}") || exit ${NO_COMMIT}
  git update-ref "$1" "$commit" "" || commit=$(git rev-parse --verify --quiet "$1") || exit 1
fi
git cat-file -e "$commit^{tree}" && printf %s "$commit"
`;

/**
 * The commit an agent begins with: settled by its first attempt, whatever the workspace has checked out later.
 * Throws `WorkspaceRefused`.
 */
export async function settleBase(
  repository: Repository,
  { baseRef }: WorktreeNames,
  asked: string | undefined,
): Promise<string> {
  if (asked?.startsWith("-") || asked === "") throw noSuchBase(repository, asked);
  const end = await runInRepository(repository, { script: SETTLE, args: [baseRef, asked ?? "HEAD"] });
  if (end.exitCode === 0) return end.stdout.toString("utf8");
  if (end.exitCode === NO_COMMIT) throw noSuchBase(repository, asked);
  throw refusedByGit("The commit to begin with cannot be read", end);
}

/** Oldest attempt first. */
export async function readAttempts(
  repository: Repository,
  { refs }: WorktreeNames,
): Promise<readonly AttemptRef[]> {
  const listed = await outputInRepository(repository, {
    args: ["for-each-ref", "--format=%(objectname) %(refname)", refs],
  });
  return listed
    .split("\n")
    .flatMap((line): AttemptRef[] => {
      const [commit = "", ref = ""] = line.split(" ");
      const attempt = attemptOfRef(ref);
      return attempt === null ? [] : [{ ref, attempt, commit }];
    })
    .toSorted((a, b) => a.attempt - b.attempt);
}

/** `$1`... references, as they are found. */
const REMOVE = `for ref; do printf 'delete %s\\n' "$ref"; done | git update-ref --stdin`;

/** Harmless for references that are not there. */
export async function removeRefs(repository: Repository, refs: readonly string[]): Promise<void> {
  if (refs.length === 0) return;
  const end = await runInRepository(repository, { script: REMOVE, args: refs });
  if (end.exitCode !== 0) throw refusedByGit("References that nobody needs cannot be removed", end);
}

function noSuchBase({ top }: Repository, asked: string | undefined): WorkspaceRefused {
  return asked === undefined
    ? new WorkspaceRefused(
        `isolation: 'worktree' needs a commit to begin with; the repository ${top} has none yet. Commit something first.`,
      )
    : new WorkspaceRefused(
        `Option base: expected a commit, branch or tag of ${top}; got ${JSON.stringify(asked)}, which names none there.`,
      );
}
