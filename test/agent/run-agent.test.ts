import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeLedger } from "../../src/agent/ledger.ts";
import { makePast } from "../../src/agent/past.ts";
import type { ToolBench } from "../../src/agent/tools/run-tool-calls.ts";
import { makeSeenFiles } from "../../src/agent/tools/seen-files.ts";
import type { TranscriptEvent } from "../../src/agent/transcript/entry.ts";
import type { Turn } from "../../src/agent/turn-entry.ts";
import type { AgentPorts } from "../../src/agent/run-agent.ts";
import { runTurns } from "../../src/agent/turn-loop.ts";
import { RESULT_MAX_BYTES } from "../../src/protocol/limits.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

let stage: Stage;
afterEach(() => stage.close());

const schema = {
  type: "object",
  properties: { n: { type: "integer" } },
  required: ["n"],
  additionalProperties: false,
} as const;
const text = (words: string): Reply => ({ kind: "text", text: words });
const answer = (value: object): Reply => ({ kind: "answer", value: value as never });
const call = (name: string, input: object): Reply => ({
  kind: "tools",
  calls: [{ name, input: input as never }],
});

function benchWith(events: TranscriptEvent[]): ToolBench {
  return {
    tools: [],
    place: { root: "/", leftChanges: null, save: async () => null },
    seen: makeSeenFiles("/"),
    transcript: {
      append: async (...appended) => void events.push(...appended),
      settle: async () => undefined,
      requireLatest: async () => undefined,
      close: async () => undefined,
    },
    ledger: makeLedger({ prices: [], progress: () => undefined }),
    answers: new Map(),
    signal: new AbortController().signal,
    stop: () => undefined,
  };
}

async function setUp(play: Play): Promise<Stage> {
  stage = await makeStage(play);
  return stage;
}

test("A01 an agent resolves to its final text, with model, turns, usage and cost", async () => {
  await setUp([text("Forty-two.")]);
  const outcome = await stage.run({ prompt: "What is it?" });
  expect(outcome).toMatchObject({ result: "Forty-two.", model: "claude-sonnet-5-5", turns: 1, attempts: 1 });
  expect(outcome.usage.outputTokens).toBe(stage.simulator.requests()[0]?.outputTokens);
  expect(outcome.costUsd).toBeGreaterThan(0);
});

test("A01 an agent sees only its prompt", async () => {
  await setUp(({ prompt }) => text(prompt));
  await expect(stage.run({ prompt: "first" })).resolves.toMatchObject({ result: "first" });
  await expect(stage.run({ prompt: "second" })).resolves.toMatchObject({ result: "second" });
});

test("A01 an agent works with tools until it has its answer", async () => {
  await setUp([
    call("Write", { file_path: "a.txt", content: "hello\n" }),
    call("Read", { file_path: "a.txt" }),
    text("done"),
  ]);
  const outcome = await stage.run({});
  expect(outcome).toMatchObject({ result: "done", turns: 3 });
  expect(await readFile(join(stage.workspace, "a.txt"), "utf8")).toBe("hello\n");
  expect(stage.events.filter(({ kind }) => kind === "result")).toMatchObject([
    { isError: false, content: expect.stringContaining("Created") },
    { isError: false, content: "     1\thello" },
  ]);
});

test("A01 an empty prompt is refused before anything is spent", async () => {
  await setUp([text("?")]);
  expect(await stage.fail({ prompt: " \n" })).toMatchObject({ type: "InvalidCall", retryable: false });
  expect(stage.simulator.requests()).toEqual([]);
});

test("A04 with a schema the agent resolves to the validated object", async () => {
  await setUp([answer({ n: 7 })]);
  expect((await stage.run({ schema })).result).toEqual({ n: 7 });
});

test("A04 the validation error goes back to the agent, which may try again", async () => {
  const seen: string[] = [];
  await setUp(({ toolResults }) => {
    seen.push(...toolResults.slice(-1).map(({ content }) => content));
    return answer({ n: toolResults.length === 0 ? "seven" : 7 });
  });
  expect((await stage.run({ schema })).result).toEqual({ n: 7 });
  expect(seen).toEqual([expect.stringContaining("/n must be integer")]);
});

test("A04 after 5 invalid answers the call rejects with the last validation error and keeps the text", async () => {
  await setUp([
    { kind: "tools", text: "I think so.", calls: [{ name: "StructuredOutput", input: { n: "x" } }] },
  ]);
  const error = await stage.fail({ schema });
  expect(error).toMatchObject({ type: "NoStructuredOutput", retryable: false });
  expect(error.message).toContain("/n must be integer");
  expect(error.detail?.text).toBe('I think so.\n\n{"n":"x"}');
  expect(stage.simulator.requests()).toHaveLength(5);
});

test("A04 an agent that ends without an answer gets 2 nudges, then the call rejects", async () => {
  const lastTexts: string[] = [];
  await setUp(({ lastText }) => {
    lastTexts.push(lastText);
    return text("It is seven.");
  });
  const error = await stage.fail({ schema, prompt: "Count." });
  expect(error).toMatchObject({
    type: "NoStructuredOutput",
    retryable: false,
    detail: { text: "It is seven.", turns: 3 },
  });
  expect(lastTexts).toEqual([
    "Count.",
    expect.stringContaining("StructuredOutput"),
    expect.stringContaining("StructuredOutput"),
  ]);
});

test("A04 a nudged agent that answers then is fine", async () => {
  await setUp([text("It is seven."), answer({ n: 7 })]);
  expect((await stage.run({ schema })).result).toEqual({ n: 7 });
});

test("A04 the schema reaches the model unchanged, and the tool is not forced", async () => {
  await setUp([answer({ n: 7 })]);
  const proxy = await startRecordingProxy(stage.simulator.url);
  const odd = {
    ...schema,
    $defs: { x: { const: 1 } },
    title: "Odd",
    properties: { n: { type: "integer", minimum: 3 } },
  };
  await stage.run({ schema: odd }, { model: { baseUrl: proxy.url } });
  await proxy.close();
  const [body] = proxy.bodies;
  expect(body?.["tools"]).toContainEqual(
    expect.objectContaining({ name: "StructuredOutput", input_schema: odd }),
  );
  expect(body).not.toHaveProperty("tool_choice");
});

test("A04 no schema at the root, or one nothing can satisfy: refused before anything is spent", async () => {
  await setUp([answer({ n: 7 })]);
  expect(await stage.fail({ schema: { type: "string" } })).toMatchObject({ type: "InvalidSchema" });
  expect(await stage.fail({ schema: { type: "objekt" } })).toMatchObject({ type: "InvalidSchema" });
  const impossible = { type: "object", required: ["x"], additionalProperties: false };
  expect(await stage.fail({ schema: impossible })).toMatchObject({ type: "InvalidSchema", retryable: false });
  expect(stage.simulator.requests()).toEqual([]);
});

test("A04 other calls of the turn that gives the answer are done too, and the model is not asked again", async () => {
  await setUp([
    {
      kind: "tools",
      calls: [
        { name: "StructuredOutput", input: { n: 1 } },
        { name: "Write", input: { file_path: "a.txt", content: "kept" } },
        { name: "StructuredOutput", input: { n: 2 } },
      ],
    },
  ]);
  expect(await stage.run({ schema })).toMatchObject({ result: { n: 1 }, turns: 1 });
  expect(await readFile(join(stage.workspace, "a.txt"), "utf8")).toBe("kept");
});

test("A06 the call's model goes before the run's, and effort reaches the model", async () => {
  await setUp(({ model }) => text(model));
  const proxy = await startRecordingProxy(stage.simulator.url);
  const ports = { model: { baseUrl: proxy.url } };
  expect(await stage.run({ model: "haiku", runModel: "opus", effort: "xhigh" }, ports)).toMatchObject({
    result: "claude-haiku-5-5",
  });
  expect(await stage.run({ model: "inherit", runModel: "opus", effort: "huge" }, ports)).toMatchObject({
    model: "claude-opus-5-5",
  });
  await proxy.close();
  expect(proxy.bodies[0]).toMatchObject({
    output_config: { effort: "xhigh" },
    thinking: { type: "adaptive" },
  });
  expect(proxy.bodies[1]).not.toHaveProperty("output_config");
  expect(proxy.bodies[1]).not.toHaveProperty("temperature");
});

test("A07 Explore gets the tools that only read", async () => {
  await setUp(({ tools }) => text(tools.join(" ")));
  expect(await stage.run({ agentType: "Explore" })).toMatchObject({ result: "Read Glob Grep" });
  expect(await stage.run({})).toMatchObject({ result: "Read Write Edit Glob Grep Bash" });
});

test("A07 the commands of Verify change nothing, those of who goes on with it neither, and its figures say so", async () => {
  await setUp(({ turn, toolResults }) =>
    turn % 2 === 0 ? call("Bash", { command: "touch made" }) : text(toolResults.at(-1)?.content ?? ""),
  );
  const judged = await stage.run({ call: 1, agentType: "Verify" });
  expect(judged).toMatchObject({ readOnly: true, result: expect.stringMatching(/Read-only file system/) });
  const more = await stage.run({ call: 2, continues: 1 });
  expect(more).toMatchObject({ readOnly: true, result: expect.stringMatching(/Read-only file system/) });
  expect(await readdir(stage.workspace)).toEqual([]);
  expect(await stage.run({ call: 3 })).not.toHaveProperty("readOnly");
  expect(await stage.run({ call: 4, tools: ["Read"] })).toMatchObject({ readOnly: true });
  expect(await stage.run({ call: 5, tools: ["Edit"] })).not.toHaveProperty("readOnly");
  expect(await readdir(stage.workspace)).toEqual(["made"]);
});

test("A07 an unknown type rejects and lists the known ones; a type combines with a schema", async () => {
  await setUp(({ tools }) => answer({ n: tools.length }));
  const error = await stage.fail({ agentType: "wizard" });
  expect(error).toMatchObject({ type: "UnknownAgentType", retryable: false });
  expect(error.message).toContain("general-purpose, Explore, Plan, Verify");
  expect(await stage.run({ agentType: "Plan", schema })).toMatchObject({ result: { n: 4 } });
});

test("a conversation only grows: what was sent once is sent again byte for byte, and what came is sent as it came", async () => {
  await setUp([
    {
      kind: "tools",
      text: "Let me look.",
      calls: [
        { name: "Glob", input: { pattern: "*" } },
        { name: "Nope", input: {} },
      ],
    },
    text("done"),
  ]);
  const proxy = await startRecordingProxy(stage.simulator.url);
  await stage.run({}, { model: { baseUrl: proxy.url } });
  await proxy.close();
  const [first, second] = proxy.bodies as { messages: unknown[] }[];
  const { messages: before, ...fixedBefore } = first ?? { messages: [] };
  const { messages: after, ...fixedAfter } = second ?? { messages: [] };
  expect(JSON.stringify(fixedAfter)).toBe(JSON.stringify(fixedBefore));
  expect(JSON.stringify(after.slice(0, 1))).toBe(JSON.stringify(before));
  const turn = stage.events.find(({ kind }) => kind === "turn");
  expect(after[1]).toEqual({ role: "assistant", content: (turn as { content: unknown }).content });
  expect(fixedAfter).toMatchObject({ cache_control: { type: "ephemeral" }, stream: true });
});

test("unknown tools and wrong input are told to the model, and the agent goes on", async () => {
  await setUp([
    {
      kind: "tools",
      calls: [
        { name: "Teleport", input: {} },
        { name: "Read", input: { file: "a" } },
        { name: "Read", input: { file_path: "/etc/passwd" } },
      ],
    },
    text("I see."),
  ]);
  expect(await stage.run({})).toMatchObject({ result: "I see." });
  expect(stage.events.filter(({ kind }) => kind === "result")).toMatchObject([
    { isError: true, content: expect.stringContaining("available: Read, Write") },
    { isError: true, content: expect.stringContaining("file_path") },
    { isError: true, content: expect.stringContaining("inside the workspace") },
  ]);
});

test("a change and the reading after it in one turn keep their order", async () => {
  await setUp([
    {
      kind: "tools",
      calls: [
        { name: "Read", input: { file_path: "a.txt" } },
        { name: "Edit", input: { file_path: "a.txt", old_string: "one", new_string: "two" } },
        { name: "Read", input: { file_path: "a.txt" } },
      ],
    },
    text("done"),
  ]);
  await writeFile(join(stage.workspace, "a.txt"), "one\n");
  await stage.run({});
  const contents = stage.events.flatMap((event) => (event.kind === "result" ? [event.content] : []));
  expect(contents).toEqual(["     1\tone", expect.stringMatching(/^Changed /), "     1\ttwo"]);
});

test("a tool call is written down before it acts, and its result before the next turn", async () => {
  await setUp([call("Bash", { command: "true" }), text("done")]);
  await stage.run({});
  expect(stage.events.map(({ kind }) => kind)).toEqual([
    "attempt",
    "user",
    "turn",
    "tool",
    "result",
    "turn",
    "done",
  ]);
});

test("an answer cut off at the output limit is continued and put together", async () => {
  await setUp([{ kind: "text", text: "one, ", stopReason: "max_tokens" }, text("two")]);
  expect(await stage.run({})).toMatchObject({ result: "one, two", turns: 2 });
});

test("answers that are cut off again and again end the agent", async () => {
  await setUp([{ kind: "text", text: "la ", stopReason: "max_tokens" }]);
  expect(await stage.fail({})).toMatchObject({ type: "AgentOutOfRoom", retryable: false });
});

test("a paused turn is sent back as it is", async () => {
  await setUp([{ kind: "text", text: "Searching. ", stopReason: "pause_turn" }, text("Found.")]);
  expect(await stage.run({})).toMatchObject({ result: "Searching. Found.", turns: 2 });
  expect(stage.events.filter(({ kind }) => kind === "user")).toHaveLength(1);
});

test("a tool call in a turn that was cut off is not run, however whole it looks", async () => {
  await setUp([text("unused")]);
  const calls = [{ type: "tool_use", id: "t1", name: "Bash", input: { command: "rm -rf src" } }];
  const messages = [
    { stop_reason: "max_tokens", content: calls },
    { stop_reason: "end_turn", content: [{ type: "text", text: "done" }] },
  ] as unknown as Turn[];
  const events: TranscriptEvent[] = [];
  const given: unknown[] = [];
  const result = await runTurns({
    past: makePast([]),
    conversation: {
      recall: () => undefined,
      begin: async () => undefined,
      say: async () => undefined,
      give: (results) => given.push(...results),
      next: async (turn) => messages[turn - 1] as Turn,
    },
    bench: benchWith(events),
    maxTurns: 3,
    structured: null,
  });
  expect(result).toEqual({ kind: "end", result: "done" });
  expect(given).toMatchObject([
    { tool_use_id: "t1", is_error: true, content: expect.stringContaining("Not run") },
  ]);
  expect(events.map(({ kind }) => kind)).toEqual(["result"]);
});

test("halves of characters that a script cut are sent as the replacement character", async () => {
  await setUp(({ prompt }) => text(prompt));
  expect(await stage.run({ prompt: "cut \uD83D" })).toMatchObject({ result: "cut \uFFFD" });
});

test("a model without a price counts as 0, and the transcript says so", async () => {
  await setUp([text("done")]);
  expect(await stage.run({}, { prices: [] })).toMatchObject({ costUsd: 0 });
  expect(stage.events).toContainEqual({ kind: "note", message: expect.stringContaining("No price") });
});

test("A05 a refusal ends the agent for good", async () => {
  await setUp([{ kind: "refusal" }]);
  const error = await stage.fail({});
  expect(error).toMatchObject({ type: "ModelRefusal", retryable: false });
  expect(error.message).toContain("general_harms");
});

test("an empty answer is asked for again, and in the end the last words count", async () => {
  await setUp([
    { kind: "tools", text: "All is well.", calls: [{ name: "Glob", input: { pattern: "*" } }] },
    text(""),
  ]);
  expect(await stage.run({})).toMatchObject({ result: "All is well.", turns: 4 });
});

test("an agent that never comes to an end runs out of turns", async () => {
  await setUp([text("unused")]);
  const asked: number[] = [];
  const message = {
    stop_reason: "pause_turn",
    content: [{ type: "text", text: "hm" }],
  } as unknown as Turn;
  const loop = runTurns({
    past: makePast([]),
    conversation: {
      recall: () => undefined,
      begin: async () => undefined,
      say: async () => undefined,
      give: () => undefined,
      next: async (turn) => (asked.push(turn), message),
    },
    bench: benchWith([]),
    maxTurns: 3,
    structured: null,
  });
  await expect(loop).rejects.toMatchObject({ type: "AgentOutOfRoom", retryable: false });
  expect(asked).toEqual([1, 2, 3]);
});

test("a result that is too large to hand on fails for good, with the agent's label", async () => {
  await setUp(({ schema: given }) =>
    given === null ? text("x") : answer({ s: "x".repeat(RESULT_MAX_BYTES) }),
  );
  const large = { type: "object", properties: { s: { type: "string" } } };
  const error = await stage.fail({ schema: large, label: "the big one" });
  expect(error).toMatchObject({ type: "ResultTooLarge", retryable: false });
  expect(error.message).toContain("the big one");
});

test("A17 the machine's own trouble is for another attempt, a fault of pawl's is not", async () => {
  await setUp([text("done")]);
  const failing = (error: Error): Partial<AgentPorts> => ({
    store: {
      ...stage.store,
      async begin(agent, name) {
        const begun = await stage.store.begin(agent, name);
        return { ...begun, transcript: { ...begun.transcript, append: () => Promise.reject(error) } };
      },
    },
  });
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" });
  expect(await stage.fail({}, failing(full))).toMatchObject({ type: "AgentFailed", retryable: true });
  expect(await stage.fail({}, failing(new TypeError("oops")))).toMatchObject({
    type: "AgentFailed",
    retryable: false,
  });
});

test("a failed agent says what it has used", async () => {
  await setUp([call("Nothing", {}), { kind: "refusal" }]);
  const error = await stage.fail({});
  const used = stage.simulator.requests().reduce((sum, request) => sum + request.outputTokens, 0);
  expect(error.detail).toMatchObject({
    model: "claude-sonnet-5-5",
    turns: 2,
    attempts: 1,
    usage: { outputTokens: used },
  });
});

test("a workspace that is not there is said so", async () => {
  await setUp([text("done")]);
  const error = await stage.fail({ workspace: join(stage.workspace, "gone") });
  expect(error).toMatchObject({ type: "InvalidCall", retryable: false });
  expect(error.message).toContain("gone");
});
