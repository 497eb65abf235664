import { access } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { Fault, Reply } from "../../src/simulator/rules.ts";
import { makeEventSniffer } from "../../src/agent/stall-watch.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";

/** "Within seconds": a hang fails, a busy machine does not. */
const STOPS_WITHIN_MS = 10_000;

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function setUp(fault: Fault): Promise<Stage> {
  stage = await makeStage([{ kind: "fault", fault }]);
  return stage;
}

test("an answer that broke off is counted as far as it came", async () => {
  const { fail } = await setUp({ kind: "cut" });
  const { detail } = await fail({ prompt: "A long prompt. ".repeat(100) });
  expect((detail?.usage.inputTokens ?? 0) + (detail?.usage.cacheWriteTokens ?? 0)).toBeGreaterThan(100);
  expect(detail?.costUsd).toBeGreaterThan(0);
});

test("A10 a silent model is given up after stallMs, for another attempt, and the connection is closed", async () => {
  const { fail, simulator } = await setUp({ kind: "silence" });
  const started = performance.now();
  const error = await fail({ stallMs: 150 });
  expect(error).toMatchObject({ type: "AgentStalled", retryable: true });
  expect(error.message).toContain("150 ms");
  expect(performance.now() - started).toBeLessThan(STOPS_WITHIN_MS);
  await vi.waitFor(() => expect(simulator.requests()[0]?.outcome).toBe("aborted"));
});

test("A10 pings show that the line is open, not that the model is at work", async () => {
  const { fail } = await setUp({ kind: "silence", pings: true, pingEveryMs: 20 });
  expect(await fail({ stallMs: 200 })).toMatchObject({ type: "AgentStalled" });
});

test("A10 a server that does not even answer stalls too", async () => {
  const { fail } = await setUp({ kind: "silence" });
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await fail({ stallMs: 100 }, { model: { baseUrl: `http://127.0.0.1:${port}` } })).toMatchObject({
    type: "AgentStalled",
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("A10 stallMs 0 waits on", async () => {
  const slow: Reply = { kind: "text", text: "at last", delayMs: 300 };
  stage = await makeStage([slow]);
  expect(await stage.fail({ stallMs: 100 })).toMatchObject({ type: "AgentStalled" });
  expect(await stage.run({ stallMs: 0 })).toMatchObject({ result: "at last" });
});

test("A10 stallMs 0 waits for longer than the 300 s that Node's own fetch would", async () => {
  const { run, simulator } = await setUp({ kind: "silence" });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const stop = new AbortController();
  const running = run({ stallMs: 0 }, { signal: stop.signal }).catch((error: unknown) => error);
  await untilTrue(() => simulator.requests()[0]?.status === 200);
  for (let second = 0; second < 1_000; second += 1) await vi.advanceTimersByTimeAsync(1_000);
  expect(simulator.requests()[0]?.outcome).toBe("open");
  stop.abort(new Error("stopped"));
  expect(await running).toMatchObject({ message: "stopped" });
});

test("A10 a stallMs beyond what a timer holds is a long wait, not none", async () => {
  stage = await makeStage([{ kind: "text", text: "at last", delayMs: 50 }]);
  expect(await stage.run({ stallMs: 1e12 })).toMatchObject({ result: "at last" });
});

/** Without timers, which are the test's. */
async function untilTrue(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

test("R09 a stop in the middle of a silent stream ends the agent within a second and closes the connection", async () => {
  const { run, simulator, events } = await setUp({ kind: "silence" });
  const stop = new AbortController();
  const reason = new Error("stopped");
  const running = run({}, { signal: stop.signal }).catch((error: unknown) => error);
  await vi.waitFor(() => expect(simulator.requests()[0]?.status).toBe(200));
  const started = performance.now();
  stop.abort(reason);
  expect(await running).toBe(reason);
  expect(performance.now() - started).toBeLessThan(STOPS_WITHIN_MS);
  await vi.waitFor(() => expect(simulator.requests()[0]?.outcome).toBe("aborted"), { timeout: 1_000 });
  expect(events.at(-1)).toMatchObject({ kind: "failed", type: "Stopped" });
});

test("R09 a stop kills a running command", async () => {
  const command = "touch started; sleep 60; touch survived";
  stage = await makeStage([{ kind: "tools", calls: [{ name: "Bash", input: { command } }] }]);
  const { run, heartbeats, workspace } = stage;
  const stop = new AbortController();
  const running = run({}, { signal: stop.signal }).catch((error: unknown) => error);
  await vi.waitFor(() => access(join(workspace, "started")), { timeout: 5_000 });
  expect(heartbeats.at(-1)?.tool).toBe("Bash");
  const started = performance.now();
  stop.abort(new Error("stopped"));
  expect(await running).toMatchObject({ message: "stopped" });
  expect(performance.now() - started).toBeLessThan(STOPS_WITHIN_MS);
});

test("pings are told from progress however the bytes are cut", () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const sniff = makeEventSniffer();
  expect(sniff(encode('event: ping\ndata: {"type":"ping"}\n\n'))).toBe(false);
  expect(sniff(encode("event: pi"))).toBe(false);
  expect(sniff(encode('ng\ndata: {"ty'))).toBe(false);
  expect(sniff(encode('pe":"ping"}\n\n: a comment\n\n'))).toBe(false);
  expect(sniff(encode("event: content_block_delta\n"))).toBe(false);
  expect(sniff(encode('data: {"half'))).toBe(true);
  expect(sniff(encode(' of it"}\n\n'))).toBe(true);
});
