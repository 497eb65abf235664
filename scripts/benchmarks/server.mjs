// A Temporal dev server on a database file, as `pawl dev` starts it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { findTemporal } from "../../dist/cli/temporal-program.js";

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

export async function startServer(dbFile) {
  const search = { temporalBin: process.env.PAWL_TEMPORAL_BIN ?? null, environment: process.env };
  const program = await findTemporal(search);
  if (program === null) throw new Error("The Temporal program is missing: run scripts/setup");
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const flags = `server start-dev --ip 127.0.0.1 --port ${port} --headless --log-level never --sqlite-pragma journal_mode=wal --db-filename ${dbFile}`;
  const child = spawn(program, flags.split(" "), { stdio: "ignore" });
  for (const deadline = Date.now() + START_TIMEOUT_MS; !(await answers(address)); await pause(POLL_MS)) {
    if (Date.now() > deadline)
      throw new Error(`no Temporal server at ${address} after ${START_TIMEOUT_MS} ms`);
  }
  return { child, address };
}

async function answers(address) {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 500 });
    await connection.workflowService.describeNamespace({ namespace: "default" });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
