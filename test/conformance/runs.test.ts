import { randomUUID } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { describe, expect, inject, it } from "vitest";
import type { AgentsView, GateView, LogView, ScriptView } from "../../src/protocol/run-views.ts";
import { loggedLine, openGates, refusalOf, statusOf } from "../support/open-gates.ts";
import { processesWith } from "../support/processes.ts";
import {
  addRules,
  endOf,
  marker,
  newWorkspace,
  requestsWith,
  runScript,
  startScript,
  stageClient,
} from "../support/stage.ts";
import { temporalWorkflow } from "../support/temporal-cli.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

/** What a worker hands over for a query, and the server takes: 2 MB. */
const REPLY_MAX_BYTES = 2_000_000;

const silence = (mark: string): object => ({
  name: mark,
  when: { prompt: mark },
  reply: { kind: "fault", fault: { kind: "silence" } },
});
const addSilence = (mark: string): Promise<void> =>
  addRules([silence(mark)] as Parameters<typeof addRules>[0]);

describe("R01", () => {
  it("R01 a run with an agent at work is running, with a question open it is waiting, and then completed", async () => {
    const mark = marker();
    await addSilence(mark);
    const handle = await startScript(
      `const agents = agent("${mark} hangs")
       await sleep(1)
       await ask("Go?")
       return "through"`,
    );
    await until("an agent at work", async () => (await statusOf(handle)).working.length === 1);
    await openGates(handle);
    expect((await statusOf(handle)).status).toBe("waiting");
    await handle.signal("answer", { value: null });
    await until("the gate to be closed", async () => (await openGates(handle, 0)).length === 0);
    const end = await endOf(handle);
    expect(end).toMatchObject({ kind: "returned", result: { status: "completed", value: "through" } });
    expect((await statusOf(handle)).status).toBe("completed");
  });

  it("R01 a run without an open question is running", async () => {
    const mark = marker();
    await addSilence(mark);
    const handle = await startScript(`return agent("${mark}")`);
    await until("its model request", async () => (await requestsWith(mark)).length === 1);
    const { status, endedAt } = await statusOf(handle);
    expect({ status, endedAt }).toEqual({ status: "running", endedAt: null });
    await handle.signal("stop", {});
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
  });

  it("R01 completed: returned and nothing failed; census, usage, cost, failures and script are in the result", async () => {
    const end = await runScript(`return (await parallel([() => agent("a"), () => agent("b")])).length`);
    expect(end).toEqual({
      kind: "returned",
      result: {
        status: "completed",
        value: 2,
        census: { asked: 2, done: 2, reused: 0, null: 0, failed: 0, skipped: 0 },
        usage: {
          inputTokens: expect.any(Number),
          outputTokens: expect.any(Number),
          cacheReadTokens: expect.any(Number),
          cacheWriteTokens: expect.any(Number),
        },
        costUsd: expect.any(Number),
        simulated: true,
        failures: [],
        moreFailures: 0,
        script: { name: "test", hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    });
    expect(end.kind === "returned" && end.result.usage.outputTokens).toBeGreaterThan(0);
    expect(end.kind === "returned" && end.result.costUsd).toBeGreaterThan(0);
  });

  it("R01 degraded: returned, but some agents failed; the census counts every kind, with the failure lines", async () => {
    const [gone, invalid] = [marker(), marker()];
    await addRules([{ name: gone, when: { prompt: gone }, reply: { kind: "refusal", text: "no" } }]);
    const end = await runScript(
      `const results = await parallel([
         () => agent("fine"),
         () => agent("${gone} declines", { label: "decliner", phase: "Work" }),
         () => agent("${invalid} cannot", { schema: { type: "nonsense" }, label: "misled" }),
       ])
       return results`,
    );
    expect(end).toMatchObject({
      kind: "returned",
      result: {
        status: "degraded",
        value: ["[simulated] fine", null, null],
        census: { asked: 3, done: 1, reused: 0, null: 1, failed: 1, skipped: 0 },
        moreFailures: 0,
      },
    });
    const failures = end.kind === "returned" ? end.result.failures : [];
    expect(failures.toSorted((a, b) => (a.call ?? 0) - (b.call ?? 0))).toEqual([
      { call: 2, label: "decliner", phase: "Work", kind: "ModelRefusal", message: expect.any(String) },
      { call: 3, label: "misled", phase: null, kind: "InvalidSchema", message: expect.any(String) },
    ]);
    expect(await requestsWith(invalid)).toEqual([]);
  });

  it("R01 failed: the failure carries its type and the same record; the status query says so", async () => {
    const handle = await startScript(
      `const text = await agent("before the fall")
       throw new Error("fell after " + text)`,
    );
    expect(await endOf(handle)).toMatchObject({
      kind: "failed",
      type: "ScriptError",
      message: expect.stringContaining("fell after [simulated] before the fall"),
      record: { status: "failed", value: null, census: { asked: 1, done: 1 }, script: { name: "test" } },
    });
    expect(await statusOf(handle)).toMatchObject({ status: "failed", endedAt: expect.any(Number) });
  });

  it("R01 rejected: a person said no at the launch; nothing was asked of a model", async () => {
    const mark = marker();
    const handle = await startScript(`return agent("${mark}")`, { approval: "launch" });
    const [gate] = await openGates(handle);
    expect(gate?.kind).toBe("launch");
    await handle.signal("reject", { by: "ann" });
    expect(await endOf(handle)).toMatchObject({
      kind: "returned",
      result: { status: "rejected", value: null, census: { asked: 0 } },
    });
    expect(await requestsWith(mark)).toEqual([]);
    expect((await statusOf(handle)).status).toBe("rejected");
  });

  it("R01 stopped: ends as canceled; the census counts the agents that were stopped as skipped", async () => {
    const mark = marker();
    await addSilence(mark);
    const handle = await startScript(
      `return parallel([() => agent("done"), ...[1, 2, 3].map((i) => () => agent("${mark} " + i))])`,
      { concurrency: 2 },
    );
    await until("the silent agents", async () => {
      const { census, working } = await statusOf(handle);
      return census.done === 1 && working.length === 2 && (await requestsWith(mark)).length === 2;
    });
    await handle.signal("stop", {});
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    const { status, census, working } = await statusOf(handle);
    expect({ status, working }).toEqual({ status: "stopped", working: [] });
    expect(census).toEqual({ asked: 4, done: 1, reused: 0, null: 0, failed: 0, skipped: 3 });
  });

  it("R01 the five queries answer within the server's bounds, however large what the run holds", async () => {
    const client = await stageClient();
    const handle = await startScript(
      `const large = "x".repeat(300_000)
       phase(large)
       for (let i = 0; i < 1500; i++) log("y".repeat(5000))
       await sleep(1)
       for (let i = 0; i < 300; i++) phase("Phase " + i + large.slice(0, 20_000))
       await sleep(1)
       await parallel(Array.from({ length: 300 }, (_, i) => () => { throw new Error("e".repeat(5000) + i) }))
       await parallel(Array.from({ length: 120 }, (_, i) => () =>
         agent("p".repeat(2000), { label: "l".repeat(5000), phase: large.slice(0, 20_000) + i, schema: { type: "nonsense" } })))
       const open = (from) => Array.from({ length: 30 }, (_, i) => (from + i) % 2 === 0
         ? ask("q".repeat(20_000), { choices: ["a", "c".repeat(70_000)], phase: large.slice(0, 5000) })
         : approve("q".repeat(20_000), { details: "d".repeat(40_000), approvers: ["ann", "n".repeat(30_000)] }))
       const first = open(0)
       await sleep(1)
       await Promise.all([...first, ...open(30)])`,
    );
    await until("60 gates", async () => {
      const { status, gates, log } = await statusOf(handle);
      if (status === "failed") throw new Error(log.at(-1)?.message);
      return gates.length === 50;
    });
    const [view] = [await handle.query<AgentsView, [object]>("agents", { limit: 1_000 })];
    expect(view.total).toBe(120);
    for (let i = 1; i <= 52; i += 2) {
      await handle.signal("answer", { id: `g${i}`, value: "c".repeat(70_000), by: "b".repeat(200) });
    }
    const answered = await until("the answers", async () => {
      const { answered: records } = await statusOf(handle);
      return records.length >= 26 && records;
    });
    expect(answered[0]).toMatchObject({ outcome: "answered", id: "g1" });

    const sizes: Record<string, number> = {};
    for (const name of ["status", "pending", "agents", "script", "log"]) {
      const reply = await client.workflow.getHandle(handle.workflowId).query<unknown>(name);
      sizes[name] = Buffer.byteLength(JSON.stringify(reply));
    }
    for (const size of Object.values(sizes)) expect(size).toBeLessThan(REPLY_MAX_BYTES);
    expect(sizes["status"]).toBeLessThan(700_000);
    await handle.terminate();
  });

  it("R01 the queries tell what they promise: pending, agents with filters, script, log", async () => {
    const mark = marker();
    const script = `export const meta = { name: 'told', description: 'tells', phases: [{ title: 'Plan' }, { title: 'Build' }] }
phase('Plan')
await agent("${mark} one", { label: "planner" })
await parallel([() => agent("${mark} two", { phase: "Build" }), () => agent("${mark} three", { phase: "Build" })])
log({ kept: true })
await ask("Enough?")`;
    const handle = await startScript(script);
    const [gate] = await openGates(handle);

    expect(gate).toMatchObject<Partial<GateView>>({ question: "Enough?", phase: "Plan" });
    expect(await handle.query<ScriptView>("script")).toEqual({
      name: "told",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: "input",
      text: script,
    });
    const { dropped, lines } = await handle.query<LogView>("log");
    expect(dropped).toBe(0);
    expect(lines).toContainEqual({
      at: expect.any(Number),
      phase: "Plan",
      level: "log",
      message: '{"kept":true}',
    });
    const build = await handle.query<AgentsView, [object]>("agents", {
      phase: "Build",
      state: "done",
      offset: 1,
      limit: 5,
    });
    expect(build.total).toBe(2);
    expect(build.rows).toMatchObject([
      { call: 3, label: `${mark} three`, phase: "Build", turns: 1, attempts: 1 },
    ]);
    const status = await statusOf(handle);
    expect(status.phases).toEqual([
      { title: "Plan", queued: 0, working: 0, waiting: 0, done: 1, failed: 0 },
      { title: "Build", queued: 0, working: 0, waiting: 0, done: 2, failed: 0 },
    ]);
    expect(status).toMatchObject({ status: "waiting", currentPhase: "Plan", census: { asked: 3, done: 3 } });
    await expect(handle.query("agents", { color: "red" })).rejects.toThrow(/agents takes one object.*color/s);
    await handle.terminate();
  });
});

describe("R02", () => {
  it("R02 a killed worker's run goes on by itself on another one; the finished agent does not run again", async () => {
    const stage = inject("stage");
    const mark = marker();
    await addRules([
      {
        name: `${mark} slow`,
        when: { prompt: `${mark} second`, times: 1 },
        reply: { kind: "fault", fault: { kind: "silence" } },
      },
    ]);
    const own = { ...stage, taskQueue: `queue-${randomUUID()}`, workspaces: [await newWorkspace()] };
    const first = await startWorkerProcess(own);
    const handle = await startScript(
      `const one = await agent("${mark} first")
       return [one, await agent("${mark} second"), await agent("${mark} third")]`,
      { taskQueue: own.taskQueue },
    );
    try {
      await until(
        "the second agent to be at work",
        async () => (await requestsWith(`${mark} second`)).length === 1,
      );
    } finally {
      await first.kill();
    }
    const second = await startWorkerProcess(own);
    try {
      expect(await endOf(handle)).toMatchObject({
        kind: "returned",
        result: {
          status: "completed",
          value: ["first", "second", "third"].map((word) => `[simulated] ${mark} ${word}`),
          census: { asked: 3, done: 3 },
        },
      });
    } finally {
      await second.kill();
    }
    const counts = await Promise.all(
      ["first", "second", "third"].map(async (word) => (await requestsWith(`${mark} ${word}`)).length),
    );
    expect(counts).toEqual([1, 2, 1]);
  });
});

describe("R09", () => {
  const ways: readonly [string, (handle: WorkflowHandle) => Promise<unknown>][] = [
    ["signal", (handle) => handle.signal("stop", { by: "ann", reason: "enough" })],
    ["update", (handle) => handle.executeUpdate("stop", { args: [{ by: "ann", reason: "enough" }] })],
    ["Temporal's cancel", (handle) => handle.cancel()],
    [
      "the plain Temporal CLI's cancel",
      (handle) => temporalWorkflow(["cancel", "--workflow-id", handle.workflowId]),
    ],
  ];

  it.each(ways)(
    "R09 stop by %s: model calls aborted and processes killed within seconds, canceled, record closed",
    async (_way, stop) => {
      const mark = marker();
      const sleeper = `sh -c 'sleep 600; : ${mark}'`;
      await addRules([
        {
          name: `${mark} tool`,
          when: { prompt: `${mark} runs`, turn: 0 },
          reply: { kind: "tools", calls: [{ name: "Bash", input: { command: sleeper } }] },
        },
        {
          name: mark,
          when: { prompt: `${mark} thinks` },
          reply: { kind: "fault", fault: { kind: "silence" } },
        },
      ]);
      const workspace = await newWorkspace();
      const handle = await startScript(
        `await parallel([
           () => agent("${mark} thinks"),
           () => agent("${mark} runs a command"),
           () => check("touch started; ${sleeper.replaceAll('"', '\\"')}"),
           () => approve("Never answered?"),
         ])
         return agent("${mark} must not start")`,
        { workspace },
      );
      await until("agents, command and check to be at work", async () => {
        const checking = await access(join(workspace, "started")).then(
          () => true,
          () => false,
        );
        const processes = await processesWith(`: ${mark}`);
        return checking && processes.length >= 4 && (await requestsWith(mark)).length === 2;
      });

      const stoppedAt = Date.now();
      await stop(handle);
      await until(
        "the model call to be aborted",
        async () => {
          const [request] = await requestsWith(`${mark} thinks`);
          return request?.outcome === "aborted";
        },
        5_000,
      );
      await until("the processes to be gone", async () => (await processesWith(mark)).length === 0, 5_000);
      expect(await endOf(handle)).toEqual({ kind: "stopped" });
      expect(Date.now() - stoppedAt).toBeLessThan(8_000);

      const { status, census, working, endedAt, usage } = await statusOf(handle);
      // The turn that called the command is paid for.
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect({ status, census, working }).toMatchObject({
        status: "stopped",
        census: { asked: 2, done: 0, null: 0, failed: 0, skipped: 2 },
        working: [],
      });
      expect(endedAt).toBeGreaterThanOrEqual(stoppedAt - 1_000);
      expect((await handle.describe()).status.name).toBe("CANCELLED");
      expect(await requestsWith("must not start")).toEqual(
        (await requestsWith("must not start")).filter(({ prompt }) => !prompt.includes(mark)),
      );
    },
  );

  it("R09 who asked for the stop, and why, is in the log", async () => {
    const handle = await startScript(`await ask("?")`);
    await openGates(handle);
    await handle.signal("stop", { by: "ann", reason: "enough" });
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    await loggedLine(handle, /stop asked by ann: enough/);
  });

  it("R09 a stop that is no stop is refused with the reason, or logged; the run goes on", async () => {
    const handle = await startScript(`return ask("?")`);
    await openGates(handle);
    expect(await refusalOf(handle.executeUpdate("stop", { args: [{ now: true }] }))).toMatch(
      /stop takes one object/,
    );
    await handle.signal("stop", "now");
    await loggedLine(handle, /signal stop was ignored: stop takes one object/);
    await handle.signal("answer", { value: 1 });
    expect(await endOf(handle)).toMatchObject({ kind: "returned", result: { value: 1 } });
  });

  it("R09 the update of a stop is answered, also when nothing is at work", async () => {
    const handles = await Promise.all(Array.from({ length: 6 }, () => startScript(`await ask("?")`)));
    await Promise.all(handles.map((handle) => openGates(handle)));
    await Promise.all(handles.map((handle) => handle.executeUpdate("stop", { args: [{}] })));
    expect(await Promise.all(handles.map(endOf))).toEqual(handles.map(() => ({ kind: "stopped" })));
  });

  it("R09 a run is stopped with thousands of agents waiting for their turn", async () => {
    const mark = marker();
    await addSilence(mark);
    const handle = await startScript(
      `return parallel(Array.from({ length: 4000 }, (_, i) => () => agent("${mark} " + i)))`,
      { concurrency: 1, limits: { agents: 7_000 } },
    );
    await until("the first agent to be at work", async () => (await requestsWith(mark)).length === 1);
    await handle.signal("stop", {});
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    const { status, census } = await statusOf(handle);
    expect({ status, census }).toMatchObject({ status: "stopped", census: { asked: 4_000, skipped: 4_000 } });
    expect(await requestsWith(mark)).toHaveLength(1);
  });

  it("R09 a script cannot catch the stop and go on", async () => {
    const mark = marker();
    await addSilence(`${mark} hangs`);
    const handle = await startScript(
      `try { await agent("${mark} hangs") } catch { log("caught") } finally { log("finally") }
       await agent("${mark} after")
       return "went on"`,
    );
    await until("the agent to be at work", async () => (await requestsWith(mark)).length === 1);
    await handle.signal("stop", {});
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    expect(await requestsWith(`${mark} after`)).toEqual([]);
    const { lines } = await handle.query<LogView>("log");
    expect(lines.map(({ message }) => message)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/caught|finally/)]),
    );
  });
});
