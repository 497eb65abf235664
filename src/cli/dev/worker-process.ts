// `pawl worker` as a child of `pawl dev`: a process of its own, so that it can be killed like any other worker.
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Config } from "../../config.ts";

export type WorkerProcess = {
  readonly workspaces: readonly string[];
  readonly agents: number;
  readonly taskQueue: string;
  readonly commands: Config["commands"];
  readonly environment: NodeJS.ProcessEnv;
  /** Called each time a worker polls. */
  readonly onReady: () => void;
};

/** What a worker tells its parent once it polls. */
export const WORKER_READY = "pawl-worker-ready";

export function startWorkerProcess(worker: WorkerProcess): ChildProcess {
  const child = fork(
    mainProgram(),
    [
      "worker",
      ...worker.workspaces.flatMap((workspace) => ["--workspace", workspace]),
      `--agents=${worker.agents}`,
      `--task-queue=${worker.taskQueue}`,
      ...(worker.commands.network ? ["--allow-network"] : []),
      ...(worker.commands.sandbox ? [] : ["--unsafe-no-sandbox"]),
    ],
    // stdout may be somebody's JSON: what the worker says goes to stderr.
    { env: worker.environment, detached: true, stdio: ["ignore", 2, 2, "ipc"] },
  );
  child.on("message", (message) => {
    if (message === WORKER_READY) worker.onReady();
  });
  return child;
}

/** `main.js` beside this folder; `.ts` when run from the sources. */
function mainProgram(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`../main.${extension}`, import.meta.url));
}
