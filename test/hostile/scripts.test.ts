// A script can hurt only its own run: each ends as its verdict says, its tasks are never tried again, and the run beside it goes on.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkflowHandle } from "@temporalio/client";
import { addRules, endOf, startScript, type RunEnd } from "../support/stage.ts";
import { asyncMachinery } from "./cases/async.ts";
import { calls } from "./cases/calls.ts";
import { loops, memory } from "./cases/computing.ts";
import { errors } from "./cases/errors.ts";
import { pollution } from "./cases/pollution.ts";
import { proxies } from "./cases/proxies.ts";
import { reach } from "./cases/reach.ts";
import { source } from "./cases/source.ts";
import type { HostileCase, Verdict } from "./hostile-case.ts";
import {
  ENVIRONMENT_CANARY,
  FILE_CANARY,
  longestGap,
  openHostileStage,
  seeHistory,
  type HostileStage,
} from "./hostile-stage.ts";

const CLASSES = [reach, errors, asyncMachinery, proxies, pollution, source, loops, memory, calls];
/** Far above what any of them takes, below what a task that times out and is tried again would take. */
const CASE_TIMEOUT_MS = 40_000;
/**
 * The neighbour's step is three workflow tasks, an agent and a timer of the server's. Five
 * hostile runs at once compute on the worker's two threads, each up to its limit: beside other work on both cores (load
 * 3 to 5) the median step was 1.2 s and the longest 3.5 s, at load 8 to 19 they were 1.5 s and 5.5 s.
 */
const NEIGHBOUR_GAP_MS = 8_000;

const CANARIES = [ENVIRONMENT_CANARY, FILE_CANARY];

let stage: HostileStage;
beforeAll(async () => {
  const text = "at last";
  await addRules([
    { name: "slow", when: { prompt: "holds the place" }, reply: { kind: "text", text, delayMs: 60_000 } },
  ]);
  stage = await openHostileStage();
});
afterAll(() => stage.close());

describe.concurrent("a hostile script", () => {
  const all = CLASSES.flatMap(({ title, cases }) => cases.map((hostile) => ({ title, hostile })));
  for (const { title, hostile } of all) {
    it(`${title}: ${hostile.name}`, { timeout: CASE_TIMEOUT_MS + 20_000 }, async () => {
      const { troubles, seen, end } = await watch(hostile);
      expect(troubles, "workflow tasks that failed or timed out").toEqual([]);
      expect(describeEnd(end, hostile.verdict)).toBe(describeVerdict(hostile.verdict));
      expect(CANARIES.filter((canary) => seen.includes(canary))).toEqual([]);
    });
  }
});

async function watch({ script, input }: HostileCase) {
  const handle = await startScript(script, { taskQueue: stage.taskQueue, ...input });
  const end = await endInTime(handle);
  const { troubles, text } = await seeHistory(handle);
  return { end, troubles, seen: text + JSON.stringify(end) };
}

/** A run that does not end is terminated: its tasks would be tried for ever, and slow the others. */
async function endInTime(handle: WorkflowHandle): Promise<RunEnd | "no end"> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<"no end">((resolve) => {
    late = setTimeout(() => resolve("no end"), CASE_TIMEOUT_MS);
  });
  const end = await Promise.race([endOf(handle), tooLate]);
  clearTimeout(late);
  if (end === "no end") await handle.terminate("it did not end");
  return end;
}

function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === "ends") return "ended";
  if (verdict.kind === "returns") return `returned ${verdict.wanted}`;
  return `failed as ${verdict.type}, saying ${String(verdict.says)}${verdict.line === null ? "" : `, at line ${verdict.line}`}`;
}

/** The verdict's own words when the end fits it, else what came. */
function describeEnd(end: RunEnd | "no end", verdict: Verdict): string {
  return fits(end, verdict) ? describeVerdict(verdict) : summary(end);
}

function summary(end: RunEnd | "no end"): string {
  if (end === "no end" || end.kind === "stopped") return JSON.stringify(end);
  if (end.kind === "returned") return `returned ${JSON.stringify(end.result.value).slice(0, 500)}`;
  return `failed as ${end.type}, saying ${end.message.slice(0, 700)}`;
}

function fits(end: RunEnd | "no end", verdict: Verdict): boolean {
  if (end === "no end") return false;
  if (verdict.kind === "ends") return true;
  if (verdict.kind === "returns") return end.kind === "returned" && verdict.check(end.result.value);
  if (end.kind !== "failed" || end.type !== verdict.type || !verdict.says.test(end.message)) return false;
  return verdict.line === null || new RegExp(`:${verdict.line}:\\d+`).test(end.message);
}

describe("after all of them", () => {
  it("the worker is the process it was", () => {
    expect(() => process.kill(stage.worker.pid, 0)).not.toThrow();
    expect(CANARIES.filter((canary) => stage.worker.output().includes(canary))).toEqual([]);
  });

  it("the run beside them kept its pace", async () => {
    const { troubles, firedAt } = await seeHistory(stage.neighbour);
    expect(troubles).toEqual([]);
    expect(firedAt.length).toBeGreaterThan(15);
    expect(longestGap([...firedAt, Date.now()])).toBeLessThan(NEIGHBOUR_GAP_MS);
  });
});
