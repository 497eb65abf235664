// Where subagents and teams run in tests: a Temporal server of their own that may be killed, a simulator that plays by the
// rules of the library and survives, workers that may be killed.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { loadRules } from "../../src/simulator/load-rules.ts";
import type { Reply, Rule, SimulatedRequest } from "../../src/simulator/rules.ts";
import { startSimulator, type Simulator, type SimulatorLogEntry } from "../../src/simulator/simulator.ts";
import type { Child } from "../support/child.ts";
import { startDevServer, type DevServer } from "../support/dev-server.ts";
import { freePort } from "../support/free-port.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

export const TASK_QUEUE = "crew";

/** What becomes of a run's model request, by its number in the run, from 1. */
export type Hold = { readonly request: number; readonly reply: Reply | { readonly delayMs: number } };

/** A claim that was granted, or refused: what the list said, who asked. */
export type Claim = { readonly task: string; readonly by: string; readonly granted: boolean };

export class CrewStage {
  readonly folder: string;
  readonly address: string;
  readonly client: Client;
  readonly simulator: Simulator;
  readonly #book: RequestBook;
  #server: DevServer;
  #worker: Child<unknown> | null = null;

  private constructor(parts: {
    folder: string;
    server: DevServer;
    simulator: Simulator;
    book: RequestBook;
    connection: Connection;
  }) {
    this.folder = parts.folder;
    this.address = parts.server.address;
    this.#server = parts.server;
    this.simulator = parts.simulator;
    this.#book = parts.book;
    this.client = new Client({ connection: parts.connection });
  }

  static async open(): Promise<CrewStage> {
    const folder = await mkdtemp(join(tmpdir(), "pawl-crew-"));
    await mkdir(join(folder, "work"));
    const server = await startDevServer({ port: await freePort(), dbFile: join(folder, "temporal.db") });
    const files = ["team", "subagents"].map((name) =>
      fileURLToPath(new URL(`../../library/rules/${name}.mjs`, import.meta.url)),
    );
    const book = new RequestBook((await Promise.all(files.map(loadRules))).flat());
    const simulator = await startSimulator({ rules: [book.rule] });
    const connection = await Connection.connect({ address: server.address });
    return new CrewStage({ folder, server, simulator, book, connection });
  }

  /** A folder that the worker serves: with a Git repository and these files in it. */
  async newRepository(files: Readonly<Record<string, string>> = {}): Promise<string> {
    const workspace = join(this.folder, "work", randomUUID().slice(0, 8));
    for (const [name, text] of Object.entries({ "package.json": '{ "type": "module" }\n', ...files })) {
      await mkdir(join(workspace, name, ".."), { recursive: true });
      await writeFile(join(workspace, name), text);
    }
    const git = (...args: string[]) => execFileSync("git", ["-C", workspace, ...args]);
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "begin");
    return workspace;
  }

  async startWorker(): Promise<void> {
    this.#worker = await startWorkerProcess({
      address: this.address,
      simulatorUrl: this.simulator.url,
      workspaces: [join(this.folder, "work")],
      taskQueue: TASK_QUEUE,
      home: join(this.folder, "home"),
      agents: 64,
    });
  }

  async killWorker(): Promise<void> {
    await this.#worker?.kill();
    this.#worker = null;
  }

  async killServer(): Promise<void> {
    await this.#server.kill();
  }

  /** On the file and the port it had. */
  async restartServer(): Promise<void> {
    const port = Number(this.address.split(":")[1]);
    this.#server = await startDevServer({ port, dbFile: join(this.folder, "temporal.db") });
  }

  hold(mark: string, hold: Hold): void {
    this.#book.hold(mark, hold);
  }

  isHeld(mark: string): boolean {
    return this.#book.isHeld(mark);
  }

  claims(mark: string): readonly Claim[] {
    return this.#book.claims(mark);
  }

  requests(mark: string): SimulatorLogEntry[] {
    return this.simulator.requests().filter(({ prompt }) => prompt.includes(mark));
  }

  async close(): Promise<void> {
    await this.killWorker();
    await this.client.connection.close();
    await this.#server.kill();
    await this.simulator.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Plays by the rules, without pauses for thought; counts the requests of each run, and holds one of them if told to. */
class RequestBook {
  readonly #rules: readonly Rule[];
  readonly #holds = new Map<string, Hold>();
  readonly #held = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #claims = new Map<string, Map<string, Claim>>();
  readonly rule: Rule;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.rule = { name: "crew", when: () => true, reply: (request) => this.#reply(request) };
  }

  hold(mark: string, hold: Hold): void {
    this.#holds.set(mark, hold);
  }

  isHeld(mark: string): boolean {
    return this.#held.has(mark);
  }

  claims(mark: string): readonly Claim[] {
    return [...(this.#claims.get(mark)?.values() ?? [])];
  }

  #reply(request: SimulatedRequest): Reply | null {
    const mark = /mark\w+/.exec(request.prompt)?.[0] ?? "";
    this.#note(mark, request);
    const played = this.#play(request);
    const hold = this.#holds.get(mark);
    const isFirst = request.asked === 0;
    const nth = (this.#counts.get(mark) ?? 0) + (isFirst ? 1 : 0);
    this.#counts.set(mark, nth);
    if (played === null || hold === undefined || !isFirst || nth !== hold.request) return played;
    this.#held.set(mark, request.key);
    return "kind" in hold.reply ? hold.reply : { ...played, ...hold.reply };
  }

  #play(request: SimulatedRequest): Reply | null {
    for (const { when, reply } of this.#rules) {
      const applies =
        typeof when === "function" ? when(request) : new RegExp(when.prompt ?? "", "su").test(request.prompt);
      const said = !applies ? null : typeof reply === "function" ? reply(request) : reply;
      if (said !== null) return { ...said, delayMs: 0 };
    }
    return null;
  }

  #note(mark: string, { prompt, toolResults }: SimulatedRequest): void {
    const [, by] = /^You are (\w+), a member/.exec(prompt) ?? [];
    if (by === undefined) return;
    const claims = this.#claims.get(mark) ?? new Map<string, Claim>();
    this.#claims.set(mark, claims);
    for (const { name, input, isError } of toolResults) {
      if (name !== "TaskUpdate" || input["status"] !== "in_progress") continue;
      const { taskId: task } = input;
      if (typeof task !== "string") continue;
      claims.set(`${task} ${by}`, { task, by, granted: !isError });
    }
  }
}
