// What a provider's prompt cache can serve of an agent's requests, measured by the simulator's.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { withCacheMarks } from "../../src/agent/cache-marks.ts";
import type { ModelRequest } from "../../src/agent/model-messages.ts";
import { makeModelTraffic } from "../../src/agent/model-traffic.ts";
import type { AgentTask } from "../../src/protocol/agent.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

const SIBLINGS = 12;
const SCHEMA = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
const done: Reply = { kind: "text", text: "done" };

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

type Charged = { readonly read: number; readonly written: number; readonly plain: number };

/** Runs agents at once, as one worker does, and tells what each one's first request was charged with. */
async function firstRequests(play: Play, tasks: readonly Partial<AgentTask>[]): Promise<readonly Charged[]> {
  const { run, simulator } = (stage = await makeStage(play));
  const traffic = makeModelTraffic();
  await Promise.allSettled(tasks.map((task) => run(task, { traffic })));
  return simulator
    .requests()
    .filter(({ turn, status }) => turn === 0 && status === 200)
    .map(({ cacheReadTokens, cacheWriteTokens, inputTokens }) => ({
      read: cacheReadTokens,
      written: cacheWriteTokens,
      plain: inputTokens,
    }));
}

const tasks = (each: (index: number) => Partial<AgentTask>): Partial<AgentTask>[] =>
  Array.from({ length: SIBLINGS }, (_, index) => ({ prompt: `Number ${index + 10}.`, ...each(index) }));

/** Tokens of a prompt of `tasks`, and of the line about the working directory. */
const OWN_TOKENS_MAX = 100;

test("B11 of siblings that begin at once the first writes the common prefix, the others read all of it", async () => {
  const [first, ...others] = await firstRequests(
    [{ ...done, delayMs: 50 }],
    tasks(() => ({})),
  );
  expect(others).toHaveLength(SIBLINGS - 1);
  const common = first?.written ?? 0;
  expect(first?.read).toBe(0);
  expect(common).toBeGreaterThan(1_000);
  for (const { read, written, plain } of others) {
    expect(read).toBeGreaterThan(common - OWN_TOKENS_MAX);
    expect(written).toBeLessThan(OWN_TOKENS_MAX);
    expect(plain).toBe(0);
  }
});

test("B11 without one going first, several would write it", async () => {
  const slow: Reply = { ...done, delayMs: 300 };
  const { run, simulator } = (stage = await makeStage([slow]));
  await Promise.all(tasks(() => ({})).map((task) => run(task, { traffic: makeModelTraffic() })));
  const written = simulator.requests().filter(({ cacheReadTokens }) => cacheReadTokens === 0);
  expect(written.length).toBeGreaterThan(1);
});

test("B11 a schema in common is in the prefix; worktrees of their own are not in the way", async () => {
  const play: Play = ({ schema }) => (schema === null ? done : { kind: "answer", value: { n: 1 } });
  stage = await makeStage(play);
  const { workspace, run, simulator } = stage;
  const folders = tasks(() => ({})).map((_, index) => join(workspace, `tree-${index}`));
  await Promise.all(folders.map((folder) => mkdir(folder)));
  const traffic = makeModelTraffic();
  await Promise.all(folders.map((folder) => run({ workspace: folder, schema: SCHEMA }, { traffic })));
  const [first, ...others] = simulator.requests();
  for (const { cacheReadTokens } of others)
    expect(cacheReadTokens).toBeGreaterThan((first?.cacheWriteTokens ?? 0) - OWN_TOKENS_MAX);
});

test("B11 siblings with schemas of their own share the tools", async () => {
  const play: Play = () => ({ kind: "answer", value: { n: 1 } });
  const schemas = tasks((index) => ({ schema: { ...SCHEMA, title: `Answer ${index}` } }));
  const { run, simulator } = (stage = await makeStage(play));
  for (const task of schemas) await run(task);
  const [first, ...others] = simulator.requests();
  const shares = others.map(({ cacheReadTokens }) => cacheReadTokens / (first?.cacheWriteTokens ?? 0));
  for (const share of shares) expect(share).toBeGreaterThan(0.5);
});

test("when the first one's request fails, another warms the prefix", async () => {
  const overloaded: Reply = { kind: "fault", fault: { kind: "status", status: 500 } };
  const play: Play = ({ prompt }) => (prompt === "Number 10." ? overloaded : done);
  const [first, ...others] = await firstRequests(
    play,
    tasks(() => ({})),
  );
  expect(others).toHaveLength(SIBLINGS - 2);
  expect(first?.read).toBe(0);
  for (const { read } of others) expect(read).toBeGreaterThan((first?.written ?? 0) - OWN_TOKENS_MAX);
});

test("the share served from cache is in the agent's usage", async () => {
  const { run } = (stage = await makeStage([done]));
  const traffic = makeModelTraffic();
  const [first, second] = [
    await run({ prompt: "One." }, { traffic }),
    await run({ prompt: "Two." }, { traffic }),
  ];
  expect(first?.usage.cacheReadTokens).toBe(0);
  expect(second?.usage.cacheReadTokens).toBeGreaterThan(0.9 * (first?.usage.cacheWriteTokens ?? 0));
  expect(second?.costUsd).toBeLessThan(first?.costUsd ?? 0);
});

test("a turn with more blocks than the API looks back still finds all that came before it", async () => {
  const calls = Array.from({ length: 30 }, (_, index) => ({ name: "Glob", input: { pattern: `${index}*` } }));
  const { run, simulator } = (stage = await makeStage([
    { kind: "tools", calls },
    { kind: "tools", calls },
    done,
  ]));
  await run({});
  const [first, second, third] = simulator.requests();
  expect(second?.cacheReadTokens).toBe(first?.cacheWriteTokens);
  expect(third?.cacheReadTokens).toBe((second?.cacheReadTokens ?? 0) + (second?.cacheWriteTokens ?? 0));
});

test("a request never carries more marks than the API takes, and says the same without them", async () => {
  const calls = Array.from({ length: 30 }, () => ({ name: "Glob", input: { pattern: "*" } }));
  const { run, simulator } = (stage = await makeStage([
    { kind: "tools", calls },
    { kind: "tools", calls },
    done,
  ]));
  const proxy = await startRecordingProxy(simulator.url);
  await run({}, { model: { baseUrl: proxy.url } });
  await proxy.close();
  const marks = proxy.bodies.map((body) => JSON.stringify(body).split('"cache_control"').length - 1);
  expect(marks).toEqual([3, 4, 4]);
});

test("nothing to mark is left as it is", () => {
  const request: ModelRequest = { model: "m", max_tokens: 1, messages: [{ role: "user", content: "hello" }] };
  expect(withCacheMarks(request)).toEqual(request);
});
