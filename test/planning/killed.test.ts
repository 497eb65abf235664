// A plan whose worker is killed at every kind of moment: it is written, approved and run as if nothing had been.
import { readFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { expect, inject, it } from "vitest";
import type { GateView } from "../../src/protocol/run-views.ts";
import { addRules, endOf, marker, newWorkspace, requestsWith } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { script, sha256, startPlan, STEP } from "./plan-stage.ts";

const TEST_MS = 240_000;
/** A dead worker's agents are noticed after 10 s; the rest is work on a busy machine. */
const LONG_MS = 90_000;
/** Long enough for a kill between question and answer. */
const THINKS_MS = 2_000;

it(
  "R02 killed while the planner thinks, while it is answered, while its script is mended, while somebody reads it, and while it runs: no answered turn is asked again, and what was approved is what runs",
  { timeout: TEST_MS },
  async () => {
    const mark = marker();
    const final = script(`await check("true")\nreturn await agent("${mark} work")`);
    await slowPlanner(mark, final);
    const workspace = await newWorkspace();
    const taskQueue = `killed-${randomUUID().slice(0, 8)}`;
    const { address, simulatorUrl } = inject("stage");
    const home = join(workspace, "home");
    const begin = () =>
      startWorkerProcess({ address, simulatorUrl, workspaces: [workspace], taskQueue, home });
    let worker = await begin();
    const killAndRestart = async (): Promise<void> => {
      await worker.kill();
      worker = await begin();
    };
    try {
      const handle = await startPlan(`do ${mark}`, { workspace, taskQueue });
      await thinking(mark, 1);
      await killAndRestart();
      const question = await gateOf(handle, "ask");
      await killAndRestart();
      await handle.signal("answer", { id: question.id, value: "left", by: "ann" });
      await thinking(mark, 3);
      await killAndRestart();
      const launch = await gateOf(handle, "launch");
      expect(launch.details).toMatchObject({ hash: sha256(final) });
      await killAndRestart();
      await handle.signal("approve", { id: launch.id, by: "ann" });
      await thinking(mark, 4);
      await killAndRestart();
      expect(await endOf(handle)).toMatchObject({
        kind: "returned",
        result: { status: "completed", script: { hash: sha256(final) }, census: { asked: 4, done: 4 } },
      });
      expect(await readFile(join(workspace, ".pawl/scripts/planned.js"), "utf8")).toBe(final);
      expect(await askedAgain(mark)).toEqual([]);
    } finally {
      await worker.kill();
    }
  },
);

/** Asks first, then writes what does not parse, then what runs. */
async function slowPlanner(mark: string, final: string): Promise<void> {
  const questions = [{ question: "Which way?", choices: ["left", "right"], default: "left" }];
  const steps = [
    [STEP.first, { questions }],
    [STEP.answered, { script: script("const = 1") }],
    [STEP.wrong, { script: final }],
  ] as const;
  await addRules([
    ...steps.map(([lastText, value], n) => ({
      name: `${mark} ${n}`,
      when: { prompt: mark, tool: "StructuredOutput", lastText },
      reply: { kind: "answer" as const, value, delayMs: THINKS_MS },
    })),
    {
      name: `${mark} work`,
      when: { prompt: `^${mark} work` },
      reply: { kind: "text" as const, text: "worked", delayMs: THINKS_MS },
    },
  ]);
}

/** Resolves while the model thinks over so many-th of the run's questions to it. */
function thinking(mark: string, step: number): Promise<unknown> {
  return until(
    `step ${step} of the plan`,
    async () => {
      const requests = await requestsWith(mark);
      const keys = new Set(requests.map(({ key }) => key));
      return keys.size === step && requests.at(-1)?.outcome === "open";
    },
    LONG_MS,
  );
}

function gateOf(handle: WorkflowHandle, kind: GateView["kind"]): Promise<GateView> {
  return until(
    `a gate of kind ${kind}`,
    async () => {
      const gates = await handle.query<GateView[]>("pending").catch((): GateView[] => []);
      return gates.find((gate) => gate.kind === kind);
    },
    LONG_MS,
  );
}

/** Keys of requests that were made again although the model had answered them before. */
async function askedAgain(mark: string): Promise<string[]> {
  const answered = new Set<string>();
  return (await requestsWith(mark)).flatMap(({ key, outcome }) => {
    const again = answered.has(key);
    if (outcome === "answered") answered.add(key);
    return again ? [key] : [];
  });
}
