// Row A16: an agent whose worker was killed goes on where it was, on another worker.
import { randomUUID } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { describe, expect, inject, it } from "vitest";
import type { Child } from "../support/child.ts";
import { newRepository } from "../support/repository.ts";
import { addRules, endOf, marker, newWorkspace, requestsWith, startScript } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { agentsOf, transcriptOf } from "./outcomes.ts";
import { bash, text, write, type PlayedReply } from "./played.ts";

/** A dead worker is noticed after 10 s; the rest bounds a hang, not a busy machine. */
const TEST_MS = 240_000;
/** The agent of the test, at this turn, gets no answer from the model the first time. */
const SILENT: PlayedReply = { kind: "fault", fault: { kind: "silence", pings: true } };

/** Workers of the test's own, of which one can be killed; they share a home, as workers of one machine do. */
class Workers {
  readonly taskQueue = `a16-${randomUUID().slice(0, 8)}`;
  readonly #workspace: string;
  #worker: Child<unknown> | null = null;

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  async start(): Promise<void> {
    const { address, simulatorUrl, home } = inject("stage");
    const { taskQueue } = this;
    const workspaces = [this.#workspace];
    this.#worker = await startWorkerProcess({
      address,
      simulatorUrl,
      home,
      taskQueue,
      workspaces,
      agents: 2,
    });
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#worker?.kill();
    this.#worker = null;
  }

  async killAndReplace(): Promise<void> {
    await this.kill();
    await this.start();
  }
}

/** Replies by turn; the turns in `silentAt` stay without one the first time. */
async function play(
  mark: string,
  replies: readonly PlayedReply[],
  silentAt: readonly number[],
): Promise<void> {
  const rule = (turn: number, reply: PlayedReply, when: object) => ({
    ...{ name: `${mark} ${turn}`, reply },
    when: { prompt: mark, turn, ...when },
  });
  await addRules([
    ...silentAt.map((turn) => rule(turn, SILENT, { times: 1 })),
    ...replies.map((reply, turn) => rule(turn, reply, {})),
  ]);
}

/** How often each turn was asked of the model. */
async function asked(mark: string): Promise<number[]> {
  const counts: number[] = [];
  for (const { turn } of await requestsWith(mark)) counts[turn] = (counts[turn] ?? 0) + 1;
  return counts;
}

async function valueOf(handle: WorkflowHandle): Promise<unknown> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ${end.kind}: ${JSON.stringify(end)}`);
  return end.result.value;
}

const line = (word: string): PlayedReply => bash(`echo ${word} >> effects.txt`);

describe.concurrent("A16 a worker killed in the middle of an agent", () => {
  it(
    "A16 another goes on from the last completed turn: no turn is paid twice, nothing is done twice",
    { timeout: TEST_MS },
    async () => {
      const workspace = await newWorkspace();
      const workers = new Workers(workspace);
      const mark = marker();
      await play(
        mark,
        [line("one"), line("two"), write("made.txt", "x"), line("four"), text("the end")],
        [3],
      );
      await workers.start();
      try {
        const handle = await startScript(`return agent("${mark}")`, {
          workspace,
          taskQueue: workers.taskQueue,
        });
        await until("the fourth turn to be asked for", async () => (await asked(mark))[3] === 1);
        await workers.killAndReplace();
        expect(await valueOf(handle)).toBe("the end");
        expect(await asked(mark)).toEqual([1, 1, 1, 2, 1]);
        expect(await readFile(join(workspace, "effects.txt"), "utf8")).toBe("one\ntwo\nfour\n");
        expect(await agentsOf(handle)).toMatchObject([{ state: "done", turns: 5, attempts: 2 }]);
      } finally {
        await workers.kill();
      }
    },
  );

  it(
    "A16 a tool call whose end was not recorded is told to the agent, not repeated",
    { timeout: TEST_MS },
    async () => {
      const workspace = await newWorkspace();
      const workers = new Workers(workspace);
      const mark = marker();
      const begun = `echo begun >> effects.txt; while [ ! -e go ]; do sleep 0.1; done; echo ended >> effects.txt`;
      await play(mark, [line("one"), bash(begun), text("the end")], []);
      await workers.start();
      try {
        const handle = await startScript(`return agent("${mark}")`, {
          workspace,
          taskQueue: workers.taskQueue,
        });
        const effects = (): Promise<string> =>
          readFile(join(workspace, "effects.txt"), "utf8").catch(() => "");
        await until("the command to be at work", async () => (await effects()).includes("begun"));
        await workers.killAndReplace();
        expect(await valueOf(handle)).toBe("the end");
        await appendFile(join(workspace, "go"), "");
        expect(await effects()).toBe("one\nbegun\n");
        expect(await asked(mark)).toEqual([1, 1, 1]);
        expect(JSON.stringify(await transcriptOf(handle, 1))).toMatch(/may or may not have/);
      } finally {
        await workers.kill();
      }
    },
  );

  it(
    "A16 in a worktree, too: what was changed before is there, and published once",
    { timeout: TEST_MS },
    async () => {
      const repository = await newRepository({ "a.txt": "a\n" });
      const workers = new Workers(repository.folder);
      const mark = marker();
      await play(mark, [line("one"), line("two"), text("the end")], [1, 2]);
      await workers.start();
      try {
        const handle = await startScript(
          `return agent("${mark}", { isolation: "worktree", details: true })`,
          { workspace: repository.folder, taskQueue: workers.taskQueue },
        );
        await until("the second turn to be asked for", async () => (await asked(mark))[1] === 1);
        await workers.killAndReplace();
        await until("the third turn to be asked for", async () => (await asked(mark))[2] === 1);
        await workers.killAndReplace();
        const value = (await valueOf(handle)) as { branch: string; commit: string };
        expect(value).toMatchObject({ status: "done", attempts: 3, files: ["effects.txt"] });
        expect(await asked(mark)).toEqual([1, 2, 2]);
        expect(repository.git("show", `${value.branch}:effects.txt`)).toBe("one\ntwo");
        expect(repository.git("rev-list", "--count", `main..${value.branch}`)).toBe("1");
        expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
      } finally {
        await workers.kill();
      }
    },
  );
});
