// A place whose directory the model knows by another name: a worktree is another directory in each attempt.
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let outer: ToolStage;
let stage: ToolStage;
beforeEach(async () => {
  outer = await makeToolStage();
  await outer.put("project/worktree/src/a.txt", "one\n");
  stage = outer.another({ root: join(outer.root, "project/worktree"), shownAs: join(outer.root, "project") });
});
afterEach(() => outer.close());

const known = (path: string): string => join(outer.root, "project", path);

test("every tool takes paths by the name the model knows, and by their own", async () => {
  for (const path of [known("src/a.txt"), "src/a.txt", join(stage.root, "src/a.txt")]) {
    expect(await stage.use("Read", { file_path: path })).toBe("     1\tone");
  }
  const change = { file_path: known("src/a.txt"), old_string: "one", new_string: "two" };
  expect(await stage.use("Edit", change)).toBe("Changed src/a.txt at line 1.");
  expect(await stage.use("Write", { file_path: known("b.txt"), content: "b" })).toContain("Created b.txt");
  expect(await stage.text("src/a.txt")).toBe("two\n");
  expect(await stage.use("Grep", { pattern: "two", path: known("src") })).toBe("src/a.txt");
  expect(await stage.use("Grep", { pattern: "two", path: known("src/a.txt") })).toBe("src/a.txt");
  expect(await stage.use("Glob", { pattern: "*.txt", path: known("src") })).toBe("src/a.txt");
  expect(await stage.use("Glob", { pattern: known("src/*.txt") })).toBe("src/a.txt");
});

test("an absolute pattern is found wherever the agent works", async () => {
  const agent = stage.another({ root: stage.root, cwd: join(stage.root, "src"), shownAs: known("") });
  expect(await agent.use("Glob", { pattern: known("**/*.txt") })).toBe("a.txt");
  expect(await agent.use("Glob", { pattern: "*.txt" })).toBe("a.txt");
  await stage.put("b.txt", "");
  expect(await agent.use("Glob", { pattern: known("*.txt") })).toContain(known("b.txt").replace(/\/$/, ""));
});

test("no answer and no error names the directory itself", async () => {
  await outer.put("project/secret.txt", "outside of the worktree");
  const answers = [
    await stage.use("Read", { file_path: "gone.txt" }),
    await stage.use("Read", { file_path: "../secret.txt" }),
    await stage.use("Read", { file_path: "/etc/hostname" }),
    await stage.use("Write", { file_path: "src/a.txt", content: "x" }),
    await stage.use("Write", { file_path: ".git/config", content: "x" }),
    await stage.use("Glob", { pattern: "*", path: "/etc" }),
    await stage.use("Grep", { pattern: "x", path: ".." }),
    await stage.use("Bash", { command: "pwd" }),
  ];
  for (const answer of answers) expect(answer).not.toContain("worktree");
  expect(answers[0]).toContain(`the working directory is ${known("").replace(/\/$/, "")}.`);
  expect(answers[1]).toContain("Expected a path inside the workspace");
  expect(answers.at(-1)).toContain(known("").replace(/\/$/, ""));
});

test("what was seen in one directory counts in the next", async () => {
  await stage.use("Read", { file_path: known("src/a.txt") });
  await mkdir(join(outer.root, "elsewhere"));
  await rename(stage.root, join(outer.root, "elsewhere/worktree"));
  const next = outer.another({ root: join(outer.root, "elsewhere/worktree"), shownAs: known("") });
  next.seen.restore(stage.seen.export());
  const change = { file_path: known("src/a.txt"), old_string: "one", new_string: "two" };
  expect(await next.use("Edit", change)).toBe("Changed src/a.txt at line 1.");
});
