import { describe, expect, it } from "vitest";
import { makeCounters } from "../../../src/workflows/guest/counters.ts";
import { toMilliseconds } from "../../../src/workflows/guest/durations.ts";

describe("counters", () => {
  it("A13 counts calls, and refuses the one over the limit as often as it is tried", () => {
    const counters = makeCounters({ maxAgents: 2, budgetOutputTokens: null });
    counters.countAgent();
    expect(counters.exhausted()).toBeNull();
    counters.countAgent();
    for (let tries = 0; tries < 3; tries++)
      expect(() => counters.countAgent()).toThrow(/2 times \(limits\.agents\)/);
    expect(counters.exhausted()).toMatchObject({ name: "AgentLimit", type: "AgentLimit" });
  });

  it("W04 the budget is {total, spent(), remaining()}, frozen, and infinite when there is none", () => {
    const { budget } = makeCounters({ maxAgents: 1, budgetOutputTokens: null });
    expect([budget.total, budget.spent(), budget.remaining()]).toEqual([null, 0, Infinity]);
    expect(Object.isFrozen(budget)).toBe(true);
  });

  it("W05 refuses from spent() >= total on, and never tells of less than nothing", () => {
    const counters = makeCounters({ maxAgents: 9, budgetOutputTokens: 10 });
    counters.setSpent(9);
    counters.countAgent();
    expect(counters.budget.remaining()).toBe(1);
    counters.setSpent(10);
    expect(() => counters.countAgent()).toThrow(/10 output tokens.*10 spent/);
    counters.setSpent(25);
    expect([counters.budget.spent(), counters.budget.remaining()]).toEqual([25, 0]);
    expect(counters.exhausted()).toMatchObject({ name: "BudgetExceeded", type: "BudgetExceeded" });
  });
});

describe("durations", () => {
  it.each([
    [250, 250],
    [0, 0],
    [-5, 0],
    [1.6, 2],
    ["2h", 7_200_000],
    ["90 minutes", 5_400_000],
    ["1d", 86_400_000],
    ["250", 250],
    ["1.5s", 1_500],
  ])("W08 %j is %j ms", (duration, ms) => {
    expect(toMilliseconds(duration, "sleep()")).toBe(ms);
  });

  it.each(["", "soon", "2 parsecs", "x".repeat(200), NaN, null, undefined, {}, true, 5n])(
    "W08 %s is none",
    (duration) => {
      expect(() => toMilliseconds(duration, "sleep()")).toThrow(/sleep\(\) takes milliseconds or a text/);
    },
  );

  it.each([Infinity, 4e11, "100y"])("W08 %s is too long", (duration) => {
    expect(() => toMilliseconds(duration, "sleep()")).toThrow(/10 years/);
  });
});
