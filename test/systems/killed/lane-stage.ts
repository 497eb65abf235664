// Where several runs go on side by side on one worker and one server, so that each kill meets every one of them.
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Rule } from "../../../src/simulator/rules.ts";
import { ChaosStage } from "../../chaos/chaos-stage.ts";
import type { Child } from "../../support/child.ts";
import { startWorkerProcess } from "../../support/worker-process.ts";
import { Turnstile } from "./turnstile.ts";

export const TASK_QUEUE = "lanes";

export type KillKind = "worker" | "server" | "both";

export class LaneStage {
  readonly turnstile: Turnstile;
  readonly #chaos: ChaosStage;
  #worker: Child<unknown> | null = null;

  private constructor(chaos: ChaosStage, turnstile: Turnstile) {
    this.#chaos = chaos;
    this.turnstile = turnstile;
  }

  static async open(rules: readonly Rule[]): Promise<LaneStage> {
    const turnstile = new Turnstile();
    return new LaneStage(await ChaosStage.open(rules, turnstile.hold), turnstile);
  }

  get client() {
    return this.#chaos.client;
  }

  get simulator() {
    return this.#chaos.simulator;
  }

  /** A Git repository that the worker serves, with a first commit. */
  async newWorkspace(name: string): Promise<string> {
    const workspace = join(this.#root, name);
    await mkdir(workspace, { recursive: true });
    const git = (...words: string[]) => execFileSync("git", ["-C", workspace, ...words]);
    git("init", "--quiet");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "begin", "--allow-empty");
    return workspace;
  }

  async startWorker(): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    this.#worker = await startWorkerProcess({
      address: this.#chaos.address,
      simulatorUrl: this.simulator.url,
      workspaces: [this.#root],
      taskQueue: TASK_QUEUE,
      home: join(this.#chaos.folder, "home"),
    });
  }

  /** SIGKILL. Resolves with the time, in milliseconds since 1970, when nothing that was killed acts any more. */
  async kill(kind: KillKind): Promise<number> {
    await Promise.all([
      kind === "server" ? null : this.#worker?.kill(),
      kind === "worker" ? null : this.#chaos.killServer(),
    ]);
    return Date.now();
  }

  async restart(kind: KillKind): Promise<void> {
    if (kind !== "worker") await this.#chaos.restartServer();
    if (kind !== "server") await this.startWorker();
  }

  async close(): Promise<void> {
    await this.#worker?.kill();
    await this.#chaos.close();
  }

  get #root(): string {
    return join(this.#chaos.folder, "work");
  }
}
