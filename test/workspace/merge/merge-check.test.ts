import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countProcesses, uniqueSeconds, untilRunning } from "../processes.ts";
import { writeFiles } from "../temporary-workspace.ts";
import { makeRepository } from "./repository.ts";

describe("K02 the check after a merge", () => {
  test("judges the merged files before they go in, and goes along with the outcome", async () => {
    const repository = makeRepository({ "a.txt": "1\n", "b.txt": "1\n" });
    repository.branch("one", { "a.txt": "2\n" });
    repository.commit({ "b.txt": "2\n" });
    const { branches, head } = await repository.merge(["one"], { check: "cat a.txt b.txt; pwd" });
    expect(branches).toEqual([
      {
        branch: "one",
        status: "merged",
        commit: head,
        check: {
          ok: true,
          exitCode: 0,
          signal: null,
          output: `2\n2\n${repository.workspace}\n`,
          durationMs: expect.any(Number),
          tree: repository.git("rev-parse", "HEAD^{tree}"),
        },
      },
    ]);
  });

  test("that fails, or is killed, keeps its branch out; the others go in, and are judged without it", async () => {
    const repository = makeRepository();
    for (const name of ["one", "two", "three"]) repository.branch(name, { [`${name}.txt`]: "" });
    const check = "ls; if test -f two.txt; then exit 3; fi";
    const { branches } = await repository.merge(["one", "two", "three"], { check });
    expect(branches).toMatchObject([
      { status: "merged", check: { output: "a.txt\none.txt\n" } },
      { status: "rejected", reason: "The check ended with 3.", check: { ok: false, exitCode: 3 } },
      { status: "merged", check: { output: "a.txt\none.txt\nthree.txt\n" } },
    ]);
    expect(readdirSync(repository.workspace).sort()).toEqual([".git", "a.txt", "one.txt", "three.txt"]);
    expect(repository.git("rev-parse", "--verify", "two")).toMatch(/^[0-9a-f]{40}$/);
    const late = { id: 2, check: "sleep 60", timeoutMs: 500 };
    expect((await repository.merge(["two"], late)).branches).toMatchObject([
      { status: "rejected", reason: "The check did not end in time.", check: { signal: "TIMEOUT" } },
    ]);
    expect(repository.git("status", "--porcelain")).toBe("");
  });

  test("has what Git ignores (dependencies), without uncommitted work, and leaves no trace in the workspace", async () => {
    const repository = makeRepository({ "a.txt": "1\n", ".gitignore": "node_modules/\n.env\n" });
    repository.branch("one", { "a.txt": "2\n" });
    writeFiles(repository.workspace, {
      "node_modules/dep/index.js": "module.exports = 7",
      "sub/node_modules/inner/x": "",
      ".env": "MODE=ci",
      "untracked.txt": "mine",
    });
    symlinkSync("dep/index.js", join(repository.workspace, "node_modules/link.js"));
    const check = `node -p 'require("dep")' && cat .env && cat node_modules/link.js && ls sub/node_modules; ls; git status --short
      echo hacked > node_modules/dep/index.js; echo x > made.txt; echo 3 > a.txt; echo > .git/made`;
    const { branches } = await repository.merge(["one"], { check });
    expect(branches[0]?.check?.output).toBe(
      "7\nMODE=cimodule.exports = 7inner\na.txt\nnode_modules\nsub\n/bin/bash: line 2: .git/made: Read-only file system\n",
    );
    expect(readFileSync(join(repository.workspace, "node_modules/dep/index.js"), "utf8")).toMatch(/7/);
    expect(existsSync(join(repository.workspace, "made.txt"))).toBe(false);
    expect(readFileSync(join(repository.workspace, "a.txt"), "utf8")).toBe("1\n");
  });

  test("can ask Git what has changed since which commit", async () => {
    const repository = makeRepository();
    repository.git("tag", "v1");
    repository.branch("one", { "b.txt": "2\n" });
    const { branches } = await repository.merge(["one"], {
      check:
        "git describe --tags; git diff --name-only main; git diff --exit-code && git log --oneline | wc -l",
    });
    expect(branches[0]?.check).toMatchObject({
      ok: true,
      output: expect.stringMatching(/^v1-1-g\w+\nb\.txt\n2\n$/),
    });
  });

  test("finds the files as Git wants them here: line ends and modes of the repository's settings are no change", async () => {
    const repository = makeRepository({ "a.txt": "1\n2\n" });
    repository.git("config", "core.autocrlf", "true");
    repository.git("config", "core.fileMode", "false");
    repository.branch("one", { "b.txt": "1\n2\n" });
    const check = "chmod +x a.txt; git status --porcelain; cat -A b.txt";
    expect((await repository.merge(["one"], { check })).branches).toMatchObject([
      { status: "merged", check: { output: "1^M$\n2^M$\n" } },
    ]);
  });

  test("is not begun when uncommitted work is in the way", async () => {
    const repository = makeRepository();
    repository.branch("one", { "a.txt": "2\n" });
    writeFiles(repository.workspace, { "a.txt": "mine" });
    const [outcome] = (await repository.merge(["one"], { check: "true" })).branches;
    expect(outcome).toMatchObject({ status: "conflict", files: ["a.txt"] });
    expect(outcome).not.toHaveProperty("check");
  });

  test("that cannot start says why, and its branch is not in", async () => {
    const repository = makeRepository();
    repository.branch("one", { "a.txt": "2\n" });
    const merge = repository.merge(["one"], { check: "true", timeoutMs: 0 });
    await expect(merge).rejects.toThrow(/The check "true" cannot start\. Expected timeoutMs above 0/);
    expect(readFileSync(join(repository.workspace, "a.txt"), "utf8")).toBe("1\n");
    expect(
      readdirSync(repository.home, { recursive: true }).filter((name) => String(name).includes("check")),
    ).toEqual([]);
  });

  test("stops when the merge is: its processes and its files are gone, nothing is in", async () => {
    const repository = makeRepository();
    repository.branch("one", { "one.txt": "" });
    repository.branch("two", { "two.txt": "" });
    const abort = new AbortController();
    const seconds = uniqueSeconds();
    const check = `if test -f two.txt; then sleep ${seconds}; fi`;
    const merging = repository.merge(["one", "two"], { check, signal: abort.signal });
    const failure = merging.catch((error: unknown) => error);
    await untilRunning(seconds);
    abort.abort(new Error("stop"));
    expect(String(await failure)).toBe("Error: stop");
    expect(countProcesses(seconds)).toBe(0);
    expect(readdirSync(repository.workspace).sort()).toEqual([".git", "a.txt", "one.txt"]);
    expect(repository.git("status", "--porcelain")).toBe("");
    expect(
      readdirSync(repository.home, { recursive: true }).filter((name) => String(name).includes("check")),
    ).toEqual([]);
  });
});
