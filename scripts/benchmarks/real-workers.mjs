// Real workers over the simulated model: processes of their own, so that they can be killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startSimulator } from "../../dist/simulator/simulator.js";

const PAWL = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const POLL_MS = 5;

/** A queue with a simulated model and one worker, which `killWorker` replaces by another at once. */
export async function openRealStage(address, rules) {
  const folder = await mkdtemp(join(tmpdir(), "pawl-bench-real-"));
  const taskQueue = `bench-${folder.slice(-6)}`;
  const simulator = await startSimulator({ rules });
  const start = () => startWorker({ address, taskQueue, folder, simulatorUrl: simulator.url });
  let worker = await start();
  return {
    taskQueue,
    requests: simulator.requests,
    /** Resolves when so many requests have come. */
    async requested(count) {
      while (simulator.requests().length < count)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    },
    /** When it was killed, in milliseconds since 1970. Another one is starting by then. */
    async killWorker() {
      const killedAt = Date.now();
      worker.kill("SIGKILL");
      worker = await start();
      return killedAt;
    },
    async close() {
      worker.kill("SIGKILL");
      await simulator.close();
    },
  };
}

async function startWorker({ address, taskQueue, folder, simulatorUrl }) {
  const words = ["worker", "--json", `--address=${address}`, `--task-queue=${taskQueue}`];
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    PAWL_HOME: join(folder, ".pawl"),
    ANTHROPIC_BASE_URL: simulatorUrl,
  };
  const child = spawn(process.execPath, [PAWL, ...words, "--workspace", folder], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Its first line says that it polls.
  await once(createInterface({ input: child.stdout }), "line");
  return child;
}
