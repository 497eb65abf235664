import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { holdPlaces, releasePlaces } from "../../src/workspace/held-places.ts";
import { PROTECTED_PLACES } from "../../src/workspace/protected-places.ts";
import { workspaceView } from "../../src/workspace/workspace-view.ts";
import { countProcesses, uniqueSeconds, untilRunning } from "./processes.ts";
import { bundleProgram } from "./bundled-program.ts";
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

test("a place never vanishes under a command, however many workers come and go", async () => {
  const { workspace } = makeWorkspace();
  const program = bundleProgram(`
    import { holdPlaces } from "./src/workspace/held-places.ts";
    console.log("begun");
    for (;;) holdPlaces(process.argv[2])();
  `);
  const others = [1, 2].map(() =>
    spawn(process.execPath, [program, workspace], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  onTestFinished(() => others.forEach((other) => void other.kill("SIGKILL")));
  await Promise.all(others.map((other) => once(other.stdout, "data")));
  for (let i = 0; i < 300; i += 1) {
    const release = holdPlaces(workspace);
    for (let look = 0; look < 10; look += 1) {
      const there = readdirSync(workspace).sort();
      expect(there).toEqual(ALL);
    }
    release();
  }
  for (const other of others) {
    other.kill("SIGKILL");
    await once(other, "exit");
  }
  releasePlaces(workspace);
  expect(readdirSync(workspace)).toEqual([]);
});

test("commands see such a place as an empty one, and cannot remove it", async () => {
  const { workspace } = makeWorkspace();
  const { output } = await runShell(workspace, "ls -A .claude; rmdir .claude; rmdir .claude/*; echo end");
  expect(output).toMatch(/^rmdir: .*busy\nrmdir: .*Read-only[^\n]*\nend\n$/i);
});

test("a place that vanishes while the sandbox is being built ends the command before it begins", () => {
  const { workspace } = makeWorkspace();
  expect(() => workspaceView(workspace)).toThrow(/\.git was taken away/);
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
  chmodSync(join(workspace, ".idea"), 0o1755);
  releasePlaces(workspace);
  expect(readdirSync(workspace)).toEqual([]);
});
