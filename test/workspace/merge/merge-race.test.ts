import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { untilRunning } from "../processes.ts";
import { writeFiles } from "../temporary-workspace.ts";
import { bundleMergeProgram, startMerge } from "./merge-process.ts";
import { makeRepository, taskOf } from "./repository.ts";

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await turn();
}

test("K02 a commit that comes in during the check is merged with, and the result is checked again", async () => {
  const repository = makeRepository();
  const tip = repository.branch("one", { "one.txt": "" });
  const seconds = `1.${process.pid}`;
  const merging = repository.merge(["one"], { check: `ls; sleep ${seconds}` });
  await untilRunning(seconds);
  const theirs = repository.commit({ "theirs.txt": "" });
  const { branches, head } = await merging;
  expect(branches).toMatchObject([
    { status: "merged", commit: head, check: { output: "a.txt\none.txt\ntheirs.txt\n" } },
  ]);
  expect(repository.git("log", "-1", "--format=%P")).toBe(`${theirs} ${tip}`);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("K02 a branch that somebody moves in the last moment is not moved back: the merge is made anew", async () => {
  const repository = makeRepository();
  repository.branch("one", { "one.txt": "" });
  const commit = ["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "theirs"];
  const theirs = repository.git(...commit);
  const merging = repository.merge(["one"]);
  await untilThere(join(repository.workspace, ".git", "index.lock"));
  repository.git("update-ref", "refs/heads/main", theirs);
  const { branches } = await merging;
  expect(branches).toMatchObject([{ status: "merged" }]);
  expect(repository.git("rev-parse", "HEAD^1")).toBe(theirs);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("K02 a file that is written to in the last moment stays, and everything else is as it was", async () => {
  const repository = makeRepository({ "a.txt": "1\n", "b/c.txt": "1\n", "z.txt": "1\n" });
  const head = repository.git("rev-parse", "HEAD");
  repository.branch("one", { "a.txt": "2\n", b: "a file now\n", "new/d.txt": "d\n", "z.txt": "2\n" });
  const merging = repository.merge(["one"]);
  await untilThere(join(repository.workspace, ".git", "pawl-merge", "move.json"));
  writeFiles(repository.workspace, { "z.txt": "mine\n" });
  const { branches } = await merging;
  expect(branches).toMatchObject([
    { status: "conflict", files: ["z.txt"], reason: expect.stringMatching(/was changed while the merge/) },
  ]);
  expect(repository.git("rev-parse", "HEAD")).toBe(head);
  expect(repository.git("status", "--porcelain")).toBe("M z.txt");
  expect(readFileSync(join(repository.workspace, "z.txt"), "utf8")).toBe("mine\n");
});

test("K02 merges of several runs into one repository take turns", async () => {
  const repository = makeRepository();
  const names = ["one", "two", "three"];
  for (const name of names) repository.branch(name, { [`${name}.txt`]: "" });
  const outcomes = await Promise.all(names.map((name, id) => repository.merge([name], { id })));
  expect(outcomes.map(({ branches }) => branches[0]?.status)).toEqual(["merged", "merged", "merged"]);
  expect(repository.git("ls-files")).toBe("a.txt\none.txt\nthree.txt\ntwo.txt");
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("K02 what a killed merge left is finished by whoever merges next", async () => {
  const repository = makeRepository();
  const { workspace, home } = repository;
  repository.branch("one", { "a.txt": "2\n", "one.txt": "" });
  repository.branch("two", { "two.txt": "" });
  const program = bundleMergeProgram();
  const killed = { failPoint: "merge-after-step:1", runId: "dead" };
  const end = await startMerge({ program, home }, taskOf(workspace, ["one"]), killed).end;
  expect(end.signal).toBe("SIGKILL");
  // The user cannot commit half a merge meanwhile.
  expect(() => repository.git("commit", "-q", "-a", "-m", "half")).toThrow(/index\.lock/);
  expect((await repository.merge(["two"])).branches).toMatchObject([{ status: "merged" }]);
  expect(repository.git("ls-files")).toBe("a.txt\none.txt\ntwo.txt");
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("K02 fifty branches in a row all go in", async () => {
  const repository = makeRepository();
  const names = Array.from({ length: 50 }, (_, index) => `branch-${index}`);
  const base = repository.git("rev-parse", "HEAD");
  for (const name of names) repository.branch(name, { [`${name}.txt`]: name }, base);
  const startedAt = performance.now();
  const { branches } = await repository.merge(names);
  console.info(`${Math.round((performance.now() - startedAt) / names.length)} ms a branch`);
  expect(branches.filter(({ status }) => status === "merged")).toHaveLength(50);
  expect(repository.git("rev-list", "--count", "HEAD")).toBe("100");
  expect(repository.git("status", "--porcelain")).toBe("");
}, 300_000);
