// Where processes are killed: an own Temporal server on a database file, an own simulator that survives, own workers.
import { randomUUID } from "node:crypto";
import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import { HEARTBEAT_TIMEOUT_MS } from "../../src/protocol/limits.ts";
import type { RunInput } from "../../src/protocol/run-input.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import type { GateView } from "../../src/protocol/run-views.ts";
import type { Hold, Rule } from "../../src/simulator/rules.ts";
import { startSimulator, type Simulator, type SimulatorLogEntry } from "../../src/simulator/simulator.ts";
import { startDevServer, type DevServer } from "../support/dev-server.ts";
import { freePort } from "../support/free-port.ts";
import type { Child } from "../support/child.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { chaosRules, chaosScript, ITEMS } from "./chaos-script.ts";
import { agentTimes, judge, type Judgement } from "./judge.ts";

/** A dead worker's agents are noticed after 10 s; the rest is work. */
const LONG_MS = 60_000;

export class ChaosStage {
  readonly simulator: Simulator;
  readonly client: Client;
  readonly folder: string;
  readonly address: string;
  #server: DevServer;

  private constructor(folder: string, simulator: Simulator, server: DevServer, connection: Connection) {
    this.folder = folder;
    this.simulator = simulator;
    this.#server = server;
    this.address = server.address;
    this.client = new Client({ connection });
  }

  static async open(rules: readonly Rule[] = chaosRules, hold?: Hold): Promise<ChaosStage> {
    const folder = await mkdtemp(join(tmpdir(), "pawl-chaos-"));
    const server = await startDevServer({ port: await freePort(), dbFile: join(folder, "temporal.db") });
    const simulator = await startSimulator({ rules, ...(hold === undefined ? {} : { hold }) });
    return new ChaosStage(folder, simulator, server, await Connection.connect({ address: server.address }));
  }

  async killServer(): Promise<void> {
    await this.#server.kill();
  }

  /** On the file and the port it had. */
  async restartServer(): Promise<void> {
    const port = Number(this.address.split(":")[1]);
    this.#server = await startDevServer({ port, dbFile: join(this.folder, "temporal.db") });
  }

  async close(): Promise<void> {
    await this.client.connection.close();
    await this.#server.kill();
    await this.simulator.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One run of the chaos script with workers of its own. */
export class ChaosRun {
  readonly word: string;
  readonly workspace: string;
  readonly handle: WorkflowHandle;
  /** Milliseconds since 1970. */
  readonly kills: number[] = [];
  readonly #stage: ChaosStage;
  #worker: Child<unknown> | null = null;
  #readyAt = 0;

  private constructor(stage: ChaosStage, place: { word: string; workspace: string; handle: WorkflowHandle }) {
    this.#stage = stage;
    this.word = place.word;
    this.workspace = place.workspace;
    this.handle = place.handle;
  }

  /** Starts the run and its first worker. The check at its end passes at once unless `heldCheck`. */
  static async begin(
    stage: ChaosStage,
    { heldCheck = false, ...input }: { heldCheck?: boolean } & Pick<RunInput, "approval"> = {},
  ): Promise<ChaosRun> {
    const id = randomUUID().slice(0, 8);
    const workspace = join(stage.folder, `workspace-${id}`);
    await mkdir(workspace);
    // A word of its own, that only the script's processes have in their command lines.
    const word = `chaos${randomUUID().slice(0, 8)}`;
    const handle = await stage.client.workflow.start("run", {
      taskQueue: `chaos-${id}`,
      workflowId: `chaos-${id}`,
      args: [{ script: chaosScript(word), ...input }],
    });
    const run = new ChaosRun(stage, { word, workspace, handle });
    if (!heldCheck) await run.releaseCheck();
    await run.startWorker();
    return run;
  }

  async startWorker(): Promise<void> {
    const { address, simulator, folder } = this.#stage;
    this.#worker = await startWorkerProcess({
      address,
      simulatorUrl: simulator.url,
      workspaces: [this.workspace],
      taskQueue: this.handle.workflowId,
      home: join(folder, `home-${this.handle.workflowId}`),
    });
    this.#readyAt = Date.now();
  }

  /** SIGKILL; resolves when it is gone. */
  async killWorker(): Promise<void> {
    await this.#worker?.kill();
    this.#worker = null;
    this.noteKill();
  }

  /** From now on nothing that was killed acts any more. */
  noteKill(): void {
    this.kills.push(Date.now());
  }

  async releaseCheck(): Promise<void> {
    await writeFile(join(this.workspace, "release"), "");
  }

  requests(): SimulatorLogEntry[] {
    return this.#stage.simulator.requests().filter(({ prompt }) => prompt.startsWith(`${this.word} `));
  }

  /** Resolves when so many turns have been asked for; one that was asked again is one. */
  requested(count: number): Promise<unknown> {
    const turns = () => new Set(this.requests().map(({ prompt, turn }) => `${turn} ${prompt}`)).size;
    return until(`${count} turns`, () => turns() >= count, LONG_MS);
  }

  /** Resolves at the first model request after the last kill. */
  goesOn(): Promise<unknown> {
    const killedAt = this.kills.at(-1) ?? 0;
    const later = () => this.requests().some(({ at }) => Date.parse(at) > killedAt);
    return until("a model request after the kill", later, LONG_MS);
  }

  checking(): Promise<unknown> {
    return until(
      "the check to run",
      () =>
        access(join(this.workspace, "started")).then(
          () => true,
          () => false,
        ),
      LONG_MS,
    );
  }

  /** Resolves when the gate near the end is open. */
  async atTheGate(): Promise<void> {
    // Looking at the log costs nothing; a query costs the worker a task, and there are several runs.
    await until(
      "the last agents to ask",
      () => {
        const judges = this.requests().filter(({ prompt }) => prompt.startsWith(`${this.word} judge `));
        return new Set(judges.map(({ prompt }) => prompt)).size === ITEMS;
      },
      LONG_MS,
    );
    await this.asking(/Good enough/);
  }

  /** Resolves when the question is open. */
  asking(question: RegExp): Promise<unknown> {
    return until(
      `the question ${String(question)}`,
      async () => {
        const gates = await this.handle.query<GateView[]>("pending").catch(() => []);
        return gates.some((gate) => question.test(gate.question));
      },
      LONG_MS,
    );
  }

  /** Answers the gate unless that was done, and waits for the end. */
  async end({ answered = false } = {}): Promise<RunResult> {
    if (!answered) {
      await this.atTheGate();
      await this.handle.signal("approve", { by: "ann" });
    }
    return (await this.handle.result()) as RunResult;
  }

  async judgement(kills: readonly number[] = this.kills): Promise<Judgement> {
    return judge(await agentTimes(this.handle), this.requests(), kills);
  }

  /** From when the run could go on (a worker is up, the dead one's heartbeats are overdue) to the next model request. */
  msWithoutRequest(): number {
    const killedAt = this.kills.at(-1) ?? 0;
    const next = this.requests().find(({ at }) => Date.parse(at) > killedAt);
    const couldGoOn = Math.max(this.#readyAt, killedAt + HEARTBEAT_TIMEOUT_MS);
    return (next === undefined ? Infinity : Date.parse(next.at)) - couldGoOn;
  }

  async close(): Promise<void> {
    await this.#worker?.kill();
  }
}
