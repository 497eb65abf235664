import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { holdPlaces, releasePlaces } from "../../src/workspace/held-places.ts";
import { PROTECTED_PLACES } from "../../src/workspace/protected-places.ts";
import { countProcesses, uniqueSeconds, untilRunning } from "./processes.ts";
import { runShell } from "./run-shell.ts";
import { runInAnotherProcess } from "./another-process.ts";
import { git, makeWorkspace } from "./temporary-workspace.ts";

/** Another process takes its time to start on a busy machine. */
const WAIT = { interval: 5, timeout: 20_000 };
const ALL = [...PROTECTED_PLACES].sort();

test("absent protected places are held while commands run and gone after the last", () => {
  const { workspace } = makeWorkspace({ "a.js": "" });
  const [first, second] = [holdPlaces(workspace), holdPlaces(workspace)];
  first();
  expect(readdirSync(workspace).sort()).toEqual([...ALL, "a.js"].sort());
  second();
  expect(readdirSync(workspace)).toEqual(["a.js"]);
});

test("what was there before, or was put in meanwhile, stays", () => {
  const { workspace } = makeWorkspace({ ".claude/settings.json": "{}", ".mcp.json": "{}" });
  mkdirSync(join(workspace, ".vscode"));
  const release = holdPlaces(workspace);
  writeFileSync(join(workspace, ".idea", "mine.xml"), "");
  release();
  expect(readdirSync(workspace).sort()).toEqual([".claude", ".idea", ".mcp.json", ".vscode"]);
});

test("Git sees nothing of it", () => {
  const { workspace } = makeWorkspace();
  git(workspace, "init", "-q");
  const release = holdPlaces(workspace);
  expect(git(workspace, "status", "--porcelain", "--ignored")).toBe("");
  release();
});

test("commands side by side keep each other's places protected", async () => {
  const { workspace } = makeWorkspace();
  const attack = "mkfifo gate 2>/dev/null; mkdir .claude && echo made; : > gate; mkdir .vscode && echo made";
  const slow = runShell(workspace, attack);
  await expect.poll(() => readdirSync(workspace), WAIT).toContain("gate");
  await runShell(workspace, "true");
  await runShell(workspace, "cat gate");
  expect((await slow).output).not.toContain("made\n");
  expect(readdirSync(workspace)).toEqual(["gate"]);
});

test("another worker's places are not taken away while its command runs", async () => {
  const { workspace } = makeWorkspace();
  const other = await runInAnotherProcess(workspace, "mkfifo gate; cat gate; mkdir .claude && echo made");
  await expect.poll(() => readdirSync(workspace), WAIT).toContain("gate");
  await runShell(workspace, "true");
  expect(statSync(join(workspace, ".claude")).isDirectory()).toBe(true);
  await runShell(workspace, "echo on > gate");
  expect(await other.output()).toContain("File exists");
  expect(readdirSync(workspace)).toEqual(["gate"]);
});

test("what a killed worker left is taken away by the next command, and its processes are gone", async () => {
  const { workspace } = makeWorkspace();
  const seconds = uniqueSeconds();
  const other = await runInAnotherProcess(workspace, `setsid sleep ${seconds} & sleep ${seconds}`);
  await untilRunning(seconds);
  await other.kill();
  await expect.poll(() => countProcesses(seconds), WAIT).toBe(0);
  await expect.poll(() => runShell(workspace, "true").then(() => readdirSync(workspace)), WAIT).toEqual([]);
});

test("an empty directory of somebody else is left alone, whatever its name", () => {
  const { workspace } = makeWorkspace();
  mkdirSync(join(workspace, ".idea"));
  releasePlaces(workspace);
  expect(readdirSync(workspace)).toEqual([".idea"]);
  utimesSync(join(workspace, ".idea"), 0, 0);
  releasePlaces(workspace);
  expect(readdirSync(workspace)).toEqual([]);
});
