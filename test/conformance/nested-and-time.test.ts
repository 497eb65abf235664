// Rows W07 and W08: workflow() and durable time.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import type { StatusView } from "../../src/protocol/run-views.ts";
import {
  addRules,
  endOf,
  marker,
  newWorkspace,
  requestsWith,
  startScript,
  valueOf,
} from "../support/stage.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { CAUGHT, agentsOf, failureOf, logOf, runToReturn } from "./outcomes.ts";

/** A workspace with these files; scripts without a meta get one. */
async function workspaceWith(files: Readonly<Record<string, string>>): Promise<string> {
  const workspace = await newWorkspace();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    const meta = "export const meta = { name: 'nested', description: 'd' }\n";
    await writeFile(join(workspace, path), text.includes("export const meta") ? text : meta + text);
  }
  return workspace;
}

describe("W07 workflow()", () => {
  it("W07 runs a saved script, or a path, and returns its value", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/saved.js": "return { from: 'saved', args, answer: await agent('nested') }",
      ".claude/workflows/other.js": "return 'other'",
      "plans/part.js": "return 'a path'",
      ".pawl/scripts/nothing.js": "",
    });
    expect(
      await valueOf(
        `return [await workflow("saved", { n: 1 }), await workflow("other"), await workflow({ scriptPath: "plans/part.js" }), await workflow("nothing")]`,
        { workspace },
      ),
    ).toEqual([{ from: "saved", args: { n: 1 }, answer: "[simulated] nested" }, "other", "a path", null]);
  });

  it("W07 args omitted is undefined, null stays null, and values are copies", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/echo.js":
        "if (args?.list) args.list.push(2)\nreturn { type: typeof args, args: args ?? null }",
    });
    expect(
      await valueOf(
        `const mine = { list: [1] }
         return [await workflow("echo"), await workflow("echo", undefined), await workflow("echo", null), await workflow("echo", 0), await workflow("echo", mine), mine]`,
        { workspace },
      ),
    ).toEqual([
      { type: "undefined", args: null },
      { type: "undefined", args: null },
      { type: "object", args: null },
      { type: "number", args: 0 },
      { type: "object", args: { list: [1, 2] } },
      { list: [1] },
    ]);
  });

  it("W07 it shares limits, counter and budget with the caller", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/spend.js": `const before = budget.spent(); await agent("inside"); return { before, after: budget.spent(), total: budget.total }`,
      ".pawl/scripts/greedy.js": `let n = 0; try { for (;;) { await agent("greedy"); n++ } } catch (e) { return [n, e.name] }`,
    });
    const { value, result } = await runToReturn(
      `${CAUGHT}await agent("outside"); const own = budget.spent(); const nested = await workflow("spend")
       return { nested, own, after: budget.spent(), greedy: await workflow("greedy"), mine: (await caught(() => agent("x"))).name }`,
      { workspace, limits: { agents: 4 }, budget: { outputTokens: 10_000 } },
    );
    const { nested, own, after } = value as { nested: Record<string, number>; own: number; after: number };
    expect(own).toBeGreaterThan(0);
    expect(nested).toEqual({ before: own, after, total: 10_000 });
    expect(value).toMatchObject({ greedy: [2, "AgentLimit"], mine: "AgentLimit" });
    expect(result.census).toMatchObject({ asked: 4, done: 4 });
  });

  it("W07 it shares the window: agents of caller and nested script wait in one line", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/fan.js": `return parallel([1, 2].map((n) => () => agent("in " + n)))`,
    });
    const { handle } = await runToReturn(
      `await Promise.all([workflow("fan"), parallel([1, 2].map((n) => () => agent("out " + n)))])`,
      { workspace, concurrency: 1 },
    );
    const rows = await agentsOf(handle);
    expect(rows).toHaveLength(4);
    const spans = rows
      .map(({ startedAt, endedAt }) => [startedAt ?? 0, endedAt ?? 0] as const)
      .toSorted(([a], [b]) => a - b);
    expect(spans.slice(1).every(([start], n) => start >= (spans[n]?.[1] ?? 0))).toBe(true);
  });

  it("W07 a stop stops both", async () => {
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark }, reply: { kind: "text", text: "x", delayMs: 60_000 } },
    ]);
    const workspace = await workspaceWith({
      ".pawl/scripts/hangs.js": `try { await agent("${mark}") } finally { log("never: nested") }`,
    });
    const handle = await startScript(`try { await workflow("hangs") } finally { log("never: caller") }`, {
      workspace,
    });
    await until("the nested agent at work", async () => (await requestsWith(mark)).length > 0);
    await handle.cancel();
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    expect((await logOf(handle)).filter(({ message }) => message.includes("never"))).toEqual([]);
    expect(await agentsOf(handle)).toMatchObject([{ state: "stopped" }]);
  });

  it("W07 it goes one level deep, and limits.depth raises it", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/one.js": `return ["one", await workflow("two")]`,
      ".pawl/scripts/two.js": `return ["two", await workflow("three")]`,
      ".pawl/scripts/three.js": `return "three"`,
      ".pawl/scripts/self.js": `return workflow("self")`,
    });
    const { value } = await runToReturn(`${CAUGHT}return caught(() => workflow("one"))`, { workspace });
    expect(value).toMatchObject({
      isError: true,
      message: expect.stringMatching(/1 deep \(limits\.depth\)/),
    });
    expect(await valueOf(`return workflow("one")`, { workspace, limits: { depth: 3 } })).toEqual([
      "one",
      ["two", "three"],
    ]);
    const none = await runToReturn(`${CAUGHT}return caught(() => workflow("three"))`, {
      workspace,
      limits: { depth: 0 },
    });
    expect(none.value).toMatchObject({ name: "DepthLimit" });
    const self = await runToReturn(`${CAUGHT}return caught(() => workflow("self"))`, {
      workspace,
      limits: { depth: 8 },
    });
    expect(self.value).toMatchObject({ message: expect.stringContaining("8 deep") });
  });

  it("W07 unknown name, unreadable path, syntax error: each is catchable and says what is wrong", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/known-one.js": "return 1",
      ".claude/workflows/known-two.js": "return 2",
      ".pawl/scripts/broken.js": "const = 1",
      "no-meta.js": "// export const meta\nreturn 1",
      "folder/inner.js": "return 1",
    });
    await writeFile(join(workspace, "binary.js"), Buffer.from([0, 1, 2, 255]));
    const { value } = await runToReturn(
      `${CAUGHT}return [await caught(() => workflow("unknown")), await caught(() => workflow({ scriptPath: "missing.js" })), await caught(() => workflow({ scriptPath: "folder" })),
        await caught(() => workflow({ scriptPath: "binary.js" })), await caught(() => workflow({ scriptPath: "../../outside.js" })), await caught(() => workflow("broken")),
        await caught(() => workflow({ scriptPath: "no-meta.js" }))]`,
      { workspace },
    );
    const ends = value as { name: string; message: string }[];
    expect(ends.map(({ name }) => name)).toEqual([
      ...["ScriptNotFound", "ScriptNotFound", "ScriptNotFound", "ScriptNotFound", "ScriptNotFound"],
      ...["ScriptSyntaxError", "ScriptMetaError"],
    ]);
    expect(ends[0]?.message).toMatch(/"unknown".*known-one.*known-two/s);
    expect(ends[1]?.message).toMatch(/missing\.js; there is no such file/);
    expect(ends[5]?.message).toMatch(/broken\.js:2:7 error/);
  });

  it("W07 what a nested script throws is the caller's to catch, with the nested script's line", async () => {
    const workspace = await workspaceWith({ ".pawl/scripts/throws.js": "\nthrow new RangeError('inside')" });
    const { value } = await runToReturn(`${CAUGHT}return caught(() => workflow("throws"))`, { workspace });
    expect(value).toMatchObject({
      isError: true,
      message: expect.stringMatching(/RangeError: inside\n {4}at nested:3:11/),
    });
    const end = await failureOf(`await workflow("throws")`, { workspace });
    expect(end).toMatchObject({ type: "ScriptError", message: expect.stringContaining("at nested:3:11") });
    expect(end.message).toContain("at test:2:");
  });

  it("W07 phases and shadowed names of a nested script are its own", async () => {
    const workspace = await workspaceWith({
      ".pawl/scripts/phased.js": `export const meta = { name: 'phased', description: 'd', phases: [{ title: 'Inner' }] }
        const budget = 1; phase("Inner"); await agent("in"); return budget`,
    });
    const { handle } = await runToReturn(`phase("Outer"); await workflow("phased"); await agent("out")`, {
      workspace,
    });
    expect((await agentsOf(handle)).map(({ phase }) => phase)).toEqual(["Inner", "Outer"]);
    expect((await handle.query<StatusView>("status")).phases.map(({ title }) => title)).toEqual([
      "Outer",
      "Inner",
    ]);
  });
});

describe("W08 durable time", () => {
  it("W08 setTimeout, clearTimeout and sleep work, in order of their times", async () => {
    const { value } = await runToReturn(
      `const order = []
       const id = setTimeout(() => order.push("cleared"), 20)
       setTimeout((a, b) => order.push(a + b), 400, "time", "out"); setTimeout(() => order.push("soon")); setTimeout(() => order.push("text"), "200")
       clearTimeout(id); clearTimeout(id); clearTimeout(undefined); clearTimeout(999)
       const none = await sleep(700); await sleep("1ms"); await sleep(0)
       return { order, none: none === undefined, id: typeof id }`,
    );
    expect(value).toEqual({ order: ["soon", "text", "timeout"], none: true, id: "number" });
  });

  it("W08 they are timers of the server, of the length that was asked for", async () => {
    const handle = await startScript(
      `setTimeout(() => 0, 1500); for (const d of ["2h", "90 minutes", "1d", 250]) sleep(d); await sleep(1)`,
    );
    expect(await endOf(handle)).toMatchObject({ kind: "returned" });
    const { events = [] } = await handle.fetchHistory();
    const seconds = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
      timer
        ? [
            Number(timer.startToFireTimeout?.seconds ?? 0) +
              Number(timer.startToFireTimeout?.nanos ?? 0) / 1e9,
          ]
        : [],
    );
    expect(seconds).toEqual([1.5, 7_200, 5_400, 86_400, 0.25, 0.001]);
  });

  it("W08 Promise.race([agent(...), sleep(...)]) gives whichever is first", async () => {
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark }, reply: { kind: "text", text: "x", delayMs: 60_000 } },
    ]);
    const { value } = await runToReturn(
      `return [await Promise.race([agent("${mark}"), sleep(100).then(() => "the clock")]), await Promise.race([agent("quick"), sleep("1h")])]`,
    );
    expect(value).toEqual(["the clock", "[simulated] quick"]);
  });

  it("W08 an error in a callback is a failure, not the end", async () => {
    const { value, result } = await runToReturn(
      `setTimeout(() => { throw new Error("in the callback") }, 1); setTimeout(async () => { throw new Error("later in it") }, 1); await sleep(100); return "went on"`,
    );
    expect(value).toBe("went on");
    expect(result.failures.map(({ message }) => message)).toEqual([
      "Error: in the callback",
      "Error: later in it",
    ]);
  });

  it("W08 they survive the worker: killed while a script sleeps, another one goes on", async () => {
    const { address, simulatorUrl } = inject("stage");
    const [workspace, taskQueue] = [await mkdtemp(join(tmpdir(), "pawl-test-sleep-")), marker()];
    const options = { address, simulatorUrl, workspaces: [workspace], taskQueue };
    const first = await startWorkerProcess(options);
    const handle = await startScript(
      `const fired = []; setTimeout(() => fired.push("timeout"), 2500)
       log("asleep"); await sleep("3s"); return { fired, answer: await agent("awake") }`,
      { taskQueue },
    );
    await until("the script asleep", async () =>
      (await logOf(handle)).some(({ message }) => message === "asleep"),
    );
    const begun = Date.now();
    await first.kill("SIGKILL");
    const second = await startWorkerProcess(options);
    try {
      expect(await endOf(handle)).toMatchObject({
        kind: "returned",
        result: { value: { fired: ["timeout"], answer: "[simulated] awake" } },
      });
      const { events = [] } = await handle.fetchHistory();
      expect(events?.filter(({ timerStartedEventAttributes: timer }) => timer)).toHaveLength(2);
      expect(events?.filter(({ timerFiredEventAttributes: timer }) => timer)).toHaveLength(2);
      expect(Date.now() - begun).toBeGreaterThan(1_500);
    } finally {
      await second.kill();
      await rm(workspace, { recursive: true, force: true });
    }
  });
});
