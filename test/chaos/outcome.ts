// What a disturbed run is held to: the undisturbed run's result, and nobody finished asked again.
import { expect } from "vitest";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { processesWith } from "../support/processes.ts";
import { until } from "../support/until.ts";
import type { ChaosRun } from "./chaos-stage.ts";
import { AGENTS, ITEMS } from "./chaos-script.ts";

export const UNDISTURBED = {
  status: "completed",
  value: {
    rows: Array.from({ length: ITEMS }, (_, item) => `judge of ${item}`),
    approved: true,
    by: "ann",
    green: true,
    output: "judged\n",
  },
  census: { asked: AGENTS, done: AGENTS, reused: 0, null: 0, failed: 0, skipped: 0 },
  failures: [],
  moreFailures: 0,
  verdict: { ok: true, label: "final", exitCode: 0, stale: false },
};

/** What must be equal: usage and cost hold what the repeated turns of agents in flight cost. */
export async function expectAsUndisturbed(run: ChaosRun, result: RunResult): Promise<void> {
  expect(result).toMatchObject(UNDISTURBED);
  const judgement = await run.judgement();
  expect(judgement.askedAfterCompletion).toEqual([]);
  expect(judgement.repeatedUndisturbed).toEqual([]);
  await untilNothingIsLeft(run);
}

/** The check's processes die with the worker that started them. */
export async function untilNothingIsLeft(run: ChaosRun): Promise<void> {
  await until(
    "the run's processes to be gone",
    async () => (await processesWith(run.word)).length === 0,
    5_000,
  );
}
