// The stage of hostile scripts: a worker process and a queue of their own, so that what happens to it is seen; a
// neighbour run on the same worker that must go on; secrets that must never be seen.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { inject } from "vitest";
import { startChild, type Child } from "../support/child.ts";
import { startScript } from "../support/stage.ts";
import { PAWL, testEnvironment } from "../support/worker-process.ts";

/** In the worker's environment. */
export const ENVIRONMENT_CANARY = "canary-environment-5d1c4f0a";
/** In a file beside the workspace. */
export const FILE_CANARY = "canary-file-a94be771";

const META = "export const meta = { name: 'nested', description: 'a nested script' }\n";
const SAVED = { again: "return workflow('again')", endless: "for (;;);" };

export type HostileStage = {
  readonly taskQueue: string;
  readonly workspace: string;
  readonly worker: Child<{ readonly pid: number }>;
  readonly neighbour: WorkflowHandle;
  close(): Promise<void>;
};

export async function openHostileStage(): Promise<HostileStage> {
  const { address, simulatorUrl } = inject("stage");
  const folder = await mkdtemp(join(tmpdir(), "pawl-hostile-"));
  const workspace = join(folder, "workspace");
  const taskQueue = `hostile-${process.pid}`;
  await mkdir(join(workspace, ".pawl/scripts"), { recursive: true });
  await writeFile(join(folder, "outside.txt"), FILE_CANARY);
  for (const [name, body] of Object.entries(SAVED))
    await writeFile(join(workspace, ".pawl/scripts", `${name}.js`), META + body);
  const flags = ["worker", "--json", `--address=${address}`, `--task-queue=${taskQueue}`];
  const env = {
    ...testEnvironment({ simulatorUrl, home: join(folder, "home") }),
    HOSTILE_CANARY: ENVIRONMENT_CANARY,
  };
  const worker = await startChild<{ readonly pid: number }>(
    process.execPath,
    [PAWL, ...flags, "--workspace", workspace],
    { env },
  );
  if (process.env["PAWL_TEST_VERBOSE"])
    void worker.ended.then((end) =>
      process.stderr.write(`the hostile worker ended: ${String(end)}\n${worker.output()}\n`),
    );
  const neighbour = await startScript(NEIGHBOUR, { taskQueue, limits: { agents: 7_000 } });
  return {
    taskQueue,
    workspace,
    worker,
    neighbour,
    async close() {
      await neighbour.terminate("the corpus is through").catch(() => undefined);
      await worker.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes progress by timers and agents as long as its worker does. */
const NEIGHBOUR = `for (let step = 0; step < 3000; step++) {
  await agent('neighbour ' + step)
  await sleep(100)
}`;

export type SeenHistory = {
  /** Of workflow tasks that failed or timed out: each would be tried again, for ever. */
  readonly troubles: readonly string[];
  readonly text: string;
  /** Milliseconds since 1970, of the timers that fired. */
  readonly firedAt: readonly number[];
};

const TROUBLES = ["EVENT_TYPE_WORKFLOW_TASK_FAILED", "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT"];

/**
 * Something happened to a run in the moment it ended: the server asks once more, and that is all. Or a busy worker did
 * not fetch a task within the seconds of its sticky queue: whoever is free gets it.
 */
const BENIGN = ["UnhandledCommand", "TIMEOUT_TYPE_SCHEDULE_TO_START"];

type HistoryEvent = {
  readonly eventType: string;
  readonly eventTime: string;
  readonly workflowTaskTimedOutEventAttributes?: { readonly timeoutType?: string };
  readonly workflowTaskFailedEventAttributes?: { readonly failure?: { readonly message?: string } };
};

export async function seeHistory(handle: WorkflowHandle): Promise<SeenHistory> {
  const text = historyToJSON(await handle.fetchHistory());
  const { events } = JSON.parse(text) as { events: readonly HistoryEvent[] };
  return {
    text: text + decodedPayloads(text),
    troubles: events
      .filter(({ eventType }) => TROUBLES.includes(eventType))
      .map(toTrouble)
      .filter((trouble) => !BENIGN.some((word) => trouble.endsWith(word))),
    firedAt: events
      .filter(({ eventType }) => eventType === "EVENT_TYPE_TIMER_FIRED")
      .map(({ eventTime }) => Date.parse(eventTime)),
  };
}

function toTrouble(event: HistoryEvent): string {
  const { workflowTaskFailedEventAttributes: failed, workflowTaskTimedOutEventAttributes: late } = event;
  return `${event.eventType} ${failed?.failure?.message ?? late?.timeoutType ?? ""}`;
}

/** Payloads are base64 in a history's JSON. */
function decodedPayloads(text: string): string {
  const found = text.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g);
  return Array.from(found, ([, data = ""]) => Buffer.from(data, "base64").toString()).join("\n");
}

/** The longest time in milliseconds between two moments that follow each other. */
export function longestGap(moments: readonly number[]): number {
  return moments.reduce((longest, at, index) => Math.max(longest, at - (moments[index - 1] ?? at)), 0);
}
