// pawl dev: server, worker and, if asked, a simulated model on this machine, until Ctrl-C.
import { COMMANDS_OPTIONS, type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { CommandFailure } from "../command-failure.ts";
import { readDevSettings, shortPath, type DevSettings } from "../dev/dev-settings.ts";
import { keepRunning, type KeptChild } from "../dev/keep-running.ts";
import { startServer, type DevServer } from "../dev/start-server.ts";
import { startSimulatedModel, type SimulatedModel } from "../dev/start-simulated-model.ts";
import { startWorkerProcess } from "../dev/worker-process.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareHome } from "../prepare-home.ts";
import { shellWord } from "../shell-word.ts";

export const dev: Command = {
  name: "dev",
  summary: "start a Temporal dev server and a worker; Ctrl-C ends both",
  description:
    "Starts a Temporal dev server on a database file (unless a server answers already) and one worker, and says what to\ndo next. Ctrl-C ends all of it; runs that are not finished go on at the next start.",
  arguments: [],
  options: [
    {
      flags: "--simulate [rules]",
      description:
        "a simulated model instead of the real one: no key, no cost; rules from a .json, .js or .mjs file",
    },
    {
      flags: "--workspace <dir...>",
      description: "directories agents may work in (default: PAWL_WORKSPACE, else here)",
    },
    { flags: "--port <port>", description: "port of the server, on 127.0.0.1 (default: 7233)" },
    { flags: "--ui-port <port>", description: "port of Temporal's web page (default: --port + 1000)" },
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
    "pawl dev --simulate",
    "pawl dev --workspace ~/code/shop --agents 8",
    "pawl dev --simulate rules.mjs --port 7300",
  ],
  run: runDev,
};

/** What is to be ended, the last started first. */
type Endings = (() => Promise<void>)[];

async function runDev(invocation: Invocation): Promise<number> {
  const settings = await readDevSettings(invocation);
  const endings: Endings = [];
  const interrupted = untilInterrupted();
  try {
    const starting = startAll(settings, invocation, endings);
    // Ctrl-C in the middle of the start must end what is there, not wait for the rest.
    const first = await Promise.race([starting, interrupted]);
    if (first === "interrupted") return endOfDev(invocation);
    const why = await Promise.race([...first.map((child) => child.gaveUp), interrupted]);
    if (why === "interrupted") return endOfDev(invocation);
    throw new CommandFailure(why, "See what it said above, and `pawl doctor`.");
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

function endOfDev({ io }: Invocation): number {
  io.err("Ending server and worker.");
  return EXIT.completed;
}

function untilInterrupted(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve("interrupted"));
    }
  });
}

async function startAll(
  settings: DevSettings,
  invocation: Invocation,
  endings: Endings,
): Promise<readonly KeptChild[]> {
  const { config, simulate } = settings;
  await prepareHome(config.home);
  const model = simulate === null ? null : await startSimulatedModel(simulate, config.home);
  if (model !== null) endings.push(model.close);
  const server = await startServer(settings, invocation, (child) => endings.push(child.stop));
  const children = server.child === null ? [] : [server.child];
  const worker = await startWorker(settings, { invocation, model, endings });
  announce({ settings, server, model, worker }, invocation);
  return [...children, worker];
}

type WorkerStart = {
  readonly invocation: Invocation;
  readonly model: SimulatedModel | null;
  readonly endings: Endings;
};

/** Resolves when the worker polls. */
async function startWorker(
  { config }: DevSettings,
  { invocation, model, endings }: WorkerStart,
): Promise<KeptChild> {
  const { io, environment } = invocation;
  let onReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const worker = keepRunning({
    title: "worker",
    note: (message) => io.err(message),
    start: () =>
      startWorkerProcess({
        workspaces: config.workspaces,
        agents: config.agents,
        taskQueue: config.taskQueue,
        commands: config.commands,
        environment: {
          ...environment,
          TEMPORAL_ADDRESS: config.temporal.address,
          TEMPORAL_NAMESPACE: config.temporal.namespace,
          ...(config.temporal.profile === null ? {} : { TEMPORAL_PROFILE: config.temporal.profile }),
          PAWL_MODEL: config.model,
          PAWL_HOME: config.home,
          ...(model === null
            ? {}
            : { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: "simulated", ANTHROPIC_AUTH_TOKEN: "" }),
        },
        onReady,
      }),
  });
  endings.push(worker.stop);
  const failed = worker.gaveUp.then((why) => {
    throw new CommandFailure(why, "See what it said above, and `pawl doctor`.");
  });
  await Promise.race([ready, failed]);
  return worker;
}

type Started = {
  readonly settings: DevSettings;
  readonly server: DevServer;
  readonly model: SimulatedModel | null;
  readonly worker: KeptChild;
};

function announce(started: Started, invocation: Invocation): void {
  if (invocation.json) invocation.io.out(JSON.stringify(readyJson(started)));
  else for (const line of readyLines(started, invocation)) invocation.io.out(line);
}

function readyJson({ settings, server, model, worker }: Started): object {
  const { config } = settings;
  return {
    ready: true,
    address: config.temporal.address,
    namespace: config.temporal.namespace,
    taskQueue: config.taskQueue,
    workspaces: config.workspaces,
    commands: config.commands,
    home: config.home,
    ui: server.ui,
    database: server.database,
    serverStarted: server.child !== null,
    serverPid: server.child?.pid() ?? null,
    workerPid: worker.pid() ?? null,
    simulation: model?.url ?? null,
    simulatorLog: model?.logFile ?? null,
  };
}

const DEFAULT_ADDRESS = /^(127\.0\.0\.1|localhost):7233$/u;

function readyLines({ settings, server, model, worker }: Started, { io }: Invocation): string[] {
  const { config } = settings;
  const { bold, yellow, cyan, dim } = io.colors;
  const { address, namespace } = config.temporal;
  const where = server.database === null ? "was there already" : shortPath(server.database);
  const elsewhere = DEFAULT_ADDRESS.test(address) ? "" : `TEMPORAL_ADDRESS=${shellWord(address)} `;
  return [
    ...(model === null
      ? []
      : [yellow(bold("SIMULATION: no model is called. Answers come from rules, costs are made up."))]),
    `Temporal server  ${address}, namespace ${namespace} ${dim(`(${where})`)}`,
    ...(server.ui === null ? [] : [`Web page         ${server.ui}`]),
    `Worker           process ${worker.pid() ?? "?"}, ${config.agents} agents at once, queue ${config.taskQueue}`,
    ...config.workspaces.map((workspace) => `Workspace        ${workspace}`),
    ...(config.commands.sandbox ? [] : [yellow(bold("Commands         WITHOUT A SANDBOX"))]),
    ...(config.commands.network ? [yellow(bold("Commands         WITH THE NETWORK"))] : []),
    ...(model === null
      ? []
      : [`Simulated model  ${model.url} ${dim(`(requests: ${shortPath(model.logFile)})`)}`]),
    "",
    "Next, in another terminal:",
    `  ${cyan(`${elsewhere}pawl run FILE`)}        start a script and follow it`,
    `  ${cyan(`${elsewhere}pawl ls`)}              what ran and what runs`,
    `  ${cyan(`${elsewhere}pawl temporal workflow list`)}`,
    "Ctrl-C ends server and worker; unfinished runs go on at the next start.",
  ];
}
