// The references under refs/pawl: where an agent began, and what its attempts have saved.
import { changeRefs } from "./change-refs.ts";
import { outputInRepository, runInRepository, type Repository } from "./repository.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";
import { attemptOfRef, type WorktreeNames } from "./worktree-names.ts";

/** What an attempt had saved last. */
export type AttemptRef = { readonly ref: string; readonly attempt: number; readonly commit: string };

const FORMAT = "%(objectname) %(refname)";

const NO_COMMIT = 81;
const NO_DIRECTORY = 82;
const IN_THE_WAY = 83;

/**
 * `$1` reference, `$2` what names the commit when there is none yet, `$3` the workspace below the top, `$4` references
 * of the agent, then branches that must not be there. Of two that settle it at once, the first wins.
 */
const SETTLE = `
ref=$1 asked=$2 inside=$3 refs=$4; shift 4
for branch; do
  if git show-ref --verify --quiet "refs/heads/$branch"; then printf %s "$branch"; exit ${IN_THE_WAY}; fi
done
if ! commit=$(git rev-parse --verify --quiet "$ref"); then
  commit=$(git rev-parse --verify --quiet "$asked^{commit}") || exit ${NO_COMMIT}
  git rev-parse --verify --quiet "$commit:$inside" >/dev/null || { printf %s "$commit"; exit ${NO_DIRECTORY}; }
  git update-ref "$ref" "$commit" "" || commit=$(git rev-parse --verify --quiet "$ref") || exit 1
fi
git cat-file -e "$commit^{tree}" && printf '%s\\n' "$commit" && exec git for-each-ref --format='${FORMAT}' "$refs"
`;

/** Where an agent stands in the repository. */
export type Standing = {
  /** The commit it began with: settled by its first attempt, whatever the workspace has checked out later. */
  readonly base: string;
  /** Oldest first. */
  readonly attempts: readonly AttemptRef[];
};

/** Settles the base, and makes sure that there is room for the agent's branch. Throws `WorkspaceRefused`. */
export async function settleBase(
  repository: Repository,
  { baseRef, branches, refs }: WorktreeNames,
  asked: string | undefined,
): Promise<Standing> {
  if (asked?.startsWith("-") || asked === "") throw noSuchBase(repository, asked);
  const { top, inside } = repository;
  const [branch = ""] = branches;
  const args = [baseRef, asked ?? "HEAD", inside, refs, ...namesAbove(branch)];
  const end = await changeRefs(repository, [baseRef], { script: SETTLE, args });
  const printed = end.stdout.toString("utf8");
  if (end.exitCode === NO_COMMIT) throw noSuchBase(repository, asked);
  if (end.exitCode === NO_DIRECTORY) {
    throw new WorkspaceRefused(
      `isolation: 'worktree' needs the workspace's files in the repository; the directory ${inside} of ${top} is not ` +
        `in commit ${printed}. Commit it first.`,
    );
  }
  if (end.exitCode === IN_THE_WAY) {
    throw new WorkspaceRefused(
      `Branch ${printed} of ${top} is in the way: agents' branches are called ${branch}. ` +
        `Rename it: git branch -m ${printed} NAME.`,
    );
  }
  if (end.exitCode !== 0) throw refusedByGit("The commit to begin with cannot be read", end);
  const [base = "", ...lines] = printed.split("\n");
  return { base, attempts: parseAttempts(lines) };
}

/** A branch `pawl` leaves no room for `pawl/...`. */
function namesAbove(branch: string): string[] {
  const parts = branch.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The commit an agent began with; `null` for one that never began, or has come to its end. */
export async function readBase(repository: Repository, { baseRef }: WorktreeNames): Promise<string | null> {
  const args = ["rev-parse", "--verify", "--quiet", baseRef];
  const end = await runInRepository(repository, { args });
  return end.exitCode === 0 ? end.stdout.toString("utf8").trim() : null;
}

/** Oldest attempt first. */
export async function readAttempts(
  repository: Repository,
  { refs }: WorktreeNames,
): Promise<readonly AttemptRef[]> {
  const args = ["for-each-ref", `--format=${FORMAT}`, refs];
  return parseAttempts((await outputInRepository(repository, { args })).split("\n"));
}

function parseAttempts(lines: readonly string[]): AttemptRef[] {
  const all = lines.flatMap((line): AttemptRef[] => {
    const [commit = "", ref = ""] = line.split(" ");
    const attempt = attemptOfRef(ref);
    return attempt === null ? [] : [{ ref, attempt, commit }];
  });
  return all.toSorted((a, b) => a.attempt - b.attempt);
}

/** `$1`... references, as they are found. */
const REMOVE = `for ref; do printf 'delete %s\\n' "$ref"; done | git update-ref --stdin`;

/** Harmless for references that are not there; what cannot be removed now is found by `pawl clean`. */
export async function removeRefs(repository: Repository, refs: readonly string[]): Promise<boolean> {
  if (refs.length === 0) return true;
  const end = await changeRefs(repository, refs, { script: REMOVE, args: refs });
  return end.exitCode === 0;
}

const SUPERSEDED = 84;

/** `$1` attempt, `$2` references of the agent. */
const FINISH = `
all=$(git for-each-ref --format='%(refname)' "$2")
for ref in $all; do
  case $ref in */attempt-*) [ "\${ref##*/attempt-}" -le "$1" ] || exit ${SUPERSEDED};; esac
done
for ref in $all; do printf 'delete %s\\n' "$ref"; done | git update-ref --stdin
`;

/** Removes all references of an agent that has come to its end; not when a later attempt goes on: resolves to `false`. */
export async function removeAllRefs(
  repository: Repository,
  { refs, baseRef, savedRef }: WorktreeNames,
  attempt: number,
): Promise<boolean> {
  const call = { script: FINISH, args: [String(attempt), refs] };
  const end = await changeRefs(repository, [baseRef, savedRef], call);
  return end.exitCode !== SUPERSEDED;
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
