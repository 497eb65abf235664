// The model's API refuses the account: one question for the run, and nobody fails meanwhile. The test plays the agents.
import { describe, expect, it } from "vitest";
import { activityFailure, figures, next, outcome, startRun, type RunStage } from "./run-stage.ts";

const NO_CREDIT = activityFailure("AccountBlocked", "Your credit balance is too low.", figures(3));
const SCRIPT = "return parallel(['a', 'b', 'c', 'd'].map((p) => () => agent(p)))";

/** Two agents at work, two in line, and the account has stopped those at work. */
async function blocked(): Promise<RunStage> {
  const run = startRun(SCRIPT, { concurrency: 2 });
  await run.settle();
  next(run.agents).reject(NO_CREDIT);
  next(run.agents).reject(NO_CREDIT);
  await run.settle();
  return run;
}

async function finish(run: RunStage, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await run.settle();
    const { task, resolve } = next(run.agents);
    resolve(outcome(task.prompt));
  }
}

describe("a blocked account", () => {
  it("is one question for the whole run, in the API's words", async () => {
    const run = await blocked();
    expect(run.gates.open()).toMatchObject([
      {
        ...{ id: "g1", kind: "account", approvers: null, deadline: null },
        question: expect.stringMatching(/credit balance is too low[^]*Approve to go on[^]*reject/),
        details: { call: 1, label: "a", kind: "AccountBlocked" },
      },
    ]);
    expect(run.record.status(run.gates.open(), [])).toMatchObject({ status: "waiting", failures: [] });
    expect(run.record.agents.view({ state: "waiting" }).total).toBe(2);
  });

  it("lets no other agent begin", async () => {
    const run = await blocked();
    expect(run.agents).toHaveLength(0);
    expect(run.record.agents.view({ state: "queued" }).total).toBe(2);
  });

  it("approve: the held agents go on in a new leg, before those in line; nothing failed", async () => {
    const run = await blocked();
    run.gates.decide("approve", { by: "ann" });
    await run.settle();
    expect(run.agents.map(({ task }) => [task.prompt, task.leg, task.answers])).toEqual([
      ["a", 1, undefined],
      ["b", 1, undefined],
    ]);
    await finish(run, 4);
    expect(await run.result()).toMatchObject({
      ...{ status: "completed", value: ["a", "b", "c", "d"], census: { asked: 4, done: 4 }, failures: [] },
      usage: { outputTokens: 20 },
    });
  });

  it("reject: they are null with a line each, the others are tried, and nobody is asked again", async () => {
    const run = await blocked();
    run.gates.decide("reject", {});
    await run.settle();
    next(run.agents).reject(NO_CREDIT);
    await finish(run, 1);
    const result = await run.result();
    expect(result).toMatchObject({ status: "degraded", value: [null, null, null, "d"] });
    expect(result.failures.map(({ call, kind }) => [call, kind])).toEqual([
      [1, "AccountBlocked"],
      [2, "AccountBlocked"],
      [3, "AccountBlocked"],
    ]);
    expect(run.gates.answered()).toHaveLength(1);
  });

  it("an agent stopped by the account before the approval, and heard of after it, simply goes on", async () => {
    const run = startRun(SCRIPT, { concurrency: 2 });
    await run.settle();
    const [first, late] = [next(run.agents), next(run.agents)];
    first.reject(NO_CREDIT);
    await run.settle();
    run.gates.decide("approve", {});
    await run.settle();
    expect(next(run.agents).task).toMatchObject({ prompt: "a", leg: 1 });
    late.reject(NO_CREDIT);
    await run.settle();
    expect(run.gates.open()).toEqual([]);
    expect(next(run.agents).task).toMatchObject({ prompt: "b", leg: 1 });
  });

  it("approved too early, it asks again", async () => {
    const run = await blocked();
    run.gates.decide("approve", {});
    await run.settle();
    next(run.agents).reject(NO_CREDIT);
    next(run.agents).reject(NO_CREDIT);
    await run.settle();
    expect(run.gates.open().map(({ id }) => id)).toEqual(["g2"]);
    run.gates.decide("approve", {});
    await run.settle();
    expect(run.agents.map(({ task }) => task.leg)).toEqual([2, 2]);
  });

  it("holds whoever is at work only when it stops them, too", async () => {
    const run = startRun(SCRIPT, { concurrency: 2 });
    await run.settle();
    next(run.agents).reject(NO_CREDIT);
    await run.settle();
    next(run.agents).resolve(outcome("b"));
    await run.settle();
    expect(run.record.agents.census()).toMatchObject({ done: 1 });
    expect(run.agents).toHaveLength(0);
  });

  it("R09 the run may end meanwhile: held agents and those in line are stopped", async () => {
    const run = await blocked();
    run.close();
    await run.settle();
    expect(run.record.agents.census()).toMatchObject({ asked: 4, skipped: 4 });
    expect(run.agents).toHaveLength(0);
  });
});
