// The log: what was asked, what was asked twice.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { SIMULATOR_LOG_KEPT } from "../../src/protocol/limits.ts";
import { RequestLog } from "../../src/simulator/request-log.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { answerTool, assistant, type Params, startWithClient, user } from "./start-with-client.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pawl-simulator-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function readLines(file: string): Promise<unknown[]> {
  const text = await readFile(file, "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

test("200 requests at once are all answered, each with a key of its own", async () => {
  const { ask, simulator } = await startWithClient();
  const messages = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(`task ${index}`)));
  const texts = messages.map(({ content }) => (content[0]?.type === "text" ? content[0].text : ""));
  expect(texts).toEqual(Array.from({ length: 200 }, (_, index) => `[simulated] task ${index}`));
  expect(new Set(messages.map(({ id }) => id)).size).toBe(200);
  const log = simulator.requests();
  expect(new Set(log.map(({ key }) => key)).size).toBe(200);
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  expect(log.every(({ asked, outcome }) => asked === 0 && outcome === "answered")).toBe(true);
});

test("equal requests have equal keys and count up, at once or one after the other", async () => {
  const { ask, simulator } = await startWithClient();
  await Promise.all(Array.from({ length: 20 }, () => ask("same")));
  await ask("same");
  const log = simulator.requests();
  expect(new Set(log.map(({ key }) => key)).size).toBe(1);
  expect(log.map(({ asked }) => asked)).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

function toolTurn(id: string, answer: string): Partial<Params> {
  return {
    tools: [answerTool({ type: "object" })],
    messages: [
      user("go"),
      assistant([{ type: "tool_use", id, name: "StructuredOutput", input: { a: 1, b: 2 } }]),
      user([{ type: "tool_result", tool_use_id: id, content: answer }]),
    ],
  };
}

test("the key does not depend on ids of tool calls, cache marks, order of keys or shorthand", async () => {
  const { ask, simulator } = await startWithClient();
  await ask(toolTurn("toolu_1", "ok"));
  await ask(toolTurn("toolu_2", "ok"));
  await ask({ ...toolTurn("toolu_3", "ok"), cache_control: { type: "ephemeral" } });
  const marked = { type: "text" as const, text: "go", cache_control: { type: "ephemeral" as const } };
  const [, ...rest] = toolTurn("toolu_4", "ok").messages ?? [];
  await ask({ ...toolTurn("toolu_4", "ok"), messages: [user([marked]), ...rest] });
  expect(simulator.requests().map(({ asked }) => asked)).toEqual([0, 1, 2, 3]);
});

test("the key depends on model, system, tools and every message", async () => {
  const { ask, simulator } = await startWithClient();
  const same = toolTurn("toolu_1", "ok");
  await ask(same);
  await ask({ ...same, model: "claude-opus-5-5" });
  await ask({ ...same, system: "s" });
  await ask({ ...same, tools: [answerTool({ type: "object", title: "t" })] });
  await ask(toolTurn("toolu_1", "not ok"));
  expect(new Set(simulator.requests().map(({ key }) => key)).size).toBe(5);
});

test("a message and its ids depend on key and count alone, not on the order of others", async () => {
  const one = await startWithClient();
  const other = await startWithClient();
  await other.ask("something else");
  expect((await other.ask("same")).id).toBe((await one.ask("same")).id);
});

test("the file has a line as soon as the client has its answer, appends, and keeps what was open at the end", async () => {
  const logFile = join(await makeFolder(), "deep", "log.jsonl");
  const first = await startWithClient({ logFile });
  await first.ask(`hello ${"x".repeat(200)}`);
  expect(await readLines(logFile)).toEqual([
    {
      seq: 1,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      asked: 0,
      rule: null,
      model: "claude-sonnet-5-5",
      prompt: `hello ${"x".repeat(114)}`,
      turn: 0,
      status: 200,
      outcome: "answered",
      inputTokens: 63,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 28,
    },
  ]);
  await first.simulator.close();
  const silence = { kind: "fault", fault: { kind: "silence" } } as const;
  const second = await startWithClient({ logFile, rules: [{ name: "silent", when: {}, reply: silence }] });
  const asked = second.ask("hello").catch(() => "cut off");
  await vi.waitFor(() => expect(second.simulator.requests()).toMatchObject([{ rule: "silent" }]));
  await second.simulator.close();
  expect(await asked).toBe("cut off");
  expect(await readLines(logFile)).toMatchObject([
    { seq: 1 },
    { seq: 1, rule: "silent", outcome: "aborted" },
  ]);
});

test("memory keeps a bounded number of entries; the file gets even those that were open when memory forgot them", async () => {
  const file = join(await makeFolder(), "log.jsonl");
  const log = new RequestLog(file);
  const oldest = log.begin();
  for (let count = 0; count < SIMULATOR_LOG_KEPT; count += 1) log.begin();
  const newest = log.begin();
  oldest.end("answered");
  newest.end("faulted");
  expect(log.count).toBe(SIMULATOR_LOG_KEPT + 2);
  expect(log.entries().length).toBeLessThanOrEqual(SIMULATOR_LOG_KEPT);
  expect(log.entries(SIMULATOR_LOG_KEPT + 1)).toMatchObject([
    { seq: SIMULATOR_LOG_KEPT + 2, outcome: "faulted" },
  ]);
  expect(await readLines(file)).toMatchObject([{ seq: 1, outcome: "answered" }, { outcome: "faulted" }]);
});

test("a port that is taken and a log that cannot be written are clear errors", async () => {
  const { simulator } = await startWithClient();
  await expect(startSimulator({ port: simulator.port })).rejects.toThrow(
    /cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/,
  );
  await expect(startSimulator({ logFile: "/dev/null/log" })).rejects.toThrow(/\/dev\/null/);
});

test("closing frees the port at once though clients keep their connections", async () => {
  const { simulator, ask } = await startWithClient();
  await ask("hello");
  await Promise.all([simulator.close(), simulator.close()]);
  const next = await startSimulator({ port: simulator.port });
  onTestFinished(() => next.close());
  expect(next.port).toBe(simulator.port);
});
