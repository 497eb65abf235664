// Runs of bundled systems on one worker that can be killed, with a simulated model that plays by the library's rules.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { WorkflowHandle } from "@temporalio/client";
import type { Say } from "../../src/protocol/control.ts";
import type { Json } from "../../src/protocol/json.ts";
import type { MailView } from "../../src/protocol/mail.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import type { GateView } from "../../src/protocol/run-views.ts";
import { loadRules } from "../../src/simulator/load-rules.ts";
import type { Rule } from "../../src/simulator/rules.ts";
import type { SimulatorLogEntry } from "../../src/simulator/simulator.ts";
import type { Child } from "../support/child.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import type { ChaosStage } from "../chaos/chaos-stage.ts";

const LIBRARY = fileURLToPath(new URL("../../library", import.meta.url));
/** A dead worker's agents are noticed after 10 s; the rest is work on a busy machine. */
const LONG_MS = 120_000;

/** The rules of the library's scripts, with so much thought before each answer. */
export async function libraryRules(delayMs: number): Promise<readonly Rule[]> {
  const files = ["single", "goal"].map((name) => join(LIBRARY, "rules", `${name}.mjs`));
  return (await Promise.all(files.map(loadRules))).flat().map(({ reply, ...rule }) => ({
    ...rule,
    reply: (request) => {
      const said = typeof reply === "function" ? reply(request) : reply;
      return said === null ? null : { ...said, delayMs };
    },
  }));
}

/** A worker of its own for several runs. */
export class LaneWorker {
  readonly taskQueue = `lanes-${randomUUID().slice(0, 8)}`;
  readonly stage: ChaosStage;
  /** Milliseconds since 1970. */
  readonly kills: number[] = [];
  readonly #workspace: string;
  #worker: Child<unknown> | null = null;

  constructor(stage: ChaosStage) {
    this.stage = stage;
    this.#workspace = join(stage.folder, this.taskQueue);
  }

  async lane(type: string, input: Json, files: Readonly<Record<string, string>> = {}): Promise<Lane> {
    const workspace = join(this.#workspace, randomUUID().slice(0, 8));
    await mkdir(workspace, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(join(workspace, name), content);
    execFileSync("git", ["init", "-q"], { cwd: workspace });
    return new Lane(await this.#start(type, input, workspace), workspace, this.stage);
  }

  /** By workflow type `run`: a workspace of its own can be named there. */
  #start(name: string, args: Json, workspace: string): Promise<WorkflowHandle> {
    return this.stage.client.workflow.start("run", {
      taskQueue: this.taskQueue,
      workflowId: `${name}-${randomUUID().slice(0, 8)}`,
      args: [{ name, args, workspace }],
    });
  }

  async start(): Promise<void> {
    const { address, simulator, folder } = this.stage;
    this.#worker = await startWorkerProcess({
      address,
      simulatorUrl: simulator.url,
      workspaces: [this.#workspace],
      taskQueue: this.taskQueue,
      home: join(folder, `home-${this.taskQueue}`),
    });
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#worker?.kill();
    this.#worker = null;
    this.kills.push(Date.now());
  }

  requested(count: number): Promise<unknown> {
    return until(`${count} model requests`, () => this.stage.simulator.requests().length >= count, LONG_MS);
  }
}

export class Lane {
  readonly handle: WorkflowHandle;
  readonly workspace: string;
  readonly #stage: ChaosStage;

  constructor(handle: WorkflowHandle, workspace: string, stage: ChaosStage) {
    this.handle = handle;
    this.workspace = workspace;
    this.#stage = stage;
  }

  async result(): Promise<RunResult> {
    return (await this.handle.result()) as RunResult;
  }

  say(message: Say): Promise<void> {
    return this.handle.signal("say", message);
  }

  /** Resolves when the run waits for words, after so many were answered. */
  asksForMore(answered: number): Promise<unknown> {
    return until(
      `${answered} answers`,
      async () => {
        const gates = await this.handle.query<GateView[]>("pending").catch((): GateView[] => []);
        const { boxes } = await this.handle
          .query<MailView>("mail")
          .catch((): MailView => ({ boxes: [], mail: [] }));
        return gates.some(({ kind }) => kind === "say") && (boxes[0]?.said ?? -1) >= answered;
      },
      LONG_MS,
    );
  }

  /** Those whose prompt has this word. */
  requests(word: string): readonly SimulatorLogEntry[] {
    return this.#stage.simulator.requests().filter(({ prompt }) => prompt.includes(word));
  }
}

/** So long after its request a turn may be unfinished: the model's thought, and writing it down on a busy machine. */
const IN_FLIGHT_MS = 2_000;

/** Turns that were asked for again although no kill had found them in flight. */
export function askedAgain(
  requests: readonly SimulatorLogEntry[],
  kills: readonly number[],
): readonly (string | null)[] {
  const answeredAt = new Map<string | null, number>();
  return requests.flatMap(({ key, outcome, prompt, at }) => {
    const before = answeredAt.get(key);
    if (outcome === "answered") answeredAt.set(key, Date.parse(at));
    if (before === undefined) return [];
    const wasInFlight = kills.some((kill) => kill >= before && kill - before < IN_FLIGHT_MS);
    return wasInFlight ? [] : [prompt];
  });
}
