// The demo's processes: Temporal server, simulated model, workers; and the run itself, started as a person would.
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import pc from "picocolors";
import { fileURLToPath } from "node:url";
import { serverLogTail, startServerProcess } from "../../dist/cli/dev/server-process.js";
import { WORKER_READY } from "../../dist/cli/dev/worker-process.js";
import { findTemporal } from "../../dist/cli/temporal-program.js";
import { connect, serverAnswers } from "../../dist/client/connect.js";
import { say } from "./print.mjs";

const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PAWL = fromRoot("dist/cli/main.js");
const NAMESPACE = "default";
const START_TIMEOUT_MS = 30_000;

export const RUN_ID = "migration-demo";
const TASK = "Move this library from CommonJS to ES modules; its tests must stay green";

export async function startServer(stage) {
  const { environment, folder } = stage;
  const program = await findTemporal({ temporalBin: process.env.PAWL_TEMPORAL_BIN ?? null, environment });
  if (program === null) throw new Error("The Temporal program is missing; scripts/setup gets it.");
  const [port, uiPort] = await freePorts(2);
  const logFile = join(folder, "server.log");
  const server = {
    program,
    port,
    uiPort,
    namespace: NAMESPACE,
    database: join(folder, "temporal.db"),
    logFile,
  };
  const address = `127.0.0.1:${port}`;
  const settings = {
    temporal: { address, namespace: NAMESPACE, connection: { address } },
    taskQueue: "pawl",
  };
  const child = stage.own(startServerProcess(server, environment));
  const explain = () => `The Temporal server did not come up.\n${serverLogTail(logFile)}`;
  await until(() => serverAnswers(settings, 1_000), { child, explain });
  environment.TEMPORAL_ADDRESS = address;
  Object.assign(stage, {
    temporal: program,
    address,
    uiUrl: `http://127.0.0.1:${uiPort}/namespaces/${NAMESPACE}/workflows/${RUN_ID}`,
    session: await connect(settings),
  });
  say("Temporal", `dev server at ${address} on a database file; UI: ${stage.uiUrl}`);
}

export async function startSimulator(stage) {
  const rules = ["scripts/demo-parts/planner-rules.mjs", "examples/rules/12-migration.mjs"];
  const words = [
    fromRoot("dist/simulator/main.js"),
    ...rules.flatMap((file) => ["--rules", fromRoot(file)]),
    "--log",
    stage.requestLog,
    "--with-parent",
  ];
  const child = stage.own(
    spawn(process.execPath, words, {
      env: stage.environment,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    }),
  );
  const [line] = await once(createInterface({ input: child.stdout }), "line", {
    signal: AbortSignal.timeout(START_TIMEOUT_MS),
  });
  stage.modelUrl = JSON.parse(line).url;
  say("model", `simulated, at ${stage.modelUrl}; it errs now and then, on purpose`);
}

/** Resolves to the worker's process once it polls. */
export async function startWorker(stage, { real }) {
  const model = real
    ? Object.fromEntries(
        Object.entries(process.env).filter(([name]) => /^(ANTHROPIC_|PAWL_MODEL$)/.test(name)),
      )
    : { ANTHROPIC_API_KEY: "simulated", ANTHROPIC_BASE_URL: stage.modelUrl };
  const log = openSync(workerLog(stage), "a");
  const options = {
    env: { ...stage.environment, ...model },
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  };
  const child = stage.own(fork(PAWL, ["worker", "--workspace", stage.repository], options));
  closeSync(log);
  await new Promise((resolve, reject) => {
    child.on("message", (message) => message === WORKER_READY && resolve());
    child.once("exit", () => reject(new Error(`A worker ended at its start.\n${workerLogTail(stage)}`)));
  });
  child.unref();
  child.channel?.unref();
  say("worker", `pid ${child.pid}, 16 agents at once`);
  return child;
}

export async function startRun(stage) {
  const words = [PAWL, "do", TASK, "--workspace", stage.repository, "--id", RUN_ID, "--detach", "--json"];
  const { workflowId, runId } = JSON.parse(
    execFileSync(process.execPath, words, { env: stage.environment, encoding: "utf8" }),
  );
  stage.run = { workflowId, runId };
  say("run", `${workflowId}: ${pc.bold(`pawl do "${TASK}"`)}`);
}

/** The last that the workers said. */
export function workerLogTail(stage) {
  return readFileSync(workerLog(stage), "utf8").slice(-2_000);
}

function workerLog({ folder }) {
  return join(folder, "workers.log");
}

/** What `pawl show` prints of the run. */
export function showRun(stage) {
  return pawl(stage, "show", RUN_ID);
}

/** What `pawl pending` prints of its open questions. */
export function showQuestions(stage) {
  return pawl(stage, "pending", RUN_ID);
}

/** The words of `pawl approve` for it, for any terminal on this machine. */
export function approveWords({ address }) {
  return [process.execPath, PAWL, "approve", RUN_ID, "--address", address];
}

/** What `pawl logs` prints of one of its agents. */
export function showLogs(stage, call) {
  return pawl(stage, "logs", RUN_ID, String(call));
}

function pawl(stage, ...words) {
  const env = { ...stage.environment, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) };
  return execFileSync(process.execPath, [PAWL, ...words], { env, encoding: "utf8" });
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function until(condition, { child, explain }) {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await condition())) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) throw new Error(explain());
    await sleep(100);
  }
}
