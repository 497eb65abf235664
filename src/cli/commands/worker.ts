// pawl worker: one worker, until it is told to end.
import { loadConfig, type Config } from "../../config.ts";
import { COMMANDS_OPTIONS, type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { connect, type Session } from "../../client/connect.ts";
import { WORKER_READY } from "../dev/worker-process.ts";
import { EXIT } from "../exit-codes.ts";
import { clearAtStart } from "../leftover-scope.ts";
import { prepareHome } from "../prepare-home.ts";
import { flagOption, textOption, textsOption } from "../read-options.ts";
import { printWarnings } from "../session.ts";
import { sandboxWarnings } from "../sandbox-warning.ts";
import { withoutLogin } from "../without-login.ts";
import { preflightWorker } from "../worker-preflight.ts";

export const worker: Command = {
  name: "worker",
  summary: "start one worker",
  description:
    "Starts one worker: it runs the workflows and the agents. The first Ctrl-C or SIGTERM lets it end in order, the\nsecond at once; what it was at goes on elsewhere.",
  arguments: [],
  options: [
    {
      flags: "--workspace <dir...>",
      description:
        "directories agents may work in; the first is the default (default: PAWL_WORKSPACE, else here)",
    },
    { flags: "--agents <count>", description: "agents at work at once (default: PAWL_AGENTS, else 16)" },
    {
      flags: "--model <model>",
      description: "model of agents that ask for none (default: PAWL_MODEL, else sonnet)",
    },
    ...COMMANDS_OPTIONS,
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: [
    "pawl worker --workspace ~/code/shop --agents 8",
    "pawl worker --workspace a --workspace b --json",
  ],
  run: runWorker,
};

async function runWorker(invocation: Invocation): Promise<number> {
  const config = workerConfig(invocation);
  printWarnings(config, invocation);
  await preflightWorker(config);
  await prepareHome(config.home);
  // Native connections retry for long before they say that nobody is there; this says so within seconds.
  const session = await connect(config);
  void clearLeftBehind(config, session, invocation);
  const { io, json } = invocation;
  for (const warning of await sandboxWarnings(config)) {
    io.err(`${io.errorColors.yellow(io.errorColors.bold("WARNING:"))} ${warning}`);
  }
  const { startWorker } = await import("../../worker/worker.ts");
  const running = await startWorker(config, {});
  endOnSignals(running, invocation);
  announce(config, invocation);
  process.send?.(WORKER_READY);
  await running.done;
  if (!json) io.out("Worker ended.");
  // The native runtime and a parent's channel would keep the process alive.
  process.exit(EXIT.completed);
}

/** Beside the start: agents that are waiting for this worker do not wait for it. */
async function clearLeftBehind(config: Config, session: Session, { io }: Invocation): Promise<void> {
  try {
    const count = await clearAtStart(config, session);
    if (count > 0) io.err(`Cleared ${count} things that killed workers had left behind.`);
  } catch (error) {
    io.err(`What killed workers left behind could not be cleared: ${String(error)}. See pawl clean.`);
  } finally {
    await session.connection.close();
  }
}

function workerConfig(invocation: Invocation): Config {
  return loadConfig(
    {
      address: textOption(invocation, "address"),
      namespace: textOption(invocation, "namespace"),
      profile: textOption(invocation, "profile"),
      taskQueue: textOption(invocation, "taskQueue"),
      workspaces: textsOption(invocation, "workspace"),
      agents: textOption(invocation, "agents"),
      model: textOption(invocation, "model"),
      allowNetwork: flagOption(invocation, "allowNetwork"),
      unsafeNoSandbox: flagOption(invocation, "unsafeNoSandbox"),
    },
    invocation.environment,
    invocation.cwd,
  );
}

function announce(config: Config, { io, json }: Invocation): void {
  const { address, namespace } = config.temporal;
  const { taskQueue, agents, workspaces, commands } = config;
  if (json) {
    io.out(
      JSON.stringify({
        ready: true,
        pid: process.pid,
        ...{ address, namespace, taskQueue, agents, workspaces, commands },
      }),
    );
    return;
  }
  io.out(
    `Worker ${process.pid} polls ${taskQueue} of ${address}/${namespace}: ${agents} agents at once in ${workspaces.join(", ")}.`,
  );
  if (config.anthropic.baseUrl) io.out(`Model: ${withoutLogin(config.anthropic.baseUrl)}`);
}

type Running = { readonly shutdown: () => Promise<void> };

function endOnSignals(running: Running, { io }: Invocation): void {
  let asked = false;
  const end = (): void => {
    if (asked) process.exit(EXIT.left);
    asked = true;
    io.err("Ending: agents at work are handed back. Once more to end at once.");
    running.shutdown().catch((error: unknown) => io.err(`The worker did not end in order: ${String(error)}`));
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  // The parent died, however it died.
  if (process.channel) process.on("disconnect", end);
}
