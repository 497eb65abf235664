// A worktree of the user's on another disk than its repository: files cannot be moved there, only copied.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { git, writeFiles } from "../temporary-workspace.ts";
import { bundleMergeProgram, startMerge } from "./merge-process.ts";
import { makeRepository, taskOf, type Repository } from "./repository.ts";

const OTHER_DISK = "/dev/shm";

/** On branch `work`, beside branch `one` with changed, new and removed files and a link. */
function makeWorktree(): { readonly repository: Repository; readonly workspace: string } {
  const repository = makeRepository({ "a.txt": "1\n", "gone.txt": "1\n", "run.sh": "1\n", "z.txt": "1\n" });
  repository.branch("one", { "a.txt": "2\n", "gone.txt": null, "new/b.txt": "b\n", "z.txt": "2\n" });
  const root = mkdtempSync(join(OTHER_DISK, "pawl other disk-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = join(root, "linked");
  repository.git("worktree", "add", "-q", "-b", "work", workspace);
  return { repository, workspace };
}

/** Where the journal of the only linked worktree lies. */
function placeOf({ workspace }: Repository): string {
  return join(workspace, ".git", "worktrees", "linked", "pawl-merge");
}

test("K02 the other disk of these tests is another one", () => {
  const { repository, workspace } = makeWorktree();
  expect(statSync(workspace).dev).not.toBe(statSync(repository.workspace).dev);
});

test("K02 a file that is written to in the last moment stays, and what was copied by then is as it was", async () => {
  const { repository, workspace } = makeWorktree();
  const head = git(workspace, "rev-parse", "HEAD");
  const merging = repository.merge(["one"], { workspace });
  while (!existsSync(join(placeOf(repository), "move.json"))) await turn();
  writeFiles(workspace, { "z.txt": "mine\n" });
  expect((await merging).branches).toMatchObject([{ status: "conflict", files: ["z.txt"] }]);
  expect(git(workspace, "rev-parse", "HEAD")).toBe(head);
  expect(git(workspace, "status", "--porcelain")).toBe("M z.txt");
  expect(readFileSync(join(workspace, "z.txt"), "utf8")).toBe("mine\n");
  expect(existsSync(placeOf(repository))).toBe(false);
});

test("K02 killed at any step, a merge goes on there, and leaves nothing beside the files", async () => {
  const program = bundleMergeProgram();
  for (const failPoint of ["merge-after-step:1", "merge-after-step:3", "merge-copied:1", "merge-copied:3"]) {
    const { repository, workspace } = makeWorktree();
    const { home } = repository;
    const task = taskOf(workspace, ["one"]);
    const killed = await startMerge({ program, home }, task, { failPoint }).end;
    const { outcome } = await startMerge({ program, home }, task).end;
    expect({ failPoint, signal: killed.signal, branches: outcome?.branches }).toMatchObject({
      failPoint,
      signal: "SIGKILL",
      branches: [{ status: "merged" }],
    });
    expect(git(workspace, "status", "--porcelain", "--ignored")).toBe("");
    const files = readdirSync(workspace, { recursive: true }).map(String);
    expect(files.toSorted()).toEqual([".git", "a.txt", "new", "new/b.txt", "run.sh", "z.txt"]);
    expect(readFileSync(join(workspace, "a.txt"), "utf8")).toBe("2\n");
  }
});
