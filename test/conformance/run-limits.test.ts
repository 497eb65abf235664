// Rows A13 to A15: how many agents a run may call, how many work at once, and what a stop leaves.
import type { WorkflowHandle } from "@temporalio/client";
import { describe, expect, inject, it } from "vitest";
import type { AgentsView, StatusView } from "../../src/protocol/run-views.ts";
import {
  addRules,
  endOf,
  marker,
  requestsWith,
  runScript,
  startScript,
  type StartOptions,
} from "../support/stage.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { CAUGHT, agentSpans, agentsOf, logOf, mostAtOnce, runToReturn } from "./outcomes.ts";

async function replyAfter(mark: string, delayMs: number): Promise<void> {
  await addRules([{ name: mark, when: { prompt: mark }, reply: { kind: "text", text: "done", delayMs } }]);
}

describe("A13 how many calls", () => {
  it("A13 the call over the limit rejects, and says which limit it was and how to raise it", async () => {
    const mark = marker();
    const { value, result } = await runToReturn(
      `${CAUGHT}const first = [await agent("${mark}"), await agent("${mark}")]; return [first.length, await caught(() => agent("${mark}"))]`,
      { limits: { agents: 2 } },
    );
    expect(value).toEqual([
      2,
      {
        name: "AgentLimit",
        isError: true,
        message: expect.stringMatching(/2 times \(limits\.agents\).*higher/),
      },
    ]);
    expect(result.census).toMatchObject({ asked: 2, done: 2 });
    expect(await requestsWith(mark)).toHaveLength(2);
  });

  it("A13 it is 1 000, counted when called: calls that still wait count", async () => {
    const mark = marker();
    await replyAfter(mark, 60_000);
    const end = await runScript(
      `${CAUGHT}for (let n = 0; n < 1000; n++) agent("${mark}").catch(() => 0)
       return caught(() => agent("${mark}"))`,
    );
    expect(end).toMatchObject({
      kind: "returned",
      result: { value: { name: "AgentLimit", message: expect.stringContaining("1000") } },
    });
    expect(end.kind === "returned" && end.result.census.asked).toBe(1_000);
  });

  it("A13 nobody catches it: the run fails with its type and the author's line", async () => {
    const end = await runScript(`await agent("x")\nawait agent("y")`, { limits: { agents: 1 } });
    expect(end).toMatchObject({
      kind: "failed",
      type: "AgentLimit",
      message: expect.stringContaining("test:3:"),
    });
  });
});

describe("A14 how many at once", () => {
  const FAN_OUT = (mark: string, count: number): string =>
    `return (await parallel(Array.from({ length: ${count} }, (_, n) => () => agent("${mark} " + n)))).filter(Boolean).length`;

  /** A worker of its own, so that no other run holds agents back; `null`: with the slots it has untold. */
  async function withSlots(
    agents: number | null,
    act: (options: StartOptions) => Promise<void>,
  ): Promise<void> {
    const { address, simulatorUrl, workspace } = inject("stage");
    const taskQueue = marker();
    const worker = await startWorkerProcess({
      address,
      simulatorUrl,
      workspaces: [workspace],
      taskQueue,
      ...(agents === null ? {} : { agents }),
    });
    try {
      await act({ taskQueue });
    } finally {
      await worker.kill();
    }
  }

  it("A14 16 agents of a run work at once, the rest wait in call order; run input sets another number", async () => {
    await withSlots(64, async (options) => {
      const mark = marker();
      await replyAfter(mark, 150);
      for (const [concurrency, most] of [
        [undefined, 16],
        [1, 1],
        [5, 5],
        [40, 40],
      ] as const) {
        const count = most === 1 ? 4 : 48;
        const { handle, value } = await runToReturn(FAN_OUT(mark, count), {
          ...options,
          ...(concurrency === undefined ? {} : { concurrency }),
        });
        expect(value).toBe(count);
        const spans = await agentSpans(handle);
        expect(spans.map(({ call }) => call)).toEqual(Array.from({ length: count }, (_unused, n) => n + 1));
        expect(mostAtOnce(spans.map(({ scheduled, closed }) => [scheduled, closed]))).toBe(most);
      }
    });
  });

  it("A14 run input may set it from 1 to 1 000, nothing else", async () => {
    for (const concurrency of [1, 1000])
      expect(await runScript("return 1", { concurrency })).toMatchObject({ kind: "returned" });
    for (const concurrency of [0, -1, 1001, 1.5, "16" as never])
      expect(await runScript("return 1", { concurrency })).toMatchObject({
        kind: "failed",
        type: "InvalidInput",
        message: expect.stringContaining("concurrency"),
      });
  });

  it("A14 a worker has 16 slots unless told otherwise, whatever runs may", async () => {
    await withSlots(null, async (options) => {
      const mark = marker();
      await replyAfter(mark, 150);
      const { handle } = await runToReturn(FAN_OUT(mark, 40), { ...options, concurrency: 40 });
      const spans = await agentSpans(handle);
      expect(mostAtOnce(spans.map(({ scheduled, closed }) => [scheduled, closed]))).toBe(40);
      expect(mostAtOnce(spans.map(({ startedAt, closedAt }) => [startedAt, closedAt]))).toBe(16);
    });
  });

  it("A14 a worker told otherwise has that many", async () => {
    await withSlots(3, async (options) => {
      const mark = marker();
      await replyAfter(mark, 100);
      const { handle } = await runToReturn(FAN_OUT(mark, 9), options);
      const spans = await agentSpans(handle);
      expect(mostAtOnce(spans.map(({ startedAt, closedAt }) => [startedAt, closedAt]))).toBe(3);
    });
  });
});

describe("A15 after a stop", () => {
  const script = (mark: string): string => `
    phase("before")
    const watch = async (name, promise) => { try { await promise; log(name + " resolved") } catch { log(name + " rejected") } finally { log(name + " settled") } }
    watch("queued", parallel(Array.from({ length: 30 }, () => () => agent("${mark}"))))
    watch("timer", sleep("1h")); watch("gate", ask("never?")); watch("command", check("sleep 30"))
    try { await agent("${mark}") } catch (e) { log("caught " + e) } finally { log("finally") }
    log("after"); return "never"`;

  it.each([
    ["Temporal's cancel", (handle: WorkflowHandle) => handle.cancel()],
    ["the signal stop", (handle: WorkflowHandle) => handle.signal("stop", { by: "ada", reason: "enough" })],
  ])("A15 by %s a pending call never settles: the script just stops", async (_how, stop) => {
    const mark = marker();
    await replyAfter(mark, 60_000);
    const handle = await startScript(script(mark));
    await until("agents at work", async () => (await requestsWith(mark)).length >= 16);
    await stop(handle);
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    const messages = (await logOf(handle)).map(({ message }) => message);
    expect(
      messages.filter((message) => /resolved|rejected|settled|caught|finally|after/.test(message)),
    ).toEqual([]);
    const status = await handle.query<StatusView>("status");
    expect(status).toMatchObject({ status: "stopped", working: [], failures: [] });
    const { rows } = await handle.query<AgentsView, [object]>("agents", { limit: 100 });
    expect(rows.filter(({ state }) => state === "done" || state === "failed")).toEqual([]);
  });

  it("A15 a script that returns stops what it left behind, and says so", async () => {
    const mark = marker();
    await replyAfter(mark, 60_000);
    const { handle, value } = await runToReturn(
      `agent("${mark}").finally(() => log("settled")); await sleep(300); return "early"`,
    );
    expect(value).toBe("early");
    expect(await agentsOf(handle)).toMatchObject([{ state: "stopped" }]);
    expect((await logOf(handle)).map(({ message }) => message)).toEqual([
      "1 agents, checks or merges were still at work: they were stopped",
    ]);
  });
});
