// Rows A08 and A09: agents with a worktree of their own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { newRepository, stateOf, type Repository } from "../support/repository.ts";
import { newWorkspace, requestsWith } from "../support/stage.ts";
import { CAUGHT, runToReturn } from "./outcomes.ts";
import { bash, played, text, write } from "./played.ts";

type Envelope = { status: string; branch?: string; commit?: string; files?: string[]; result: unknown };

const inWorktree = (mark: string, options = ""): string =>
  `return agent("${mark}", { isolation: "worktree", details: true, ${options} })`;

async function envelopeOf(script: string, { folder }: Repository): Promise<Envelope> {
  return (await runToReturn(script, { workspace: folder })).value as Envelope;
}

/** Worktrees of a repository beside its own checkout. */
function worktreesOf({ git }: Repository): string[] {
  return git("worktree", "list", "--porcelain")
    .split("\n")
    .filter((line) => line.startsWith("worktree "))
    .slice(1);
}

describe("A08 isolation: 'worktree'", () => {
  it("A08 the agent works in a worktree of its own, kept as a branch if it changed something", async () => {
    const repository = await newRepository({ "a.txt": "old\n" });
    const mark = await played(bash("cat a.txt > seen.txt"), bash("echo new > a.txt"), text("done"));

    const envelope = await envelopeOf(inWorktree(mark), repository);

    expect(envelope).toMatchObject({ status: "done", result: "done", files: ["a.txt", "seen.txt"] });
    expect(await repository.read("a.txt")).toBe("old\n");
    expect(existsSync(join(repository.folder, "seen.txt"))).toBe(false);
    const { branch = "", commit } = envelope;
    expect(repository.git("rev-parse", `refs/heads/${branch}`)).toBe(commit);
    expect(repository.git("show", `${branch}:a.txt`)).toBe("new");
    expect(repository.git("show", `${branch}:seen.txt`)).toBe("old");
    expect(worktreesOf(repository)).toEqual([]);
  });

  it("A08 it is removed if it changed nothing", async () => {
    const repository = await newRepository({ "a.txt": "old\n" });
    const mark = await played(bash("cat a.txt"), text("read it"));

    const envelope = await envelopeOf(inWorktree(mark), repository);

    expect(envelope).toMatchObject({ status: "done", result: "read it" });
    expect(envelope).not.toHaveProperty("branch");
    expect(worktreesOf(repository)).toEqual([]);
    expect(repository.git("branch", "--list", "--format=%(refname:short)")).toBe("main");
  });

  it("A08 without a git repository the call rejects, and no model is asked", async () => {
    const workspace = await newWorkspace();
    const mark = await played(text("never"));
    const { value } = await runToReturn(
      `${CAUGHT} return caught(() => agent("${mark}", { isolation: "worktree" }))`,
      { workspace },
    );
    expect(value).toMatchObject({ name: "WorkspaceRefused", message: expect.stringMatching(/git/i) });
    expect(await requestsWith(mark)).toEqual([]);
  });
});

describe("A09 where a worktree starts, and where its work goes", () => {
  it("A09 it starts at the commit the workspace has checked out; what is not committed is not in it", async () => {
    const repository = await newRepository({ "a.txt": "committed\n" });
    await repository.write("a.txt", "not committed\n");
    await repository.write("new.txt", "untracked\n");
    const mark = await played(bash("cat a.txt > seen.txt; ls > list.txt"), text("done"));

    const { branch } = await envelopeOf(inWorktree(mark), repository);

    expect(repository.git("show", `${branch}:seen.txt`)).toBe("committed");
    expect(repository.git("show", `${branch}:list.txt`).split("\n")).not.toContain("new.txt");
  });

  it("A09 or at option base", async () => {
    const repository = await newRepository({ "a.txt": "first\n" });
    repository.git("tag", "start");
    await repository.write("a.txt", "second\n");
    repository.commit("second");
    const mark = await played(bash("cat a.txt > seen.txt"), text("done"));

    const { branch } = await envelopeOf(inWorktree(mark, "base: 'start'"), repository);

    expect(repository.git("show", `${branch}:seen.txt`)).toBe("first");
    expect(repository.git("rev-parse", `${branch}~1`)).toBe(repository.git("rev-parse", "start"));
  });

  it("A09 a base that there is not rejects", async () => {
    const repository = await newRepository({ "a.txt": "x" });
    const { value } = await runToReturn(
      `${CAUGHT} return caught(() => agent("x", { isolation: "worktree", base: "nowhere" }))`,
      { workspace: repository.folder },
    );
    expect(value).toMatchObject({ isError: true, message: expect.stringContaining("nowhere") });
  });

  it("A09 the branch is named after run and call", async () => {
    const repository = await newRepository({ "a.txt": "x" });
    const mark = await played(write("b.txt", "b"), text("done"));
    const { handle, value } = await runToReturn(`await agent("first"); ${inWorktree(mark)}`, {
      workspace: repository.folder,
    });
    const { branch } = value as Envelope;
    expect(branch).toMatch(/^pawl\/.+\/2(?:$|[^0-9])/);
    expect(branch).toContain(handle.workflowId);
  });

  it("A09 the caller's checkout, index and stash are never touched", async () => {
    const repository = await newRepository({ "a.txt": "a\n", "b.txt": "b\n" });
    await repository.write("a.txt", "stashed\n");
    repository.git("stash");
    await repository.write("a.txt", "staged\n");
    repository.git("add", "a.txt");
    await repository.write("a.txt", "changed after\n");
    await repository.write("mine.txt", "untracked\n");
    const before = stateOf(repository);
    const mark = await played(
      bash(
        "rm b.txt; echo theirs > a.txt; echo theirs > mine.txt; git stash list; git checkout -q -b other || true",
      ),
      text("done"),
    );

    await envelopeOf(inWorktree(mark), repository);

    expect(stateOf(repository)).toBe(before);
    expect(await repository.read("mine.txt")).toBe("untracked\n");
  });

  it("A09 many at once in one repository: each has its own, none is lost", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const mark = await played(bash("basename $PWD > own.txt; sleep 0.1; cat a.txt >> own.txt"), text("done"));

    const { value } = await runToReturn(
      `return parallel(Array.from({ length: 12 }, (_, i) => () =>
         agent("${mark} " + i, { isolation: "worktree", details: true })))`,
      { workspace: repository.folder },
    );

    const branches = (value as Envelope[]).map(({ branch = "" }) => branch);
    expect(new Set(branches).size).toBe(12);
    const owns = branches.map((branch) => repository.git("show", `${branch}:own.txt`));
    expect(owns.every((own) => own.endsWith("\na"))).toBe(true);
    expect(worktreesOf(repository)).toEqual([]);
  });

  it("A09 the worktrees lie outside of the workspace, below the worker's home", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const mark = await played(bash("pwd -P > place.txt"), text("done"));
    const { branch } = await envelopeOf(inWorktree(mark), repository);
    const place = repository.git("show", `${branch}:place.txt`);
    expect(place.startsWith(repository.folder)).toBe(false);
    expect(place.startsWith(inject("stage").home)).toBe(true);
  });
});
