// Where the examples run in tests: the shared Temporal server, a simulator that knows all their rules, a worker of their own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { inject } from "vitest";
import type { Json } from "../../src/protocol/json.ts";
import type { GateView } from "../../src/protocol/run-views.ts";
import { loadRules } from "../../src/simulator/load-rules.ts";
import type { Rule } from "../../src/simulator/rules.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { startScript } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { EXAMPLES, exampleScripts, makeRepository } from "./examples-folder.ts";

const TASK_QUEUE = "examples";
const GATE_MS = 150_000;

export type ExampleStage = {
  /** A fresh git repository of the library, to work in. */
  readonly newRepository: () => Promise<string>;
  /** An empty folder below the one that the worker serves. */
  readonly newFolder: () => string;
  readonly start: (name: string, options: { workspace: string; args?: Json }) => Promise<WorkflowHandle>;
  readonly end: () => Promise<void>;
};

export async function setExampleStage(): Promise<ExampleStage> {
  const folder = mkdtempSync(join(tmpdir(), "pawl-examples-"));
  const simulator = await startSimulator({ rules: await allRules() });
  const worker = await startWorkerProcess({
    address: inject("stage").address,
    simulatorUrl: simulator.url,
    workspaces: [folder],
    taskQueue: TASK_QUEUE,
    home: mkdtempSync(join(folder, "home-")),
  });
  const newFolder = (): string => mkdtempSync(join(folder, "workspace-"));
  return {
    newFolder,
    newRepository: () => makeRepository(newFolder()),
    start: (name, options) =>
      startScript(readFileSync(join(EXAMPLES, name), "utf8"), { ...options, taskQueue: TASK_QUEUE }),
    end: async () => {
      await worker.kill();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for an open question that contains the text; as long as a run of many agents may take on a busy machine. */
export function openGate(handle: WorkflowHandle, question: string): Promise<GateView> {
  return until(
    `the question "${question}"`,
    async () => (await handle.query<GateView[]>("pending")).find((gate) => gate.question.includes(question)),
    GATE_MS,
  );
}

/** The last example first: one that runs others has the narrower rules. */
async function allRules(): Promise<readonly Rule[]> {
  const files = exampleScripts()
    .toReversed()
    .map((name) => join(EXAMPLES, "rules", name.replace(/js$/, "mjs")));
  return (await Promise.all(files.map(loadRules))).flat().map(withoutDelay);
}

/** Tests need no pauses for thought. */
function withoutDelay({ reply, ...rule }: Rule): Rule {
  return {
    ...rule,
    reply: (request) => {
      const said = typeof reply === "function" ? reply(request) : reply;
      return said === null ? null : { ...said, delayMs: 0 };
    },
  };
}
