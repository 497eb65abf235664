// One worker: wiring only. Runs and light activities on one queue, agents on their own, so that neither starves the other.
import { homedir, hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { NativeConnection, Worker, type WorkerOptions } from "@temporalio/worker";
import { makeAgentActivity } from "../activities/agent.ts";
import { cancelRun } from "../activities/cancel-run.ts";
import { makeChooseSystem } from "../activities/choose-system.ts";
import { check } from "../activities/check.ts";
import { makeMergeActivity } from "../activities/merge.ts";
import { makePrepareScript } from "../activities/prepare-script.ts";
import { makeOpenPlan } from "../activities/open-plan.ts";
import { makeSaveScript } from "../activities/save-script.ts";
import { validateAnswer } from "../activities/validate-answer.ts";
import type { ModelTable } from "../agent/model-table.ts";
import { readModelTable } from "../agent/model-table-file.ts";
import { plannerType } from "../agent/planner-type.ts";
import { makeRedactor } from "../agent/redact/redactor.ts";
import type { Redactor } from "../agent/redact/redactor.ts";
import { secretValues } from "../agent/redact/secret-values.ts";
import { BUNDLED_SCRIPTS } from "../bundled-scripts.ts";
import type { Config } from "../config.ts";
import {
  AGENT_POLLS,
  HEARTBEAT_THROTTLE_MS,
  LIGHT_SLOTS,
  RUNS_CACHED_MAX,
  STICKY_QUEUE_TIMEOUT_MS,
  WORKER_KILL_MS,
  WORKFLOW_TASKS_AT_ONCE,
  WORKFLOW_THREADS,
  WORKFLOW_WATCHDOG_MS,
} from "../protocol/limits.ts";
import { agentsQueue, UNSAFE_MARKS } from "../protocol/names.ts";
import { CONFINED, setCommandPolicy, type CommandPolicy } from "../workspace/command-policy.ts";
import { readPlannerPages } from "./planner-pages.ts";
import { installQuietLogs } from "./quiet-logs.ts";
import { redactActivities } from "./redacted-activities.ts";
import { registeredSearchAttributes } from "./search-attributes.ts";

export type RunningWorker = {
  /** Resolves when both queues are drained after `shutdown`; rejects when the worker cannot go on. */
  readonly done: Promise<void>;
  shutdown(): Promise<void>;
};

export type StartWorkerOptions = {
  /** The workflow bundle; the one made at build time unless told otherwise. */
  readonly bundlePath?: string;
};

const BUILT_BUNDLE = fileURLToPath(new URL("../../dist/workflow-bundle.js", import.meta.url));

/**
 * The SDK's own watchdog of 5 s does not end a slow activation alone: the process dies of it. What a script may compute
 * is counted (src/workflows/engine/meter.ts), so slow means a busy machine. The SDK takes this option, its types do not name it.
 */
const watchdog: object = { isolateExecutionTimeout: WORKFLOW_WATCHDOG_MS };

/** Connects and polls. Rejects when the server cannot be reached or refuses the namespace. */
export async function startWorker(config: Config, options: StartWorkerOptions = {}): Promise<RunningWorker> {
  // A Temporal profile brings its key from a file.
  const { apiKey } = config.temporal.connection;
  const values = secretValues({
    ...process.env,
    ...(apiKey === undefined ? {} : { TEMPORAL_API_KEY: apiKey }),
  });
  const redactor = makeRedactor({ values });
  installQuietLogs(redactor);
  setCommandPolicy(policyOf(config));
  const connection = await NativeConnection.connect(config.temporal.connection);
  const common: WorkerOptions & { connection: NativeConnection } = {
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.taskQueue,
    identity: identityOf(config),
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    shutdownGraceTime: 0,
    shutdownForceTime: WORKER_KILL_MS,
    interceptors: { activity: [redactActivities(redactor)] },
  };
  const models = await readModelTable(config.home);
  const workers = [
    await makeRunsWorker(config, { common, models, codePath: options.bundlePath ?? BUILT_BUNDLE }),
    await makeAgentsWorker(config, { common, models, redactor }),
  ];
  const done = Promise.all(workers.map((worker) => worker.run())).then(() => connection.close());
  return {
    done,
    shutdown: () => {
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
      return done;
    },
  };
}

function policyOf({ commands }: Config): CommandPolicy {
  return {
    ...CONFINED,
    network: commands.network,
    sandbox: commands.sandbox ? "bubblewrap" : "none",
  };
}

/** Who worked is in every history; so is, with it, what its commands were allowed beyond the usual. */
function identityOf({ commands }: Config): string {
  const beyond = [
    ...(commands.sandbox ? [] : [UNSAFE_MARKS.noSandbox]),
    ...(commands.network ? [UNSAFE_MARKS.network] : []),
  ];
  return [`${process.pid}@${hostname()}`, ...beyond].join(" ");
}

/** What both workers are made of. */
type Shared = {
  readonly common: WorkerOptions & { readonly connection: NativeConnection };
  readonly models: ModelTable;
};

async function makeRunsWorker(
  config: Config,
  { common, models, codePath }: Shared & { readonly codePath: string },
): Promise<Worker> {
  const searchAttributes = await registeredSearchAttributes(common.connection, config.temporal.namespace);
  const { workspaces } = config;
  const places = { home: homedir(), bundled: BUNDLED_SCRIPTS };
  const prepareScript = makePrepareScript({
    workspaces,
    places,
    searchAttributes,
    models,
    defaultModel: config.model,
  });
  return Worker.create({
    ...common,
    workflowBundle: { codePath },
    activities: {
      prepareScript,
      chooseSystem: makeChooseSystem({
        workspaces: config.workspaces,
        searchAttributes,
        models,
        defaultModel: config.model,
      }),
      check,
      merge: makeMergeActivity({ home: config.home }),
      openPlan: makeOpenPlan({ workspaces, searchAttributes }),
      saveScript: makeSaveScript(places),
      validateAnswer,
      cancelRun,
    },
    maxConcurrentActivityTaskExecutions: LIGHT_SLOTS,
    stickyQueueScheduleToStartTimeout: STICKY_QUEUE_TIMEOUT_MS,
    maxCachedWorkflows: RUNS_CACHED_MAX,
    maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS_AT_ONCE,
    workflowThreadPoolSize: WORKFLOW_THREADS,
    ...watchdog,
  });
}

async function makeAgentsWorker(
  config: Config,
  { common, models, redactor }: Shared & { readonly redactor: Redactor },
): Promise<Worker> {
  const agent = makeAgentActivity({
    model: config.anthropic,
    models,
    defaultModel: config.model,
    home: config.home,
    userHome: homedir(),
    ownTypes: [plannerType(await readPlannerPages())],
    redactor,
  });
  return Worker.create({
    ...common,
    taskQueue: agentsQueue(config.taskQueue),
    activities: { agent },
    maxConcurrentActivityTaskExecutions: config.agents,
    maxConcurrentActivityTaskPolls: Math.min(config.agents, AGENT_POLLS),
  });
}
