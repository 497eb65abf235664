// Questions about commits.
import { outputInRepository, runInRepository, type Repository } from "./repository.ts";
import { refusedByGit, WorkspaceRefused } from "./workspace-refused.ts";

/** Of a commit with an agent's work: what the agent began with and, in a merge, the other side. */
export async function parentsOf(repository: Repository, commit: string): Promise<string[]> {
  const printed = await outputInRepository(repository, { args: ["rev-parse", `${commit}^@`] });
  return printed.trim().split("\n");
}

/** Paths from the repository's top of files in which two commits differ. */
export async function changedFiles(repository: Repository, from: string, to: string): Promise<string[]> {
  if (from === to) return [];
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to];
  const printed = await outputInRepository(repository, { args });
  return printed.split("\0").filter((name) => name !== "");
}

/** Throws `WorkspaceRefused` when the commit is not in this repository. */
export async function requireCommit(repository: Repository, commit: string): Promise<void> {
  const end = await runInRepository(repository, { args: ["cat-file", "-e", `${commit}^{tree}`] });
  if (end.exitCode === 0) return;
  throw new WorkspaceRefused(
    `Expected the commit ${commit}, with what the agent has done so far, in the repository ${repository.top}; it is ` +
      `not there. It was made on another machine: let that one's worker go on with the agent.`,
  );
}

const CONFLICTS = 1;

/**
 * The commit an agent begins with that is to finish a merge: both sides as parents, its files with conflict markers
 * where the two disagree. Throws `WorkspaceRefused`.
 */
export async function mergeOf(repository: Repository, base: string, branch: string): Promise<string> {
  const other = await runInRepository(repository, {
    args: ["rev-parse", "--verify", "--quiet", `${branch}^{commit}`],
  });
  if (branch.startsWith("-") || other.exitCode !== 0) {
    throw new WorkspaceRefused(
      `Expected a branch to merge; ${JSON.stringify(branch)} is none in ${repository.top}.`,
    );
  }
  const merged = await runInRepository(repository, { args: ["merge-tree", "--write-tree", base, branch] });
  const tree = /^[0-9a-f]{40,64}$/m.exec(merged.stdout.toString("utf8"))?.[0];
  if (tree === undefined || (merged.exitCode !== 0 && merged.exitCode !== CONFLICTS)) {
    throw refusedByGit(`${JSON.stringify(branch)} cannot be merged (Git 2.38 or newer can)`, merged);
  }
  const parents = ["-p", base, "-p", other.stdout.toString("utf8").trim()];
  const message = `Merge ${branch}`;
  const made = await outputInRepository(repository, {
    args: ["commit-tree", tree, ...parents, "-m", message],
  });
  return made.trim();
}
