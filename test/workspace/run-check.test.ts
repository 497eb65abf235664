import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckCannotStart, runCheck } from "../../src/workspace/run-check.ts";
import type { CheckTask } from "../../src/protocol/check.ts";
import { countProcesses, uniqueSeconds, untilRunning } from "./processes.ts";
import { git, makeWorkspace } from "./temporary-workspace.ts";

function check(workspace: string, command: string, more: Partial<CheckTask> = {}) {
  return runCheck({ command, workspace, timeoutMs: 20_000, ...more }, new AbortController().signal);
}

describe("K01 a check", () => {
  test("that succeeds is ok and carries the tree that it judged", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "1" });
    git(workspace, "init", "-q");
    git(workspace, "add", ".");
    const tree = git(workspace, "write-tree");
    const outcome = await check(workspace, "echo fine; echo more >> a.txt");
    expect(outcome).toEqual({
      ok: true,
      exitCode: 0,
      signal: null,
      output: "fine\n",
      durationMs: expect.any(Number),
      tree,
    });
  });

  test("that fails does not throw", async () => {
    const { workspace } = makeWorkspace();
    const outcome = await check(workspace, "echo broken >&2; exit 3");
    expect(outcome).toMatchObject({ ok: false, exitCode: 3, signal: null, output: "broken\n", tree: null });
    expect(await check(workspace, "no-such-program")).toMatchObject({ ok: false, exitCode: 127 });
    expect(await check(workspace, "kill -9 $$")).toMatchObject({ ok: false, signal: "SIGKILL" });
  });

  test("that takes too long is killed and says TIMEOUT", async () => {
    const { workspace } = makeWorkspace();
    const seconds = uniqueSeconds();
    const outcome = await check(workspace, `echo begun; sleep ${seconds}`, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ ok: false, exitCode: null, signal: "TIMEOUT", output: "begun\n" });
    expect(countProcesses(seconds)).toBe(0);
  });

  test("runs where it is told, with its own variables and nothing of the worker's", async () => {
    const { workspace } = makeWorkspace({ "sub/x": "" });
    const outcome = await check(workspace, 'echo "$PWD $MODE"; env | sort', {
      cwd: "sub",
      env: { MODE: "ci" },
    });
    const [where, ...variables] = outcome.output.trim().split("\n");
    expect(where).toBe(`${join(workspace, "sub")} ci`);
    const names = variables
      .map((line) => line.split("=")[0])
      .filter((name) => !name?.startsWith("GIT_CONFIG_"));
    expect(names).toEqual(["HOME", "LANG", "MODE", "PATH", "PWD", "SHLVL", "TERM", "_"]);
  });

  test("carries the tail of a long output, cut between characters, and counts of all of it", async () => {
    const file = `const { test } = require("node:test"); for (let i = 0; i < 200; i += 1) test("😀".repeat(20) + i, () => {});`;
    const { workspace } = makeWorkspace({ "a.test.js": file });
    const outcome = await check(workspace, "node --test --test-reporter=tap a.test.js");
    expect(outcome.tests).toEqual({ passed: 200, failed: 0, skipped: 0 });
    expect(outcome.output).toMatch(/^\[\.\.\. \d+ characters of output before this \.\.\.]\n/);
    expect(outcome.output.length).toBeLessThan(8_100);
    expect(outcome.output).toMatch(/# pass 200/);
    expect(encodeURIComponent(outcome.output)).toBeTruthy();
  });

  test("stops when it is aborted: its processes are gone and the reason is thrown", async () => {
    const { workspace } = makeWorkspace();
    const seconds = uniqueSeconds();
    const abort = new AbortController();
    const running = runCheck({ command: `sleep ${seconds}`, workspace, timeoutMs: 20_000 }, abort.signal);
    const failure = running.catch((error: unknown) => error);
    await untilRunning(seconds);
    abort.abort(new Error("stop"));
    expect(String(await failure)).toBe("Error: stop");
    expect(countProcesses(seconds)).toBe(0);
  });
});

describe("K01 a check that cannot start says why", () => {
  test.each([
    ["its directory is not there", { cwd: "missing" }, /Expected a directory to run in/],
    ["its directory is a file", { cwd: "a.txt" }, /Expected a directory to run in/],
    ["its directory is outside", { cwd: "../outside" }, /leads to .*outside/],
    ["a variable is none", { env: { "not a name": "1" } }, /environment variables/],
    ["its timeout is none", { timeoutMs: 0 }, /timeoutMs above 0; got 0/],
    ["its timeout is no number", { timeoutMs: Number.NaN }, /timeoutMs above 0/],
    ["the workspace is not there", { workspace: "/nowhere/at/all" }, /\/nowhere\/at\/all/],
  ])("%s", async (_, more, message) => {
    const { workspace } = makeWorkspace({ "a.txt": "" });
    const run = check(workspace, "touch made", more);
    await expect(run).rejects.toThrow(CheckCannotStart);
    await expect(run).rejects.toThrow(message);
    expect(existsSync(join(workspace, "made"))).toBe(false);
  });
});
