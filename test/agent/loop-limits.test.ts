import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

let stage: Stage;
afterEach(() => stage.close());

const text = (words: string): Reply => ({ kind: "text", text: words });
const tools = (...calls: [name: string, input: object][]): Reply => ({
  kind: "tools",
  calls: calls.map(([name, input]) => ({ name, input: input as never })),
});
const look = tools(["Glob", { pattern: "*" }]);

test("A12 maxTurns bounds the turns of all attempts together", async () => {
  stage = await makeStage(({ turn, asked }) =>
    turn === 1 && asked === 0 ? { kind: "fault", fault: { kind: "overloaded" } } : look,
  );
  await stage.fail({ call: 1, maxTurns: 3 });
  const error = await stage.fail({ call: 1, maxTurns: 3 }, { attempt: 2 });
  expect(error).toMatchObject({ type: "AgentOutOfRoom", retryable: false, detail: { turns: 3 } });
  expect(error.message).toContain("3 turns");
});

test("A12 maxTokens bounds what is asked for, and what is used in all", async () => {
  stage = await makeStage(() => text("word ".repeat(1_000)));
  const proxy = await startRecordingProxy(stage.simulator.url);
  const error = await stage.fail({ maxTokens: 100 }, { model: { baseUrl: proxy.url } });
  await proxy.close();
  expect(error).toMatchObject({ type: "AgentOutOfRoom", retryable: false });
  expect(error.message).toContain("maxTokens");
  expect(proxy.bodies.map((body) => body["max_tokens"])).toEqual([100]);
  expect(error.detail?.usage.outputTokens).toBeLessThanOrEqual(101);
  expect(error.detail?.text).toContain("word word");
});

test("A12 a result that takes the last of the tokens is a result", async () => {
  stage = await makeStage([text("word word")]);
  const used = (await stage.run({})).usage.outputTokens;
  expect(await stage.run({ maxTokens: used })).toMatchObject({ result: "word word" });
});

test("A12 timeoutMs ends an agent in the middle of a command, and of an answer", async () => {
  stage = await makeStage(({ prompt }) =>
    prompt === "work"
      ? tools(["Bash", { command: "sleep 60" }])
      : { kind: "fault", fault: { kind: "silence" } },
  );
  for (const prompt of ["work", "think"]) {
    const error = await stage.fail({ prompt, timeoutMs: 1_000 });
    expect(error).toMatchObject({ type: "AgentOutOfRoom", retryable: false });
    expect(error.message).toContain("timeoutMs");
  }
});

test("A12 timeoutMs counts the time at work of earlier attempts, and not the time between", async () => {
  stage = await makeStage(({ turn, asked }) =>
    turn === 0
      ? tools(["Bash", { command: "sleep 0.4" }])
      : asked === 0
        ? { kind: "fault", fault: { kind: "overloaded" } }
        : { kind: "text", text: "done", delayMs: asked === 1 ? 60_000 : 0 },
  );
  await stage.fail({ call: 1, timeoutMs: 30_000 });
  // 400 ms are gone: what is left of 450 does not wait for the answer.
  const started = performance.now();
  expect(await stage.fail({ call: 1, timeoutMs: 450 }, { attempt: 2 })).toMatchObject({
    type: "AgentOutOfRoom",
  });
  expect(performance.now() - started).toBeLessThan(30_000);
});

test("A12 cwd is where paths and commands start; outside of the workspace it is refused", async () => {
  stage = await makeStage([
    tools(["Bash", { command: "pwd" }], ["Write", { file_path: "made.txt", content: "x" }]),
    text("done"),
  ]);
  const folder = join(await realpath(stage.workspace), "packages", "one");
  await mkdir(folder, { recursive: true });
  await stage.run({ cwd: "packages/one" });
  expect(stage.events.filter(({ kind }) => kind === "result")).toMatchObject([
    { content: expect.stringContaining(folder) as string },
    { isError: false },
  ]);
  for (const cwd of ["..", "/etc", "packages/none", "../workspace/../.."]) {
    expect(await stage.fail({ cwd })).toMatchObject({ type: "InvalidCall", retryable: false });
  }
});

test("a model that takes no effort is asked once more without it, and not with it again", async () => {
  const refusing: Reply = {
    kind: "fault",
    fault: { kind: "status", status: 400, message: "output_config.effort: not supported on this model" },
  };
  stage = await makeStage(({ turn, asked }) =>
    turn === 0 && asked === 0 ? refusing : turn === 0 ? look : text("done"),
  );
  const proxy = await startRecordingProxy(stage.simulator.url);
  expect(await stage.run({ effort: "high" }, { model: { baseUrl: proxy.url } })).toMatchObject({
    result: "done",
  });
  await proxy.close();
  expect(proxy.bodies.map((body) => "output_config" in body)).toEqual([true, false, false]);
  expect(stage.events).toContainEqual({ kind: "without", parameter: "effort" });
});

test("a model that takes no thinking either is asked without both", async () => {
  const refuse = (message: string): Reply => ({
    kind: "fault",
    fault: { kind: "status", status: 400, message },
  });
  stage = await makeStage(({ asked }) =>
    asked === 0
      ? refuse("thinking.type: adaptive is not supported")
      : asked === 1
        ? refuse("output_config: Extra inputs are not permitted")
        : text("done"),
  );
  expect(await stage.run({ effort: "low" })).toMatchObject({ result: "done" });
  expect(stage.simulator.requests()).toHaveLength(3);
});

test("a refusal of something else is one, and so is one of what the messages hold", async () => {
  const message = "messages.1.content.0: thinking blocks are bound to a different conversation";
  stage = await makeStage([{ kind: "fault", fault: { kind: "status", status: 400, message } }]);
  expect(await stage.fail({ effort: "low" })).toMatchObject({ type: "ModelRequestRefused" });
  expect(stage.simulator.requests()).toHaveLength(1);
});

test("what was found out about parameters holds for the next attempt", async () => {
  const refusing: Reply = {
    kind: "fault",
    fault: { kind: "status", status: 400, message: "effort is not supported" },
  };
  const over: Reply = { kind: "fault", fault: { kind: "overloaded" } };
  stage = await makeStage(({ asked }) => [refusing, over, text("done")][asked] ?? null);
  const proxy = await startRecordingProxy(stage.simulator.url);
  const ports = { model: { baseUrl: proxy.url } };
  await stage.fail({ call: 1, effort: "high" }, ports);
  expect(await stage.run({ call: 1, effort: "high" }, { ...ports, attempt: 2 })).toMatchObject({
    result: "done",
  });
  await proxy.close();
  expect(proxy.bodies.map((body) => "output_config" in body)).toEqual([true, false, false]);
});

const PAGE = "x".repeat(20_000);

/** Reads and reads; each result is a tenth of a window of 60,000 tokens. */
const reader =
  (turns: number) =>
  ({ turn, toolResults }: { turn: number; toolResults: readonly { content: string }[] }): Reply =>
    turn < turns
      ? tools(["Bash", { command: `printf '${turn} ' && head -c ${PAGE.length} /dev/zero | tr '\\0' x` }])
      : text(String(toolResults.filter(({ content }) => content.startsWith("[Cut")).length));

test("a conversation that gets too long loses its oldest results, in few big steps, and goes on", async () => {
  stage = await makeStage(reader(16));
  const outcome = await stage.run({}, { contextWindow: () => 60_000 });
  expect(Number(outcome.result)).toBeGreaterThan(4);
  const trims = stage.events.filter((event) => event.kind === "trimmed");
  expect(trims.length).toBeGreaterThanOrEqual(1);
  expect(trims.length).toBeLessThanOrEqual(3);
  const ids = trims.flatMap((event) => ("ids" in event ? event.ids : []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { inputTokens, cacheReadTokens, cacheWriteTokens } of stage.simulator.requests())
    expect(inputTokens + cacheReadTokens + cacheWriteTokens).toBeLessThan(60_000);
});

test("A16 a continuation shows the model the same cuts", async () => {
  const play = reader(12);
  stage = await makeStage((request) =>
    request.turn === 11 && request.asked === 0
      ? { kind: "fault", fault: { kind: "overloaded" } }
      : play(request),
  );
  const proxy = await startRecordingProxy(stage.simulator.url);
  const ports = { model: { baseUrl: proxy.url }, contextWindow: () => 60_000 };
  await stage.fail({ call: 1 }, ports);
  await stage.run({ call: 1 }, { ...ports, attempt: 2 });
  await proxy.close();
  const [failed, again] = proxy.bodies.slice(11, 13).map((body) => JSON.stringify(body));
  expect(again).toBe(failed);
  expect(failed).toContain("Cut to make room");
});

test("A16 whichever request fails, the one right behind a cut too, it is made again to the byte, with no further cut", async () => {
  const play = reader(12);
  stage = await makeStage((request) =>
    request.turn >= 5 && request.asked === 0
      ? { kind: "fault", fault: { kind: "overloaded" } }
      : play(request),
  );
  const proxy = await startRecordingProxy(stage.simulator.url);
  const ports = { model: { baseUrl: proxy.url }, contextWindow: () => 60_000 };
  for (let attempt = 1; attempt <= 8; attempt += 1)
    expect(await stage.fail({ call: 1 }, { ...ports, attempt })).toMatchObject({ type: "ModelUnavailable" });
  await stage.run({ call: 1 }, { ...ports, attempt: 9 });
  await proxy.close();
  const twice = proxy.bodies.slice(5).map((body) => JSON.stringify(body));
  expect(twice).toHaveLength(16);
  for (let turn = 0; turn < 16; turn += 2) expect(twice[turn + 1] === twice[turn]).toBe(true);
  const trims = (): readonly number[] =>
    stage.events.flatMap((event) => (event.kind === "trimmed" ? [event.ids.length] : []));
  const cut = trims();
  // Every one of its requests was made before: this one is not disturbed.
  await stage.run({ call: 2 }, { contextWindow: () => 60_000 });
  expect(trims()).toEqual([...cut, ...cut]);
});

test("a prompt that the API finds too long loses all that can be cut, and is asked once more", async () => {
  const message = "prompt is too long: 204857 tokens > 200000 maximum";
  const refusing: Reply = { kind: "fault", fault: { kind: "status", status: 400, message } };
  const play = reader(4);
  stage = await makeStage((request) =>
    request.turn === 3 && !request.toolResults.some(({ content }) => content.startsWith("[Cut"))
      ? refusing
      : play(request),
  );
  expect(await stage.run({})).toMatchObject({ result: "2" });
});

test("a prompt that is too long without anything to cut ends the agent, and says why", async () => {
  const message = "prompt is too long: 204857 tokens > 200000 maximum";
  stage = await makeStage([{ kind: "fault", fault: { kind: "status", status: 400, message } }]);
  expect(await stage.fail({})).toMatchObject({ type: "AgentOutOfRoom", retryable: false });
  expect(stage.simulator.requests()).toHaveLength(1);
});

test("results of one turn that are too much together are cut as far as needed, and the agent goes on", async () => {
  const page = (name: string): [string, object] => [
    "Bash",
    { command: `printf ${name} && head -c 20000 /dev/zero | tr '\\0' x` },
  ];
  stage = await makeStage(({ turn, toolResults }) =>
    turn === 0
      ? tools(page("a"), page("b"), page("c"), page("d"))
      : text(toolResults.map(({ content }) => content.slice(0, 5)).join()),
  );
  expect(await stage.run({}, { contextWindow: () => 20_000 })).toMatchObject({
    result: "[Cut ,[Cut ,cxxxx,dxxxx",
  });
});

test("when nothing is left to cut, the agent ends and says why", async () => {
  stage = await makeStage([{ ...look, text: "x".repeat(25_000) } as Reply]);
  const error = await stage.fail({}, { contextWindow: () => 5_000 });
  expect(error).toMatchObject({ type: "AgentOutOfRoom", retryable: false });
  expect(error.message).toContain("context window of 5000 tokens");
});
