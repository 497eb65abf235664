// A git repository that the shared worker serves, as a person has it: a branch checked out, work not committed.
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { newWorkspace } from "./stage.ts";

export type Repository = {
  readonly folder: string;
  git(...args: string[]): string;
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
  /** Commits everything there is; returns the commit. */
  commit(message: string): string;
};

/** With the files as its first commit on the branch `main`. */
export async function newRepository(files: Readonly<Record<string, string>>): Promise<Repository> {
  const repository = repositoryAt(await newWorkspace());
  repository.git("init", "--quiet", "--initial-branch=main");
  for (const [file, text] of Object.entries(files)) await repository.write(file, text);
  repository.commit("first");
  return repository;
}

export function repositoryAt(folder: string): Repository {
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  return {
    folder,
    git,
    async write(file, text) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    },
    read: (file) => readFile(join(folder, file), "utf8"),
    commit(message) {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
}

/** All of a checkout that is the user's: what is checked out, staged, changed, stashed, and every branch but pawl's. */
export function stateOf({ git }: Repository): string {
  const branches = git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/stash");
  return [
    git("symbolic-ref", "HEAD"),
    git("status", "--porcelain", "--untracked-files=all"),
    git("diff"),
    git("diff", "--cached"),
    branches
      .split("\n")
      .filter((line) => !line.startsWith("refs/heads/pawl/"))
      .join("\n"),
  ].join("\n---\n");
}
