// A real Temporal dev server on loopback, with the flags of `pawl dev`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Connection } from "@temporalio/client";
import { findTemporal } from "../../src/cli/temporal-program.ts";
import { SEARCH_ATTRIBUTES } from "../../src/protocol/names.ts";
import { freePort } from "./free-port.ts";
import { until } from "./until.ts";

export type DevServer = { readonly address: string; readonly pid: number; kill(): Promise<void> };
export type DevServerOptions = { readonly port?: number; readonly dbFile?: string };

/** Resolves when it answers. Without `dbFile` everything is in memory and gone with it. */
export async function startDevServer({ port, dbFile }: DevServerOptions = {}): Promise<DevServer> {
  const program = await findTemporal({
    temporalBin: process.env["PAWL_TEMPORAL_BIN"] ?? null,
    environment: process.env,
  });
  if (program === null) throw new Error("The Temporal program is missing: run scripts/setup");
  const listen = port ?? (await freePort());
  const child = spawn(program, serverArguments(listen, dbFile), { stdio: "ignore" });
  const ended = once(child, "exit");
  const address = `127.0.0.1:${listen}`;
  await until(`a Temporal server at ${address}`, () => answers(address));
  return {
    address,
    pid: child.pid ?? 0,
    async kill() {
      if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL")) await ended;
    },
  };
}

function serverArguments(port: number, dbFile: string | undefined): string[] {
  return [
    "server start-dev --headless --log-level never --ip 127.0.0.1",
    `--port ${port}`,
    "--dynamic-config-value matching.useNewMatcher=true --dynamic-config-value matching.enableFairness=true",
    dbFile === undefined ? "" : `--sqlite-pragma journal_mode=wal --db-filename ${dbFile}`,
    ...Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `--search-attribute ${name}=${type}`),
  ].flatMap((words) => words.split(" ").filter(Boolean));
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 500 });
    try {
      await connection.workflowService.describeNamespace({ namespace: "default" });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
