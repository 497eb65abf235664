import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AgentPlaceOptions } from "../../../src/workspace/agent-place.ts";
import { clearLeftovers } from "../../../src/workspace/leftovers/clear-leftovers.ts";
import { findLeftovers } from "../../../src/workspace/leftovers/find-leftovers.ts";
import type { LeftoverScope, RunState } from "../../../src/workspace/leftovers/leftover.ts";
import { lockFile } from "../../../src/workspace/file-lock.ts";
import { bundleProgram } from "../bundled-program.ts";
import { bundleMergeProgram, startMerge } from "../merge/merge-process.ts";
import { taskOf } from "../merge/repository.ts";
import { countProcesses, uniqueSeconds, untilRunning } from "../processes.ts";
import { git, writeFiles } from "../temporary-workspace.ts";
import {
  finish,
  hiddenRefs,
  makeHome,
  makeRepository,
  never,
  openTree,
  optionsOf,
  RUN,
  worktreesOf,
} from "../worktree/worktree-stage.ts";

const ALL = ["merge", "worktree", "folder", "reference", "branch"] as const;
const { runId } = RUN;

function scopeOf(workspace: string, home: string, states: Record<string, RunState> | null): LeftoverScope {
  const known = Object.entries(states ?? {});
  return { home, workspaces: [workspace], askRunStates: states === null ? null : async () => new Map(known) };
}

/** A worker that opens a place, writes \`b.txt\` into it, runs a command and is killed. */
async function killedWorker(options: Partial<AgentPlaceOptions>, workspace: string, home: string) {
  const seconds = uniqueSeconds();
  const program = bundleProgram(`
    import { writeFileSync } from "node:fs";
    import { openPlace } from "./src/workspace/open-place.ts";
    import { runCommand } from "./src/workspace/run-command.ts";
    const signal = new AbortController().signal;
    const place = await openPlace({ ...JSON.parse(process.argv[2] ?? ""), signal });
    writeFileSync(place.root + "/b.txt", "1");
    const bounds = { timeoutMs: 60_000, headBytes: 100, tailBytes: 100 };
    await runCommand({ command: "sleep ${seconds}", workspace: place.root, ...bounds }, signal);
  `);
  const task = JSON.stringify({ ...optionsOf({ workspace, home, ...options }), signal: undefined });
  const child = spawn(process.execPath, [program, task], { stdio: "inherit" });
  const gone = once(child, "exit");
  await untilRunning(seconds);
  child.kill("SIGKILL");
  await gone;
  return seconds;
}

describe("what a killed worker left", () => {
  test("stays while its run goes on, and while nobody knows whether it does", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    await killedWorker({}, workspace, home);
    expect(await findLeftovers(scopeOf(workspace, home, { [runId]: "open" }))).toEqual([]);
    expect(await findLeftovers(scopeOf(workspace, home, null))).toMatchObject([
      { kind: "worktree", isNobodys: false, why: expect.stringContaining("nobody here knows") },
    ]);
    await clearLeftovers(scopeOf(workspace, home, null), ALL);
    expect(worktreesOf(workspace)).toHaveLength(1);
  });

  test("goes when its run has ended, with its processes; work in it is kept and named", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    const seconds = await killedWorker({}, workspace, home);
    const scope = scopeOf(workspace, home, { [runId]: "ended" });
    const { cleared, failed } = await clearLeftovers(scope, ALL);
    expect(failed).toEqual([]);
    expect(cleared.map(({ kind }) => kind)).toEqual(["worktree"]);
    expect(countProcesses(seconds)).toBe(0);
    expect([worktreesOf(workspace), readdirSync(join(home, "worktrees"))]).toEqual([[], []]);
    expect(git(workspace, "worktree", "prune", "--dry-run", "--verbose")).toBe("");
    const [left, ...others] = await findLeftovers(scope);
    expect(others).toEqual([]);
    expect(left).toMatchObject({ kind: "reference", isNobodys: false });
    const [, commit = ""] = /git branch NAME (\S+) keeps it/.exec(left?.why ?? "") ?? [];
    expect(git(workspace, "show", `${commit}:b.txt`)).toBe("1");
    expect(git(workspace, "fsck", "--strict", "--no-dangling")).toBe("");
    git(workspace, "update-ref", "-d", left?.name ?? "");
    await clearLeftovers(scope, ALL);
    expect(hiddenRefs(workspace)).toEqual([]);
  });

  test("goes when it is half made, whatever became of the run", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    const program = bundleProgram(`
      import { openPlace } from "./src/workspace/open-place.ts";
      await openPlace({ ...JSON.parse(process.argv[2] ?? ""), signal: new AbortController().signal });
    `);
    const task = JSON.stringify({ ...optionsOf({ workspace, home }), signal: undefined });
    const env = { PATH: process.env["PATH"], PAWL_FAIL_POINT: "worktree-registered:1" };
    await once(spawn(process.execPath, [program, task], { stdio: "inherit", env }), "exit");
    expect(worktreesOf(workspace)).toHaveLength(1);
    await clearLeftovers(scopeOf(workspace, home, null), ["worktree"]);
    expect(worktreesOf(workspace)).toEqual([]);
    await clearLeftovers(scopeOf(workspace, home, { [runId]: "ended" }), ALL);
    expect(hiddenRefs(workspace)).toEqual([]);
  });
});

test("the worktree of a run that the server has forgotten goes after a day; the work in it is kept and named", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  await killedWorker({}, workspace, home);
  const scope = scopeOf(workspace, home, {});
  expect(await clearLeftovers(scope, ALL)).toEqual({ cleared: [], failed: [] });
  const [path = ""] = readdirSync(join(home, "worktrees"), { recursive: true })
    .map((name) => join(home, "worktrees", String(name)))
    .filter((name) => name.endsWith(".json"));
  const record = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...record, madeAt: 0 }));
  expect((await clearLeftovers(scope, ALL)).cleared).toMatchObject([{ kind: "worktree" }]);
  const left = await findLeftovers(scope);
  const work = left.find(({ name }) => name.endsWith("attempt-1"));
  expect(work).toMatchObject({
    isNobodys: false,
    why: expect.stringContaining(`git branch NAME ${work?.commit}`),
  });
  expect(git(workspace, "show", `${work?.commit}:b.txt`)).toBe("1");
  expect(left.map(({ isNobodys }) => isNobodys)).toEqual([false, false]);
});

test("a live worker's worktree is never touched, not even when the server says that the run has ended", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const place = await openTree({ workspace, home });
  const scope = scopeOf(workspace, home, { [runId]: "ended" });
  expect(await findLeftovers(scope)).toEqual([]);
  await clearLeftovers(scope, ALL);
  writeFiles(place.root, { "b.txt": "1" });
  expect(await finish(place)).toMatchObject({ files: ["b.txt"] });
});

describe("branches", () => {
  test("that were merged go when their run has ended; others stay, with what to do", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    for (const call of [1, 2, 3]) {
      const place = await openTree({ workspace, home, call });
      writeFiles(place.root, { [`${call}.txt`]: "1" });
      await finish(place);
    }
    git(workspace, "merge", "-q", "--no-ff", "-m", "in", "pawl/migrate-1/1");
    git(workspace, "worktree", "add", "-q", join(home, "mine"), "pawl/migrate-1/3");
    git(workspace, "branch", "pawl/mine");
    expect(await findLeftovers(scopeOf(workspace, home, { [runId]: "open" }))).toEqual([]);
    const scope = scopeOf(workspace, home, { [runId]: "ended" });
    const { cleared } = await clearLeftovers(scope, ALL);
    expect(cleared.map(({ name }) => name)).toEqual(["pawl/migrate-1/1"]);
    expect(git(workspace, "branch", "--format=%(refname:short)").split("\n")).toEqual([
      "main",
      "pawl/migrate-1/2",
      "pawl/migrate-1/3",
      "pawl/mine",
    ]);
    expect(await findLeftovers(scope)).toMatchObject([
      {
        name: "pawl/migrate-1/2",
        isNobodys: false,
        why: expect.stringContaining("git merge pawl/migrate-1/2"),
      },
    ]);
  });
});

test("the temporary files of merges go with their run", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const [ended, open, old] = ["ended", "open", "old"].map((name) => join(home, "merges", "migrate-1", name));
  for (const folder of [ended, open, old]) mkdirSync(join(folder ?? "", "1.check"), { recursive: true });
  utimesSync(old ?? "", 0, 0);
  await clearLeftovers(scopeOf(workspace, home, { ended: "ended", open: "open" }), ALL);
  expect([ended, open, old].map((folder) => existsSync(folder ?? ""))).toEqual([false, true, false]);
});

test("a merge that was cut off is named and finished, whatever became of its run; one at work is left alone", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  git(workspace, "branch", "one");
  git(workspace, "checkout", "-q", "one");
  writeFiles(workspace, { "a.txt": "2\n", "b.txt": "1\n" });
  git(workspace, "add", ".");
  git(workspace, "commit", "-q", "-m", "one");
  git(workspace, "checkout", "-q", "main");
  const program = bundleMergeProgram();
  const killed = startMerge({ program, home }, taskOf(workspace, ["one"]), {
    failPoint: "merge-after-step:1",
  });
  expect((await killed.end).signal).toBe("SIGKILL");
  const scope = scopeOf(workspace, home, null);
  const merges = async () => (await findLeftovers(scope)).filter(({ kind }) => kind === "merge");
  const release = await lockFile(join(workspace, ".git", "pawl-merge.lock"), never);
  expect(await merges()).toEqual([]);
  await release();
  expect(await merges()).toMatchObject([{ name: workspace, isNobodys: true }]);
  const locked: boolean[] = [];
  const askRunStates = async (runIds: readonly string[]) => {
    locked.push(existsSync(join(workspace, ".git", "index.lock")));
    return new Map(runIds.map((id) => [id, "open" as const]));
  };
  const { cleared, failed } = await clearLeftovers({ ...scope, askRunStates }, ["merge", "folder"]);
  expect([cleared.map(({ kind }) => kind), failed]).toEqual([["merge"], []]);
  // Nothing else is looked for before Git's index is free.
  expect(locked).toEqual([false]);
  expect(git(workspace, "status", "--porcelain")).toBe("");
  expect(git(workspace, "log", "-1", "--format=%s")).toBe("one");
  git(workspace, "commit", "-q", "--allow-empty", "-m", "the user goes on");
  expect(await merges()).toEqual([]);
});
