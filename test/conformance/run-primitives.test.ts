// Rows W01 to W05: phase, log, args, budget.
import { describe, expect, it } from "vitest";
import { LOG_LINES_KEPT } from "../../src/protocol/limits.ts";
import type { LogView, StatusView } from "../../src/protocol/run-views.ts";
import { addRules, endOf, marker, requestsWith, startScript, valueOf } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { CAUGHT, agentsOf, logOf, runToReturn } from "./outcomes.ts";

describe("W01 phase", () => {
  const PHASED = `export const meta = { name: 'phased', description: 'd', phases: [{ title: 'Plan' }, { title: 'Build' }, { title: 'Never' }] }`;

  it("W01 declared phases show from the start, in order, before any of them is entered", async () => {
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark }, reply: { kind: "text", text: "x", delayMs: 60_000 } },
    ]);
    const handle = await startScript(`${PHASED}\nawait agent("${mark}")`);
    await until("the agent at work", async () => (await requestsWith(mark)).length > 0);
    const status = await handle.query<StatusView>("status");
    await handle.cancel();
    expect(status.phases).toEqual(
      ["Plan", "Build", "Never"].map((title) => ({
        title,
        queued: 0,
        working: 0,
        waiting: 0,
        done: 0,
        failed: 0,
      })),
    );
    expect(status.currentPhase).toBeNull();
    await endOf(handle);
  });

  it("W01 it is synchronous and sets the group of later calls; the same title is the same group, another gets its own", async () => {
    const { handle, value } = await runToReturn(
      `${PHASED}
       const pending = agent("before")
       const given = phase("Build"); const a = agent("a"); phase("Extra"); const b = agent("b"); phase("Build"); await agent("c")
       log("in build"); await Promise.all([pending, a, b]); phase("Plan"); await agent("d"); phase("Build"); return given === undefined`,
    );
    expect(value).toBe(true);
    expect((await agentsOf(handle)).map(({ phase }) => phase)).toEqual([
      null,
      "Build",
      "Extra",
      "Build",
      "Plan",
    ]);
    const status = await handle.query<StatusView>("status");
    expect(status.phases.map(({ title, done }) => [title, done])).toEqual([
      ["Plan", 1],
      ["Build", 2],
      ["Never", 0],
      ["Extra", 1],
    ]);
    expect(status.currentPhase).toBe("Build");
    expect(await logOf(handle)).toMatchObject([{ message: "in build", phase: "Build" }]);
  });

  it("W01 the view stays readable whatever the titles are", async () => {
    const { handle } = await runToReturn(
      `for (let n = 0; n < 500; n++) phase(n + "x".repeat(20000)); phase("__proto__"); await agent("x"); phase("last")`,
    );
    const status = await handle.query<StatusView>("status");
    expect(JSON.stringify(status).length).toBeLessThan(1_000_000);
    expect(status.phases.length).toBeGreaterThan(10);
    expect(status.currentPhase).toBe("last");
  });
});

describe("W02 log", () => {
  it("W02 adds a narrator line, objects as JSON", async () => {
    const { handle, value } = await runToReturn(
      `const cycle = {}; cycle.self = cycle
       const given = log("text"); log({ a: [1, null] }); log(["x"]); log(5, true, null, undefined); log(); log(new Error("e")); log(10n); log(cycle); log(() => 1); log(Symbol("s"))
       return given === undefined`,
    );
    expect(value).toBe(true);
    const messages = (await logOf(handle)).map(({ message }) => message);
    expect(messages.slice(0, 7)).toEqual([
      "text",
      '{"a":[1,null]}',
      '["x"]',
      "5 true null undefined",
      "",
      "Error: e",
      "10",
    ]);
    expect(messages).toHaveLength(10);
  });

  it("W02 the last 1 000 are kept, and how many went before is known", async () => {
    expect(LOG_LINES_KEPT).toBe(1_000);
    const { handle } = await runToReturn("for (let n = 1; n <= 3210; n++) log('line ' + n)");
    const view = await handle.query<LogView>("log");
    expect([view.lines.length, view.dropped, view.lines[0]?.message, view.lines.at(-1)?.message]).toEqual([
      ...[1_000, 2_210, "line 2211", "line 3210"],
    ]);
  });
});

describe("W03 args", () => {
  it.each([
    [{ a: [1, { b: null }], c: "é😀\u0000" }],
    [[]],
    ['{"looks": "like JSON"}'],
    ["[1, 2]"],
    ["42"],
    [""],
    [0],
    [-0.5e-7],
    [false],
    [null],
  ])("W03 is the JSON value given at start, never stringified, never parsed: %j", async (args) => {
    expect(await valueOf("return { args, type: typeof args, array: Array.isArray(args) }", { args })).toEqual(
      {
        args,
        type: typeof args,
        array: Array.isArray(args),
      },
    );
  });

  it("W03 is undefined when none was given", async () => {
    expect(await valueOf("return [typeof args, args === undefined, args ?? 'none']")).toEqual([
      "undefined",
      true,
      "none",
    ]);
  });
});

describe("W04 and W05 budget", () => {
  const READ =
    "[budget.total, budget.spent(), budget.remaining() === Infinity ? 'Infinity' : budget.remaining()]";

  it.each([undefined, 0, -5])(
    "W04 without a budget (%j) total is null and remaining() Infinity",
    async (outputTokens) => {
      const options = outputTokens === undefined ? {} : { budget: { outputTokens } };
      const { value, result } = await runToReturn(
        `const before = ${READ}; await agent("x"); return [before, ${READ}]`,
        options,
      );
      expect(value).toEqual([
        [null, 0, "Infinity"],
        [null, result.usage.outputTokens, "Infinity"],
      ]);
      expect(result.usage.outputTokens).toBeGreaterThan(0);
    },
  );

  it("W04 it is {total, spent(), remaining()} in output tokens", async () => {
    const { value, result, handle } = await runToReturn(
      `const before = ${READ}; await agent("x"); const between = ${READ}; await agent("y"); return [before, between, ${READ}]`,
      { budget: { outputTokens: 1_000 } },
    );
    const [, between] = value as number[][];
    const spent = result.usage.outputTokens;
    expect(value).toEqual([
      [1_000, 0, 1_000],
      [1_000, spent / 2, 1_000 - spent / 2],
      [1_000, spent, 1_000 - spent],
    ]);
    expect(between?.[1]).toBe((await agentsOf(handle))[0]?.usage.outputTokens);
    expect((await handle.query<StatusView>("status")).budget).toEqual({ total: 1_000, spent });
  });

  it("W05 with spent() >= total further calls reject; agents in flight finish and keep their results", async () => {
    const mark = marker();
    await addRules([
      {
        name: `${mark} late`,
        when: { prompt: `${mark} late` },
        reply: { kind: "text", text: "kept", delayMs: 500 },
      },
    ]);
    const { value, result } = await runToReturn(
      `${CAUGHT}const late = agent("${mark} late"); const quick = await agent("${mark} quick")
       const over = budget.spent() >= budget.total
       const refused = await caught(() => agent("${mark} refused"))
       return { quick, over, refused, late: await late, remaining: budget.remaining(), again: (await caught(() => agent("${mark} refused"))).name }`,
      { budget: { outputTokens: 2 } },
    );
    expect(value).toEqual({
      quick: `[simulated] ${mark} quick`,
      over: true,
      refused: {
        name: "BudgetExceeded",
        isError: true,
        message: expect.stringContaining("budget.outputTokens"),
      },
      late: "kept",
      remaining: 0,
      again: "BudgetExceeded",
    });
    expect(await requestsWith(`${mark} refused`)).toEqual([]);
    expect(result.census).toMatchObject({ asked: 2, done: 2 });
  });

  it("W05 nobody catches it: the run fails with its type, what was done stays in its record", async () => {
    const end = await endOf(
      await startScript(`await agent("x")\nawait agent("y")`, { budget: { outputTokens: 1 } }),
    );
    expect(end).toMatchObject({
      kind: "failed",
      type: "BudgetExceeded",
      record: { census: { asked: 1, done: 1 } },
    });
    expect(end.kind === "failed" && end.message).toContain("test:3:");
  });
});
