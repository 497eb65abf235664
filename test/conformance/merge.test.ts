// Rows K02 and K03: agents' work brought into the workspace, and what the last check still says about it.
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { newRepository, type Repository } from "../support/repository.ts";
import { marker, newWorkspace } from "../support/stage.ts";
import { CAUGHT, agentsOf, runToReturn } from "./outcomes.ts";
import { bash, fault, playFor, text, write } from "./played.ts";

type Row = { branch: string | null; status: string; commit?: string; files?: string[]; reason?: string };

/** A branch with one change, made by hand: what an agent in a worktree would have left. */
async function branchOff(repository: Repository, name: string, file: string, content: string): Promise<void> {
  repository.git("checkout", "--quiet", "-b", name, "main");
  await repository.write(file, content);
  repository.commit(name);
  repository.git("checkout", "--quiet", "main");
}

async function merged(script: string, { folder }: Repository): Promise<{ rows: Row[]; result: RunResult }> {
  const { value, result } = await runToReturn(script, { workspace: folder });
  return { rows: value as Row[], result };
}

function isClean({ git }: Repository): boolean {
  return git("status", "--porcelain") === "";
}

describe("K02 merge", () => {
  it("K02 branches go in one after the other, each a row in order", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    await branchOff(repository, "one", "one.txt", "1\n");
    await branchOff(repository, "two", "two.txt", "2\n");

    const { rows } = await merged(`return merge(["one", "two"])`, repository);

    expect(rows).toMatchObject([
      { branch: "one", status: "merged", commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
      { branch: "two", status: "merged", commit: repository.git("rev-parse", "HEAD") },
    ]);
    expect(await repository.read("one.txt")).toBe("1\n");
    expect(await repository.read("two.txt")).toBe("2\n");
    expect([repository.git("symbolic-ref", "--short", "HEAD"), isClean(repository)]).toEqual(["main", true]);
  });

  it("K02 envelopes of agents are merged; those without work are skipped", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const [works, reads, fails] = [marker(), marker(), marker()];
    await playFor(works, write("made.txt", "made\n"), text("done"));
    await playFor(reads, bash("cat a.txt"), text("read"));
    await playFor(fails, fault(400));

    const { rows } = await merged(
      `const work = await parallel(["${works}", "${reads}", "${fails}"].map((mark) => () =>
         agent(mark, { isolation: "worktree", details: true })))
       return merge(work)`,
      repository,
    );

    expect(rows.map(({ status }) => status)).toEqual(["merged", "skipped", "skipped"]);
    expect(await repository.read("made.txt")).toBe("made\n");
  });

  it("K02 a conflict names its files, keeps the branch, and leaves the workspace as it was", async () => {
    const repository = await newRepository({ "a.txt": "a\n", "b.txt": "b\n" });
    await branchOff(repository, "left", "a.txt", "left\n");
    await branchOff(repository, "right", "a.txt", "right\n");
    await branchOff(repository, "other", "b.txt", "other\n");

    const { rows } = await merged(`return merge(["left", "right", "other"])`, repository);

    expect(rows).toMatchObject([
      { branch: "left", status: "merged" },
      { branch: "right", status: "conflict", files: ["a.txt"], reason: expect.any(String) },
      { branch: "other", status: "merged" },
    ]);
    expect([await repository.read("a.txt"), await repository.read("b.txt")]).toEqual(["left\n", "other\n"]);
    expect(isClean(repository)).toBe(true);
    expect(repository.git("show", "right:a.txt")).toBe("right");
  });

  it("K02 with a check each branch goes in only if the check of the merged state succeeds", async () => {
    const repository = await newRepository({ "limit.txt": "2\n", "have.txt": "" });
    await branchOff(repository, "good", "good.txt", "x\n");
    await branchOff(repository, "bad", "bad.txt", "x\n");

    const { rows, result } = await merged(
      `return merge(["bad", "good", "nowhere"], { check: "test ! -e bad.txt", label: "no bad" })`,
      repository,
    );

    expect(rows).toMatchObject([
      { branch: "bad", status: "rejected", check: { ok: false, exitCode: 1 } },
      { branch: "good", status: "merged", check: { ok: true } },
      { branch: "nowhere", status: "rejected", reason: expect.stringContaining("nowhere") },
    ]);
    expect(repository.git("ls-files").split("\n")).toEqual(["good.txt", "have.txt", "limit.txt"]);
    expect(repository.git("branch", "--list", "--format=%(refname:short)").split("\n")).toContain("bad");
    expect(result.verdict).toMatchObject({ ok: true, label: "no bad", stale: false });
  });

  it("K02 the workspace's uncommitted work is never lost: where it is in the way, that is the conflict", async () => {
    const repository = await newRepository({ "a.txt": "a\n", "b.txt": "b\n" });
    await branchOff(repository, "left", "a.txt", "left\n");
    await branchOff(repository, "right", "b.txt", "right\n");
    await repository.write("a.txt", "mine\n");
    await repository.write("new.txt", "mine too\n");

    const { rows } = await merged(`return merge(["left", "right"], { onConflict: "agent" })`, repository);

    expect(rows).toMatchObject([
      { branch: "left", status: "conflict", files: ["a.txt"] },
      { branch: "right", status: "merged" },
    ]);
    expect(await repository.read("a.txt")).toBe("mine\n");
    expect(await repository.read("new.txt")).toBe("mine too\n");
    expect(await repository.read("b.txt")).toBe("right\n");
  });

  it("K02 onConflict 'agent': an agent with both sides resolves it, and what it makes is merged", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const word = marker();
    await branchOff(repository, "left", "a.txt", "left\n");
    await branchOff(repository, word, "a.txt", "right\n");
    await playFor(
      `branch ${word} `,
      bash("grep -c '<<<<<<<' a.txt > found.txt; printf 'left and right\\n' > a.txt"),
      text("both were meant"),
    );

    const { handle, value } = await runToReturn(
      `return merge(["left", "${word}"], { onConflict: "agent", check: "! grep -q '<<<<' a.txt" })`,
      { workspace: repository.folder },
    );

    expect(value).toMatchObject([
      { branch: "left", status: "merged" },
      { branch: word, status: "merged", check: { ok: true }, resolvedBy: { call: 1 } },
    ]);
    expect(await repository.read("a.txt")).toBe("left and right\n");
    expect(await repository.read("found.txt")).toBe("1\n");
    expect(repository.git("log", "--format=%H", "HEAD").split("\n")).toContain(
      repository.git("rev-parse", word),
    );
    expect(await agentsOf(handle)).toMatchObject([{ label: `resolve conflict: ${word}`, state: "done" }]);
  });

  it("K02 an agent that fails to resolve leaves the conflict, and the workspace whole", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const word = marker();
    await branchOff(repository, "left", "a.txt", "left\n");
    await branchOff(repository, word, "a.txt", "right\n");
    await playFor(`branch ${word} `, { kind: "refusal", text: "no" });

    const { rows, result } = await merged(
      `return merge(["left", "${word}"], { onConflict: "agent" })`,
      repository,
    );

    expect(rows[1]).toMatchObject({ status: "conflict", reason: expect.stringContaining("ModelRefusal") });
    expect(result).toMatchObject({ status: "degraded", census: { asked: 1, null: 1 } });
    expect([await repository.read("a.txt"), isClean(repository)]).toEqual(["left\n", true]);
  });

  it("K02 two merges of a run do not meet", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const names = ["b1", "b2", "b3", "b4"];
    for (const name of names) await branchOff(repository, name, `${name}.txt`, "x\n");

    const { rows } = await merged(
      `return (await parallel(${JSON.stringify(names)}.map((name) => () => merge(name)))).flat()`,
      repository,
    );

    expect(rows.map(({ status }) => status)).toEqual(["merged", "merged", "merged", "merged"]);
    expect(isClean(repository)).toBe(true);
  });

  it("K02 where merging cannot begin the call rejects", async () => {
    const { value } = await runToReturn(`${CAUGHT} return caught(() => merge("a"))`, {
      workspace: await newWorkspace(),
    });
    expect(value).toMatchObject({ isError: true, name: "MergeCannotStart" });
  });
});

describe("K03 the verdict of a run", () => {
  it("K03 is the last check's, with the tree it judged", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const { result } = await merged(
      `await check("exit 1"); await check("true", { label: "last" })`,
      repository,
    );
    expect(result.verdict).toEqual({
      ...{ ok: true, command: "true", label: "last", exitCode: 0, tests: null, stale: false },
      tree: repository.git("rev-parse", "HEAD^{tree}"),
    });
  });

  it("K03 a run without a check has none", async () => {
    const { result } = await runToReturn("return 1");
    expect(result).not.toHaveProperty("verdict");
  });

  it("K03 it is stale once an agent has worked in the workspace, or a merge has gone in", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    await branchOff(repository, "one", "one.txt", "1\n");
    const stale = async (step: string): Promise<boolean | undefined> =>
      (await merged(`await check("true"); ${step}`, repository)).result.verdict?.stale;
    expect(await stale(`await agent("x")`)).toBe(true);
    expect(await stale(`await agent("x", { agentType: "Verify" })`)).toBe(false);
    expect(await stale(`await merge("one")`)).toBe(true);
  });

  it("K03 it is not after an agent in a worktree, or a merge that brought nothing in", async () => {
    const repository = await newRepository({ "a.txt": "a\n" });
    const mark = marker();
    await playFor(mark, write("made.txt", "x"), text("done"));
    const { result } = await merged(
      `await check("true"); await agent("${mark}", { isolation: "worktree" }); return merge("nowhere")`,
      repository,
    );
    expect(result.verdict).toMatchObject({ ok: true, stale: false });
  });
});
