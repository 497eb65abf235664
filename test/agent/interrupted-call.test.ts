import { mkdtemp, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { interruptedCall } from "../../src/agent/interrupted-call.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "pawl-interrupted-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const { signal } = new AbortController();
const call = (name: string, at: number) =>
  ({ kind: "tool", id: "t", name, input: {}, at, leg: 0, attempt: 1 }) as const;

test("a call that may have run is reported with the files that have changed since", async () => {
  for (const name of ["old.txt", "new.txt", ".gitignore", "ignored.txt"])
    await writeFile(join(root, name), name === ".gitignore" ? "ignored.txt" : "");
  const { content, isError } = await interruptedCall(call("Bash", Date.now() - 5_000), {
    root,
    leftChanges: null,
    signal,
  });
  expect(isError).toBe(true);
  expect(content).toContain("may or may not have run");
  expect(content).toContain("exit code");
  expect(content).toContain("by whomever: .gitignore, new.txt, old.txt. What was removed");
});

test("a name with a line end is one name", async () => {
  await writeFile(join(root, "a\nb.txt"), "");
  const { content } = await interruptedCall(call("Bash", 0), { root, leftChanges: null, signal });
  expect(content).toContain(String.raw`by whomever: "a\nb.txt".`);
});

test("files from before it are not named", async () => {
  await writeFile(join(root, "old.txt"), "");
  await utimes(join(root, "old.txt"), 1, 1);
  // A file's status changes with its times, and only the system's clock sets that: so the call comes later.
  const { content } = await interruptedCall(call("Edit", Date.now() + 60_000), {
    root,
    leftChanges: null,
    signal,
  });
  expect(content).toContain("by whomever: none.");
  expect(content).not.toContain("exit code");
});

test("in a worktree the changes are known to be the agent's; many are counted", async () => {
  const leftChanges = Array.from({ length: 25 }, (_, index) => `f${index}`);
  const { content } = await interruptedCall(call("Bash", 0), { root, leftChanges, signal });
  expect(content).toContain("left changed: f0, f1, ");
  expect(content).toContain("f19, and 5 more.");
  expect((await interruptedCall(call("Bash", 0), { root, leftChanges: [], signal })).content).toContain(
    "none.",
  );
});
