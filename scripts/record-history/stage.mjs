// What is needed to record: a dev server in memory, the simulated model, a worker with a workspace of its own.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { findTemporal } from "../../dist/cli/temporal-program.js";
import { SEARCH_ATTRIBUTES, TASK_QUEUE_DEFAULT } from "../../dist/protocol/names.js";
import { startSimulator } from "../../dist/simulator/simulator.js";
import { files, rules } from "./rules.mjs";
import { until } from "./until.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export async function openStage() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "record-")));
  const workspace = join(folder, "workspace");
  await writeFiles(workspace);
  const simulator = await startSimulator({ rules });
  const { server, address } = await startServer();
  const connection = await until("the server", () => Connection.connect({ address, connectTimeout: 500 }));
  const worker = startWorker({ address, folder, workspace, simulator });
  const client = new Client({ connection });
  return {
    paths: [
      [workspace, "/workspace"],
      [folder, "/folder"],
      [ROOT, "/pawl/"],
    ],
    start: (shape) => start(client, shape),
    simulator,
    async close() {
      await connection.close();
      for (const child of [worker, server]) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function start(client, { name, type = "run", script, input = {}, args }) {
  return client.workflow.start(type, {
    taskQueue: TASK_QUEUE_DEFAULT,
    workflowId: `recorded-${name}`,
    args: args ?? [{ ...(script === undefined ? {} : { script: withMeta(name, script) }), ...input }],
  });
}

function withMeta(name, script) {
  return /export const meta/.test(script)
    ? script
    : `export const meta = { name: '${name}', description: 'recorded' }\n${script}\n`;
}

async function writeFiles(workspace) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  makeRepository(workspace);
}

/** For worktrees and merges; `start` stays where it is, whatever is merged. */
function makeRepository(workspace) {
  const identity = ["-c", "user.name=recorder", "-c", "user.email=recorder@example.org"];
  const git = (...args) => execFileSync("git", ["-C", workspace, ...identity, ...args]);
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "start");
  git("tag", "start");
}

async function startServer() {
  const program = await findTemporal({
    temporalBin: process.env.PAWL_TEMPORAL_BIN ?? null,
    environment: process.env,
  });
  if (program === null) throw new Error("The Temporal program is missing: run scripts/setup");
  const port = await freePort();
  const attributes = Object.entries(SEARCH_ATTRIBUTES).flatMap(([key, type]) => [
    "--search-attribute",
    `${key}=${type}`,
  ]);
  const flags = [
    "--ip",
    "127.0.0.1",
    "--port",
    String(port),
    "--headless",
    "--log-level",
    "never",
    ...attributes,
  ];
  return {
    server: spawn(program, ["server", "start-dev", ...flags], { stdio: "ignore" }),
    address: `127.0.0.1:${port}`,
  };
}

function startWorker({ address, folder, workspace, simulator }) {
  const args = [join(ROOT, "dist/cli/main.js"), "worker", "--address", address, "--workspace", workspace];
  return spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PAWL_HOME: join(folder, "home"),
      ANTHROPIC_BASE_URL: simulator.url,
      ANTHROPIC_API_KEY: "simulated",
      NO_COLOR: "1",
    },
  });
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
