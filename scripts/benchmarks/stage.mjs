// One server, and in one process both opponents' workers, with agents that answer at once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { makePrepareScript } from "../../dist/activities/prepare-script.js";
import { startServer } from "./server.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NO_USAGE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export async function openStage() {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  const folder = await mkdtemp(join(tmpdir(), "pawl-bench-"));
  const server = await startServer(join(folder, "temporal.db"));
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const bundles = await makeBundles();
  const agents = instantAgents();
  const workers = await makeWorkers({ native, bundles, agent: agents.agent, folder });
  const running = workers.map((worker) => worker.run());
  return {
    client: new Client({ connection }),
    address: server.address,
    bundles,
    firstAgent: agents.first,
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await connection.close();
      await native.close();
      server.child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Agents that cost nothing: what is left is the engine's own work. `first` resolves when one with the prompt starts. */
function instantAgents() {
  const waiting = new Map();
  return {
    agent: async ({ prompt }) => {
      waiting.get(prompt)?.(performance.now());
      return {
        result: `done ${prompt.slice(-8)}`,
        model: "none",
        turns: 1,
        attempts: 1,
        usage: NO_USAGE,
        costUsd: 0,
      };
    },
    first: (prompt) => new Promise((resolve) => waiting.set(prompt, resolve)),
  };
}

async function makeBundles() {
  const workflowsPath = join(ROOT, "scripts/benchmarks/hand-written.mjs");
  return {
    pawl: { codePath: join(ROOT, "dist/workflow-bundle.js") },
    hand: await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("WARN") }),
  };
}

function makeWorkers({ native: connection, bundles, agent, folder }) {
  const places = { home: folder, bundled: [] };
  const prepareScript = makePrepareScript({ workspaces: [folder], places, searchAttributes: [] });
  const slots = { activities: { agent }, maxConcurrentActivityTaskExecutions: 16 };
  return Promise.all([
    Worker.create({
      connection,
      taskQueue: "pawl",
      workflowBundle: bundles.pawl,
      activities: { prepareScript },
    }),
    Worker.create({ connection, taskQueue: "hand", workflowBundle: bundles.hand }),
    Worker.create({ connection, taskQueue: "pawl-agents", ...slots }),
    Worker.create({ connection, taskQueue: "hand-agents", ...slots }),
  ]);
}
