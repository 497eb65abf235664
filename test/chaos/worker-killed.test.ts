// A worker is killed with SIGKILL at ten points of a run of 48 agents; another one finishes it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporalMessage } from "../support/temporal-cli.ts";
import { ChaosRun, ChaosStage } from "./chaos-stage.ts";
import { AGENTS, ITEMS } from "./chaos-script.ts";
import { judge } from "./judge.ts";
import { expectAsUndisturbed, UNDISTURBED, untilNothingIsLeft } from "./outcome.ts";

const TEST_MS = 120_000;
/** Once a new worker is up and the dead one's heartbeats are overdue: a retry's first second, and a machine that is busy. */
const RECOVERY_MS = 15_000;

let stage: ChaosStage;
beforeAll(async () => {
  stage = await ChaosStage.open();
});
afterAll(() => stage.close());

/** Model requests of an undisturbed run: one turn for the first and the last stage, two for the one with a tool. */
const REQUESTS = AGENTS + ITEMS;

/** Each list is one run, killed at one point after the other. Turns asked for until then. */
const points: readonly { readonly [point: string]: number }[] = [
  {
    "at the first model request": 1,
    "in the middle of the second stage": ITEMS + 10,
    "when the last agents are at work": REQUESTS - 1,
  },
  {
    "in the middle of the first stage": ITEMS / 2,
    "when the first agent of the second stage has asked": ITEMS + 1,
    "in the middle of tool turns": 2 * ITEMS + 3,
    "when the first agents of the third stage are at work": 3 * ITEMS + 2,
  },
];

describe.concurrent("worker killed", () => {
  it("R02 undisturbed: 48 agents, every turn asked once", { timeout: TEST_MS }, async () => {
    const run = await ChaosRun.begin(stage);
    try {
      const result = await run.end();
      expect(result).toMatchObject(UNDISTURBED);
      expect(await run.judgement()).toEqual({
        askedAfterCompletion: [],
        repeatedUndisturbed: [],
        inFlight: 0,
        repeatedTurns: 0,
      });
      expect(run.requests()).toHaveLength(REQUESTS);
    } finally {
      await run.close();
    }
  });

  it.for(points.map((point) => [Object.keys(point).join(", "), Object.values(point)] as const))(
    "R02 killed %s",
    { timeout: TEST_MS },
    async ([, counts]) => {
      const run = await ChaosRun.begin(stage);
      try {
        for (const requests of counts) {
          await run.requested(requests);
          await run.killWorker();
          await run.startWorker();
          await run.goesOn();
          expect(run.msWithoutRequest()).toBeLessThan(RECOVERY_MS);
        }
        await expectAsUndisturbed(run, await run.end());
        for (const kill of run.kills) expect((await run.judgement([kill])).inFlight).toBeGreaterThan(0);
      } finally {
        await run.close();
      }
    },
  );

  it(
    "R02 killed before the first agent, while the launch waits: the approval given meanwhile is honoured",
    { timeout: TEST_MS },
    async () => {
      const run = await ChaosRun.begin(stage, { approval: "launch" });
      try {
        await run.asking(/^Start/);
        await run.killWorker();
        await run.handle.signal("approve", { by: "ann" });
        expect(run.requests()).toEqual([]);
        await run.startWorker();
        await expectAsUndisturbed(run, await run.end());
        expect((await run.judgement()).repeatedTurns).toBe(0);
      } finally {
        await run.close();
      }
    },
  );

  it(
    "R02 killed while the gate is open: the answer of the plain Temporal CLI, given while no worker is up, is honoured",
    { timeout: TEST_MS },
    async () => {
      const run = await ChaosRun.begin(stage);
      try {
        await run.atTheGate();
        await run.killWorker();
        const { workflowId } = run.handle;
        await temporalMessage("signal", { workflowId, name: "approve", input: { by: "ann" } }, stage.address);
        await run.startWorker();
        await expectAsUndisturbed(run, await run.end({ answered: true }));
        expect((await run.judgement()).repeatedTurns).toBe(0);
      } finally {
        await run.close();
      }
    },
  );

  it(
    "R02 killed during the check: its processes die with the worker, and it is made again",
    { timeout: TEST_MS },
    async () => {
      const run = await ChaosRun.begin(stage, { heldCheck: true });
      try {
        const ended = run.end();
        await run.checking();
        await run.killWorker();
        await untilNothingIsLeft(run);
        await run.releaseCheck();
        await run.startWorker();
        await expectAsUndisturbed(run, await ended);
        expect((await run.judgement()).repeatedTurns).toBe(0);
      } finally {
        await run.close();
      }
    },
  );

  it("R02 killed while it takes up what another left", { timeout: TEST_MS }, async () => {
    const run = await ChaosRun.begin(stage);
    try {
      await run.requested(4);
      await run.killWorker();
      await run.startWorker();
      await run.killWorker();
      await run.startWorker();
      await expectAsUndisturbed(run, await run.end());
      expect(run.kills).toHaveLength(2);
    } finally {
      await run.close();
    }
  });
});

describe("the judge", () => {
  const agents = [
    { head: "a", scheduledAt: 0, completedAt: 100 },
    { head: "b", scheduledAt: 0, completedAt: 900 },
  ];
  const asked = (prompt: string, at: number) => ({
    prompt,
    at: new Date(at).toISOString(),
    outcome: "answered",
    turn: 0,
  });

  it("names an agent asked after its completion", () => {
    const { askedAfterCompletion } = judge(agents, [asked("a", 10), asked("a", 200)], [150]);
    expect(askedAfterCompletion).toEqual(["a"]);
  });

  it("tells an agent that a kill found in flight from one that was not", () => {
    const requests = [asked("a", 10), asked("a", 50), asked("b", 10), asked("b", 500)];
    expect(judge(agents, requests, [150])).toEqual({
      askedAfterCompletion: [],
      repeatedUndisturbed: ["a"],
      inFlight: 1,
      repeatedTurns: 2,
    });
  });
});
