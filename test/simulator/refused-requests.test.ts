// Requests the real API refuses are refused here too, so that a client's mistake shows before the first real call.
import { Anthropic } from "@anthropic-ai/sdk";
import { describe, expect, test } from "vitest";
import { SIMULATOR_BODY_MAX_BYTES } from "../../src/protocol/limits.ts";
import { assistant, errorOf, type Params, startWithClient, toParams, user } from "./start-with-client.ts";

const READ = { name: "Read", input_schema: { type: "object" as const } };
const CALL = assistant([{ type: "tool_use", id: "toolu_1", name: "Read", input: {} }]);
const RESULT = { type: "tool_result" as const, tool_use_id: "toolu_1", content: "text" };
const MARK = { type: "ephemeral" as const };

describe("400 invalid_request_error", () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ["no model", { model: undefined }, /^model: Field required/],
    ["no messages", { messages: undefined }, /^messages: Field required/],
    ["empty messages", { messages: [] }, /^messages: at least one message is required/],
    ["no max_tokens", { max_tokens: undefined }, /^max_tokens: Field required/],
    ["max_tokens above the model's", { max_tokens: 200_000 }, /^max_tokens: 200000 > 128000/],
    ["an unknown parameter", { max_token: 5 }, /^max_token: Extra inputs are not permitted/],
    [
      "an unknown block",
      { messages: [user([{ type: "texts" } as never])] },
      /^messages\.0\.content\.0\.type: /,
    ],
    ["an unknown role", { messages: [{ role: "tool", content: "x" }] }, /^messages\.0\.role: /],
    [
      "the assistant speaks first",
      { messages: [assistant("hi"), user("hello")] },
      /first message must use the "user" role/,
    ],
    ["empty content", { messages: [user([])] }, /^messages\.0: all messages must have non-empty content/],
    ["an empty text", { messages: [user("")] }, /text content blocks must be non-empty/],
    ["temperature", { temperature: 0 }, /^temperature: /],
    ["top_p", { top_p: 1 }, /^top_p: /],
    ["top_k", { top_k: 5 }, /^top_k: /],
    [
      "a forced tool",
      { tools: [READ], tool_choice: { type: "tool", name: "Read" } },
      /^tool_choice: forcing/,
    ],
    ["any tool forced", { tools: [READ], tool_choice: { type: "any" } }, /^tool_choice: forcing/],
    ["a tool choice without tools", { tool_choice: { type: "auto" } }, /^tool_choice: /],
    ["two tools of one name", { tools: [READ, READ] }, /Tool names must be unique/],
    ["a tool name with a blank", { tools: [{ ...READ, name: "Read it" }] }, /^tools\.0\.name: /],
    [
      "a tool without a schema",
      { tools: [{ name: "Read" }] },
      /^tools\.0\.custom\.input_schema: Field required/,
    ],
    [
      "a tool schema that is no object's",
      { tools: [{ name: "Read", input_schema: {} }] },
      /input_schema\.type/,
    ],
    [
      "five cache marks",
      {
        cache_control: MARK,
        messages: [user([1, 2, 3, 4].map((n) => ({ type: "text", text: `${n}`, cache_control: MARK })))],
      },
      /maximum of 4 blocks with cache_control may be provided\. Found 5/,
    ],
    [
      "a tool call without its result",
      { tools: [READ], messages: [user("go"), CALL, user("well?")] },
      /`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1/,
    ],
    [
      "a text before the result",
      { tools: [READ], messages: [user("go"), CALL, user([{ type: "text", text: "well?" }, RESULT])] },
      /`tool_use` ids were found without `tool_result`/,
    ],
    [
      "a result without its call",
      { tools: [READ], messages: [user("go"), assistant("no"), user([RESULT])] },
      /unexpected `tool_use_id` found in `tool_result` blocks: toolu_1/,
    ],
    [
      "two results of one call",
      { tools: [READ], messages: [user("go"), CALL, user([RESULT, RESULT])] },
      /single result/,
    ],
    [
      "one id for two calls",
      { tools: [READ], messages: [user("go"), CALL, user([RESULT]), CALL, user([RESULT])] },
      /`tool_use` ids must be unique: toolu_1/,
    ],
    [
      "a call in the user's name",
      { messages: [{ ...CALL, role: "user" }] },
      /`tool_use` blocks can only be in `assistant` messages/,
    ],
  ])("%s", async (_, params, message) => {
    const { client, simulator } = await startWithClient();
    const body = toParams(params as Partial<Params>);
    const error = await errorOf(client.post("/v1/messages", { body }));
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error.type).toBe("invalid_request_error");
    expect(error.apiMessage).toMatch(message);
    expect(simulator.requests()).toMatchObject([{ outcome: "rejected", status: 400, rule: null }]);
  });

  test.each([
    ["not JSON", "{"],
    ["an array", "[]"],
    ["binary garbage", "\u0000\u0001\uFFFD"],
    ["nothing", ""],
  ])("a body that is %s", async (_, body) => {
    const { simulator } = await startWithClient();
    const response = await post(simulator.url, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
  });
});

describe("accepted, as the real API does", () => {
  test.each<[string, Partial<Params>]>([
    ["consecutive user messages", { messages: [user("one"), user("two")] }],
    [
      "results spread over two user messages",
      {
        tools: [READ],
        messages: [
          user("go"),
          assistant([
            { type: "tool_use", id: "a", name: "Read", input: {} },
            { type: "tool_use", id: "b", name: "Read", input: {} },
          ]),
          user([{ type: "tool_result", tool_use_id: "a" }]),
          user([
            { type: "tool_result", tool_use_id: "b" },
            { type: "text", text: "go on" },
          ]),
        ],
      },
    ],
    [
      "thinking blocks",
      { messages: [user("a"), assistant([{ type: "thinking", thinking: "hm", signature: "s" }]), user("b")] },
    ],
    ["effort and adaptive thinking", { thinking: { type: "adaptive" }, output_config: { effort: "xhigh" } }],
    [
      "a forced tool on an older model",
      { model: "claude-haiku-4-5", tools: [READ], tool_choice: { type: "any" } },
    ],
    [
      "prefill on an older model",
      { model: "claude-haiku-4-5", messages: [user("a"), assistant("The answer is")] },
    ],
  ])("%s", async (_, params) => {
    const { ask } = await startWithClient();
    expect(await ask(params)).toMatchObject({ stop_reason: "end_turn" });
  });
});

describe("other doors", () => {
  test("an unknown model is a 404 that names it", async () => {
    const { ask } = await startWithClient();
    const error = await errorOf(ask({ model: "sonnet" }));
    expect(error).toBeInstanceOf(Anthropic.NotFoundError);
    expect(error).toMatchObject({ type: "not_found_error", apiMessage: "model: sonnet" });
  });

  test("without a key it is a 401, with x-api-key or a bearer token not", async () => {
    const { simulator } = await startWithClient();
    const body = JSON.stringify(toParams("hello"));
    expect((await post(simulator.url, body, {})).status).toBe(401);
    expect((await post(simulator.url, body, { authorization: "Bearer " })).status).toBe(401);
    expect((await post(simulator.url, body, { authorization: "Bearer x" })).status).toBe(200);
    expect((await post(simulator.url, body, { "x-api-key": "x" })).status).toBe(200);
    expect(simulator.requests().map(({ status }) => status)).toEqual([401, 401, 200, 200]);
  });

  test("without anthropic-version it is a 400", async () => {
    const { simulator } = await startWithClient();
    const response = await fetch(`${simulator.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": "x" },
    });
    expect(await response.json()).toMatchObject({
      error: { message: "anthropic-version: header is required" },
    });
  });

  test("a body over 32 MiB is a 413, and the next request is served", async () => {
    const { ask } = await startWithClient();
    const error = await errorOf(ask("x".repeat(SIMULATOR_BODY_MAX_BYTES)));
    expect(error).toBeInstanceOf(Anthropic.ContentTooLargeError);
    expect(error.type).toBe("request_too_large");
    expect(await ask("small")).toMatchObject({ stop_reason: "end_turn" });
  });

  test("an unknown path is a 404, models are listed, tokens are counted", async () => {
    const { simulator, client } = await startWithClient();
    for (const path of ["/v2/messages", "//", "/v1/messages", "/v1/models/a/b"]) {
      expect((await fetch(`${simulator.url}${path}`)).status).toBe(404);
    }
    const listed = await client.models.list();
    expect(listed.data.map(({ id }) => id)).toContain("claude-haiku-5-5");
    expect(await client.models.retrieve("claude-opus-5-5")).toMatchObject({ max_tokens: 128_000 });
    expect(await errorOf(client.models.retrieve("gpt"))).toBeInstanceOf(Anthropic.NotFoundError);
    const { model, messages } = toParams("x".repeat(33));
    expect(await client.messages.countTokens({ model, messages })).toEqual({ input_tokens: 10 });
  });
});

function post(
  url: string,
  body: string,
  auth: Record<string, string> = { "x-api-key": "any" },
): Promise<Response> {
  return fetch(`${url}/v1/messages`, {
    method: "POST",
    body,
    headers: { "anthropic-version": "2026-10-21", ...auth },
  });
}
