// What the real SDK makes of the simulator's streams.
import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/simulator/rules.ts";
import { answerTool, assistant, MODEL, startWithClient, toParams, user } from "./start-with-client.ts";

const READ = { name: "Read", input_schema: { type: "object" as const } };

describe("text", () => {
  test("without a rule the answer is the head of the prompt and says that it is simulated", async () => {
    const { ask } = await startWithClient();
    const message = await ask(`find ${"x".repeat(200)}`);
    expect(message.content).toEqual([
      { type: "text", text: `[simulated] find ${"x".repeat(75)}`, citations: null },
    ]);
    expect(message).toMatchObject({ model: MODEL, stop_reason: "end_turn", role: "assistant" });
    expect(message.id).toMatch(/^msg_simulated_/);
  });

  test("a long text with characters outside the basic plane arrives whole, in several deltas", async () => {
    const text = "a😀\n".repeat(2_000);
    const rules: Rule[] = [{ name: "long", when: {}, reply: { kind: "text", text } }];
    const { client } = await startWithClient({ rules });
    const stream = client.messages.stream(toParams({ max_tokens: 10_000 }));
    const deltas: string[] = [];
    stream.on("text", (delta) => deltas.push(delta));
    const message = await stream.finalMessage();
    expect(message.content).toMatchObject([{ text }]);
    expect(deltas.length).toBeGreaterThan(10);
    expect(deltas.every((delta) => !/[\uD800-\uDBFF]$/.test(delta))).toBe(true);
  });

  test("the events come in the order of the real API", async () => {
    const { simulator } = await startWithClient();
    const response = await fetch(`${simulator.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": "any", "anthropic-version": "2026-10-21" },
      body: JSON.stringify({ ...toParams("hi"), stream: true }),
    });
    const events = [...(await response.text()).matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)];
    expect(events.map(([, name]) => name)).toEqual([
      "message_start",
      "ping",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    for (const [, name, data] of events) expect(JSON.parse(data ?? "")).toMatchObject({ type: name });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("request-id")).toMatch(/^req_simulated_/);
    expect(response.headers.get("x-pawl-simulation")).toBe("true");
    expect(response.headers.get("anthropic-organization-id")).toBe("org_simulated");
    expect(Number(response.headers.get("anthropic-ratelimit-requests-remaining"))).toBeGreaterThan(0);
  });

  test("unstreamed calls get the same message as one JSON body", async () => {
    const { client, ask } = await startWithClient();
    const streamed = await ask("same");
    const { id, ...whole } = await client.messages.create(toParams("same"));
    expect(streamed).toMatchObject(whole);
    expect(id, "the second time it is another answer").not.toBe(streamed.id);
  });

  test("max_tokens cuts a longer text and says so", async () => {
    const rules: Rule[] = [{ name: "long", when: {}, reply: { kind: "text", text: "word ".repeat(100) } }];
    const { ask } = await startWithClient({ rules });
    const message = await ask({ max_tokens: 10 });
    expect(message.stop_reason).toBe("max_tokens");
    expect(message.usage.output_tokens).toBe(10);
    expect(await ask({ max_tokens: 0 })).toMatchObject({ content: [], stop_reason: "max_tokens" });
  });
});

describe("tool use", () => {
  test("a conversation of several turns: calls, their results, an answer that saw them", async () => {
    const rules: Rule[] = [
      {
        name: "read two files",
        when: { tool: "Read", turn: 0 },
        reply: {
          kind: "tools",
          text: "I look.",
          calls: [
            { name: "Read", input: { path: "a.js", note: "long ".repeat(50) } },
            { name: "Read", input: {} },
          ],
        },
      },
      {
        name: "say what was read",
        when: { turn: 1 },
        reply: ({ toolResults, lastText }) => ({
          kind: "text",
          text: JSON.stringify({ toolResults, lastText }),
        }),
      },
    ];
    const { ask, simulator } = await startWithClient({ rules });
    const first = await ask({ tools: [READ], messages: [user("go")] });
    expect(first.stop_reason).toBe("tool_use");
    expect(first.content).toMatchObject([
      { type: "text", text: "I look." },
      { type: "tool_use", name: "Read", input: { path: "a.js", note: "long ".repeat(50) } },
      { type: "tool_use", name: "Read", input: {} },
    ]);
    const calls = first.content.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
    expect(new Set(calls).size).toBe(2);
    const second = await ask({
      tools: [READ],
      messages: [
        user("go"),
        assistant(first.content as never),
        user([
          { type: "tool_result", tool_use_id: calls[0] ?? "", content: "text of a" },
          {
            type: "tool_result",
            tool_use_id: calls[1] ?? "",
            content: [{ type: "text", text: "no path" }],
            is_error: true,
          },
        ]),
      ],
    });
    expect(JSON.parse(second.content[0]?.type === "text" ? second.content[0].text : "")).toEqual({
      lastText: "go",
      toolResults: [
        {
          name: "Read",
          input: { path: "a.js", note: "long ".repeat(50) },
          content: "text of a",
          isError: false,
        },
        { name: "Read", input: {}, content: "no path", isError: true },
      ],
    });
    expect(simulator.requests().map(({ rule, turn }) => ({ rule, turn }))).toEqual([
      { rule: "read two files", turn: 0 },
      { rule: "say what was read", turn: 1 },
    ]);
  });

  test("an answer goes through StructuredOutput, and afterwards the default ends in text", async () => {
    const rules: Rule[] = [
      { name: "answer", when: { turn: 0 }, reply: { kind: "answer", value: { ok: true, list: [1, 2] } } },
    ];
    const { ask } = await startWithClient({ rules });
    const tools = [answerTool({ type: "object" })];
    const message = await ask({ tools });
    expect(message.content).toMatchObject([
      { type: "tool_use", name: "StructuredOutput", input: { ok: true, list: [1, 2] } },
    ]);
    const id = message.content[0]?.type === "tool_use" ? message.content[0].id : "";
    const end = await ask({
      tools,
      messages: [
        user("hello"),
        assistant(message.content as never),
        user([{ type: "tool_result", tool_use_id: id, content: "ok" }]),
      ],
    });
    expect(end).toMatchObject({
      stop_reason: "end_turn",
      content: [{ type: "text", text: "[simulated] hello" }],
    });
  });
});

describe("stop reasons", () => {
  test("a refusal may be empty and tells its category", async () => {
    const rules: Rule[] = [{ name: "no", when: {}, reply: { kind: "refusal" } }];
    const { ask } = await startWithClient({ rules });
    const message = await ask("hello");
    expect(message).toMatchObject({ stop_reason: "refusal", content: [] });
    expect(message.stop_details).toMatchObject({ type: "refusal", category: "general_harms" });
  });

  test("a paused turn is sent again as it is; any other conversation that ends with the assistant is refused", async () => {
    const rules: Rule[] = [
      {
        name: "pause",
        when: { turn: 0 },
        reply: { kind: "text", text: "one moment", stopReason: "pause_turn" },
      },
    ];
    const { ask } = await startWithClient({ rules });
    const paused = await ask("hello");
    expect(paused.stop_reason).toBe("pause_turn");
    const end = await ask({ messages: [user("hello"), assistant(paused.content as never)] });
    expect(end.stop_reason).toBe("end_turn");
    await expect(ask({ messages: [user("hello"), assistant("The answer is")] })).rejects.toThrow(/prefill/);
  });

  test("max_tokens by rule", async () => {
    const rules: Rule[] = [
      { name: "cut", when: {}, reply: { kind: "text", text: "and then", stopReason: "max_tokens" } },
    ];
    const { ask } = await startWithClient({ rules });
    expect(await ask("hello")).toMatchObject({ stop_reason: "max_tokens", content: [{ text: "and then" }] });
  });
});

describe("pace", () => {
  test("delayMs passes before the first byte, eventEveryMs between events", async () => {
    const rules: Rule[] = [
      { name: "slow", when: {}, reply: { kind: "text", text: "slowly", delayMs: 60, eventEveryMs: 10 } },
    ];
    const { client } = await startWithClient({ rules });
    const start = performance.now();
    const stream = client.messages.stream(toParams("hello"));
    const connected = new Promise<number>((resolve) =>
      stream.once("connect", () => resolve(performance.now())),
    );
    await stream.finalMessage();
    expect((await connected) - start).toBeGreaterThanOrEqual(55);
    expect(performance.now() - (await connected), "six events, five pauses").toBeGreaterThanOrEqual(45);
  });
});
