// Sees to it that a Temporal server answers: the one that is there, or one of our own.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ClientError } from "../../client/client-error.ts";
import { serverAnswers } from "../../client/connect.ts";
import type { Invocation } from "../command.ts";
import { CommandFailure } from "../command-failure.ts";
import { findTemporal } from "../temporal-program.ts";
import { isLocalAddress, type DevSettings } from "./dev-settings.ts";
import { installTemporal } from "./install-temporal.ts";
import { keepRunning, type KeptChild } from "./keep-running.ts";
import { serverLogTail, startServerProcess, type ServerProcess } from "./server-process.ts";

export type DevServer = {
  /** `null` when the server was there before us: then it is not ours to end. */
  readonly child: KeptChild | null;
  readonly ui: string | null;
  readonly database: string | null;
};

const ANSWERS_WITHIN_MS = 1_500;
/** A cold start with a large database on a slow disk; usually it is up in about a second. */
const UP_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** `onStarted` hears of our own server before it is up. Throws `ClientError` of kind `no-server`, or `CommandFailure` with what the server said. */
export async function startServer(
  settings: DevSettings,
  invocation: Invocation,
  onStarted: (child: KeptChild) => void,
): Promise<DevServer> {
  const { config, port, uiPort } = settings;
  const { address, namespace } = config.temporal;
  if (await serverAnswers(config, ANSWERS_WITHIN_MS)) return { child: null, ui: null, database: null };
  if (!isLocalAddress(address)) {
    throw new ClientError(
      "no-server",
      `Expected a Temporal server at ${address}; none answered, and pawl dev starts servers on this machine only.`,
      "Start that server, or unset TEMPORAL_ADDRESS (or the profile) to have one here.",
    );
  }
  const { io, environment } = invocation;
  const found = await findTemporal({ temporalBin: config.temporalBin, environment });
  const program = found ?? (await installTemporal({ io, environment }));
  await mkdir(config.home, { recursive: true });
  const database = path.join(config.home, "temporal.db");
  const logFile = path.join(config.home, "temporal.log");
  const server: ServerProcess = { program, port, uiPort, namespace, database, logFile };
  const child = keepRunning({
    title: "Temporal server",
    start: () => startServerProcess(server, { ...environment }),
    note: (message) => io.err(message),
  });
  onStarted(child);
  await untilUp(settings, child, server);
  return { child, ui: `http://127.0.0.1:${uiPort}`, database };
}

async function untilUp({ config }: DevSettings, child: KeptChild, server: ServerProcess): Promise<void> {
  const patience = Date.now() + UP_WITHIN_MS;
  let reason: string | null = null;
  void child.gaveUp.then((why) => (reason = why));
  while (reason === null && Date.now() < patience) {
    if (await serverAnswers(config, ANSWERS_WITHIN_MS)) return;
    await sleep(LOOK_EVERY_MS);
  }
  await child.stop();
  const { logFile, port, uiPort } = server;
  throw new CommandFailure(
    `Expected the Temporal server to come up on ports ${port} and ${uiPort} (UI); it did not. ${reason ?? ""}\n${serverLogTail(logFile)}`.trim(),
    `If a port is taken: --port and --ui-port. Its log: ${logFile}`,
  );
}
