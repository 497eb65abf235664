// A merge is killed at every one of its steps, and executed again: the oracle is Git and the user's own files.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { MergeOutcome, MergeTask } from "../../../src/protocol/merge.ts";
import { mergeBranches, type MergePorts } from "../../../src/workspace/merge/merge-branches.ts";
import { git, writeFiles } from "../temporary-workspace.ts";
import { bundleMergeProgram, startMerge, type MergeRun } from "./merge-process.ts";
import { makeRepository, taskOf } from "./repository.ts";

const AT_ONCE = 2;
const KILLS = 15;
/** Some fifty merges, each by two processes. */
const TIMEOUT_MS = 600_000;

/** Of the run that `startMerge` plays when it is told no other. */
function portsOf(home: string): MergePorts {
  return { home, workflowId: "a run", runId: "first", signal: new AbortController().signal };
}

type World = { readonly workspace: string; readonly home: string };
type Scene = {
  readonly task: (workspace: string) => MergeTask;
  /** A fresh copy of the repository, and of the home beside it. */
  readonly copy: () => World;
};

/** Branches with changed, new and removed files, a directory that becomes a file, and work of the user's own. */
function makeScene(branches: readonly string[], check?: string): Scene {
  const { workspace, home, branch, commit } = makeRepository({
    "a.txt": "1\n",
    "gone/b.txt": "1\n",
    "mine.txt": "1\n",
    "staged.txt": "1\n",
    "z.txt": "1\n",
    ".gitignore": "*.log\n",
  });
  branch("one", { "a.txt": "2\n", gone: "a file now\n", "new/deep/c.txt": "c\n", "z.txt": "2\n" });
  branch("two", { "d.txt": "d\n" });
  commit({ "e.txt": "e\n" });
  writeFiles(workspace, { "staged.txt": "staged\n" });
  git(workspace, "add", "staged.txt");
  writeFiles(workspace, {
    "mine.txt": "my own work\n",
    "untracked.txt": "mine, too\n",
    "x.log": "ignored\n",
  });
  return {
    task: (at) => taskOf(at, branches, check === undefined ? {} : { check }),
    copy: () => {
      const root = mkdtempSync(join(tmpdir(), "pawl killed merge-"));
      onTestFinished(() => rmSync(root, { recursive: true, force: true }));
      execFileSync("cp", ["-a", workspace, home, root]);
      return { workspace: join(root, "project"), home: join(root, "home") };
    },
  };
}

/** All that must not depend on whether anybody was killed. Commits carry their time, checks their duration. */
function seenIn({ workspace, home }: World, outcome: MergeOutcome | null) {
  return {
    outcome: outcome?.branches.map((branch) => ({
      ...branch,
      ...(branch.status === "merged"
        ? { commit: git(workspace, "show", "-s", "--format=%T %s", branch.commit) }
        : {}),
      ...("reason" in branch && branch.check === undefined ? { reason: "" } : {}),
      ...(branch.check === undefined ? {} : { check: { ...branch.check, durationMs: 0 } }),
    })),
    head: outcome !== null && outcome.head === git(workspace, "rev-parse", "HEAD"),
    history: git(workspace, "log", "--format=%T %s %D", "--topo-order"),
    status: git(workspace, "status", "--porcelain", "--ignored"),
    staged: git(workspace, "diff", "--cached"),
    work: usersWork(workspace),
    fsck: git(workspace, "fsck", "--no-dangling", "--no-progress"),
    repository: readdirSync(join(workspace, ".git")).sort(),
    home: readdirSync(home, { recursive: true }).map(String).sort(),
  };
}

function usersWork(workspace: string): string[] {
  return ["mine.txt", "staged.txt", "untracked.txt", "x.log"].map((file) =>
    readFileSync(join(workspace, file), "utf8"),
  );
}

function wasChanged(workspace: string): boolean {
  return readFileSync(join(workspace, "z.txt"), "utf8").startsWith("written");
}

/** Kills at the first passing of a fail point, the second, and so on until a merge comes to its end undisturbed. */
async function killEverywhere(scene: Scene, options: MergeRun = {}): Promise<number> {
  const program = bundleMergeProgram();
  const undisturbed = async (run: MergeRun) => {
    const world = scene.copy();
    return seenIn(
      world,
      (await startMerge({ program, home: world.home }, scene.task(world.workspace), run).end).outcome,
    );
  };
  const asTold = await undisturbed(options);
  // Killed before the user could change the file, there is nothing that would keep the branch out.
  const unchanged = options.changeMeanwhile === undefined ? asTold : await undisturbed({});
  expect(asTold.outcome).toHaveLength(scene.task("").branches.length);
  let [ended, killed] = [false, 0];
  const lane = async (first: number): Promise<void> => {
    for (let point = first; !ended; point += AT_ONCE) {
      const world = scene.copy();
      const task = scene.task(world.workspace);
      const killedAt = { ...options, failPoint: `*:${point}` };
      const end = await startMerge({ program, home: world.home }, task, killedAt).end;
      ended ||= end.signal === null;
      if (end.signal === null) return;
      killed += 1;
      const expected = wasChanged(world.workspace) ? asTold : unchanged;
      expect.soft(usersWork(world.workspace), `work after the kill at ${point}`).toEqual(expected.work);
      // By this process: it is another one than the killed, and need not be started.
      const again = await mergeBranches(task, portsOf(world.home));
      expect.soft(seenIn(world, again), `killed at ${point}`).toEqual(expected);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => lane(index + 1)));
  return killed;
}

test(
  "K02 killed at any step and executed again, a merge comes to what it would have come to undisturbed",
  async () => {
    const scene = makeScene(["one", "two", "missing"], "test ! -f d.txt");
    expect(await killEverywhere(scene)).toBeGreaterThan(25);
  },
  TIMEOUT_MS,
);

test(
  "K02 killed at any step of the way back, because a file changed under its hands, it goes back all the same",
  async () => {
    const scene = makeScene(["one"]);
    expect(await killEverywhere(scene, { changeMeanwhile: "z.txt" })).toBeGreaterThan(25);
  },
  TIMEOUT_MS,
);

test(
  "K02 killed at any time, again and again, a merge comes to its end when it is let",
  async () => {
    const program = bundleMergeProgram();
    const scene = makeScene(["one", "two"]);
    const undisturbed = scene.copy();
    const whole = startMerge({ program, home: undisturbed.home }, scene.task(undisturbed.workspace));
    const expected = seenIn(undisturbed, (await whole.end).outcome);
    const world = scene.copy();
    const task = scene.task(world.workspace);
    for (let round = 0; round < KILLS; round += 1) {
      const { child, end } = startMerge({ program, home: world.home }, task);
      // At a time of its own in each round, so that programs started by it are met in the middle, too.
      await delay(60 + round * 47);
      child.kill("SIGKILL");
      await end;
      expect(usersWork(world.workspace)).toEqual(expected.work);
    }
    expect(seenIn(world, await mergeBranches(task, portsOf(world.home)))).toEqual(expected);
  },
  TIMEOUT_MS,
);
