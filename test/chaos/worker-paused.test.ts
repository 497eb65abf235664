// A worker is stopped with SIGSTOP past its heartbeat while another takes its agents over, and then continued.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Reply, SimulatedRequest } from "../../src/simulator/rules.ts";
import type { Child } from "../support/child.ts";
import { processesWith } from "../support/processes.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { ChaosStage } from "./chaos-stage.ts";

/** The agents' heartbeat timeout, a retry, and a busy machine. */
const TAKEN_OVER_MS = 60_000;
/** A late attempt looks once a second whether it is one; its processes are killed at once then. */
const GONE_MS = 15_000;

let stage: ChaosStage;
beforeAll(async () => {
  stage = await ChaosStage.open();
});
afterAll(() => stage.close());

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
    cwd,
    encoding: "utf8",
  });

async function makeRepository(): Promise<string> {
  const workspace = join(stage.folder, `paused-${randomUUID().slice(0, 8)}`);
  await mkdir(workspace);
  git(workspace, "init", "-q", "-b", "main");
  await writeFile(join(workspace, "a.txt"), "a\n");
  git(workspace, "add", ".");
  git(workspace, "commit", "-q", "-m", "first");
  return workspace;
}

/** A command that does not end by itself; whoever is told that its end is not known writes the file and is done. */
function play(word: string): (request: SimulatedRequest) => Reply {
  return ({ toolResults }) => {
    if (toolResults.length === 0)
      return {
        kind: "tools",
        calls: [{ name: "Bash", input: { command: `sleep 500; echo ${word} > late.txt` } }],
      };
    if (toolResults.length === 1)
      return {
        kind: "tools",
        calls: [{ name: "Write", input: { file_path: "taken-over.txt", content: "yes\n" } }],
      };
    return { kind: "text", text: "taken over" };
  };
}

it(
  "R02 a worker paused past its heartbeat, then continued: it publishes nothing, and its processes go",
  { timeout: 180_000 },
  async () => {
    const workspace = await makeRepository();
    const word = `paused${randomUUID().slice(0, 8)}`;
    stage.simulator.addRules([{ name: word, when: ({ prompt }) => prompt === word, reply: play(word) }]);
    const worker = (): Promise<Child<unknown>> =>
      startWorkerProcess({
        address: stage.address,
        simulatorUrl: stage.simulator.url,
        workspaces: [workspace],
        taskQueue: word,
        home: join(stage.folder, `home-${word}`),
      });
    const paused = await worker();
    const handle = await stage.client.workflow.start("run", {
      taskQueue: word,
      workflowId: word,
      args: [
        {
          script: `export const meta = { name: 'paused', description: 'one agent in a worktree' }
return agent('${word}', { isolation: 'worktree', details: true })`,
        },
      ],
    });
    const others: Child<unknown>[] = [];
    try {
      await until(
        "the command to run",
        async () => (await processesWith(`echo ${word}`)).length > 0,
        TAKEN_OVER_MS,
      );
      paused.signal("SIGSTOP");
      others.push(await worker());
      const { value } = (await handle.result()) as {
        value: { result: string; branch: string; commit: string; attempts: number };
      };
      expect(value).toMatchObject({ result: "taken over", attempts: 2 });
      paused.signal("SIGCONT");
      await until(
        "the late attempt's processes to go",
        async () => (await processesWith(`echo ${word}`)).length === 0,
        GONE_MS,
      );
      expect(git(workspace, "rev-parse", value.branch).trim()).toBe(value.commit);
      expect(git(workspace, "log", "--format=%s", value.branch).trim().split("\n")).toHaveLength(2);
      expect(git(workspace, "ls-tree", "--name-only", value.branch).trim().split("\n")).toEqual([
        "a.txt",
        "taken-over.txt",
      ]);
      // The worker itself is well: it takes the next run when it is alone.
      await others[0]?.kill();
      const next = await stage.client.workflow.execute("run", {
        taskQueue: word,
        workflowId: `${word}-next`,
        args: [{ script: "export const meta = { name: 'next', description: 'the next' }\nreturn 'well'" }],
      });
      expect(next).toMatchObject({ value: "well" });
    } finally {
      paused.signal("SIGCONT");
      await Promise.all([paused, ...others].map((child) => child.kill()));
    }
  },
);
