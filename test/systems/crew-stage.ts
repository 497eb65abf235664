// Where subagents and teams run in tests: a Temporal server and a worker of their own, a simulator that plays by the rules
// of the library and can be given more, as functions.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import type { SimulatedRequest } from "../../src/simulator/rules.ts";
import { startSimulator, type Simulator, type SimulatorLogEntry } from "../../src/simulator/simulator.ts";
import type { Child } from "../support/child.ts";
import { startDevServer, type DevServer } from "../support/dev-server.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { claimsSaid, type Claim } from "./claims.ts";
import { libraryRules } from "./library-rules.ts";

export const TASK_QUEUE = "crew";

type Parts = {
  readonly folder: string;
  readonly server: DevServer;
  readonly simulator: Simulator;
  readonly conversations: ReadonlyMap<string, SimulatedRequest>;
  readonly connection: Connection;
};

export class CrewStage {
  readonly folder: string;
  readonly address: string;
  readonly client: Client;
  readonly simulator: Simulator;
  /** By their first words: the last request of each. */
  readonly #conversations: ReadonlyMap<string, SimulatedRequest>;
  readonly #server: DevServer;
  #worker: Child<unknown> | null = null;

  private constructor({ folder, server, simulator, conversations, connection }: Parts) {
    this.folder = folder;
    this.#server = server;
    this.address = server.address;
    this.simulator = simulator;
    this.#conversations = conversations;
    this.client = new Client({ connection });
  }

  static async open(): Promise<CrewStage> {
    const folder = await mkdtemp(join(tmpdir(), "pawl-crew-"));
    await mkdir(join(folder, "work"));
    const server = await startDevServer();
    const conversations = new Map<string, SimulatedRequest>();
    const simulator = await startSimulator({
      rules: await libraryRules(["team", "subagents"]),
      hold: async (request) => void conversations.set(request.prompt, request),
    });
    const connection = await Connection.connect({ address: server.address });
    return new CrewStage({ folder, server, simulator, conversations, connection });
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

  claims(mark: string): readonly Claim[] {
    return claimsSaid([...this.#conversations.values()].filter(({ prompt }) => prompt.includes(mark)));
  }

  requests(mark: string): SimulatorLogEntry[] {
    return this.simulator.requests().filter(({ prompt }) => prompt.includes(mark));
  }

  async close(): Promise<void> {
    await this.#worker?.kill();
    await this.client.connection.close();
    await this.#server.kill();
    await this.simulator.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
