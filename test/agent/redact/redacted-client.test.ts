import { expect, test } from "vitest";
import type {
  MessageParam,
  ModelClient,
  ModelRequest,
  ReceivedMessage,
} from "../../../src/agent/model-client.ts";
import { redactClient } from "../../../src/agent/redact/redacted-client.ts";
import { makeRedactor } from "../../../src/agent/redact/redactor.ts";
import { fakeKeys, made } from "./fake-keys.ts";

const SECRET = made("client", 32);
const MARK = "[redacted: SHOP_TOKEN]";
const [, KEY = ""] = fakeKeys("client")[0] ?? [];
const redactor = makeRedactor({ values: [{ name: "SHOP_TOKEN", value: SECRET }] });

/** A client that answers with `content` and keeps what it was sent. */
function makeClient(content: unknown[]): { client: ModelClient; sent: ModelRequest[] } {
  const sent: ModelRequest[] = [];
  const client: ModelClient = {
    send: async (request) => {
      sent.push(request);
      return { content } as ReceivedMessage;
    },
  };
  return { client: redactClient(client, redactor), sent };
}

const request = (messages: MessageParam[], system = "s"): ModelRequest => ({
  model: "m",
  max_tokens: 1,
  system,
  messages,
});

test("prompt, system prompt and tool results go out without secrets and keys", async () => {
  const { client, sent } = makeClient([]);
  await client.send(
    request(
      [
        { role: "user", content: `use ${SECRET}` },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: `${KEY} ${SECRET}` }] },
      ],
      `know ${KEY}`,
    ),
  );
  expect(sent[0]).toMatchObject({
    system: "know [redacted: anthropic key]",
    messages: [
      { content: `use ${MARK}` },
      { content: [{ content: `[redacted: anthropic key] ${MARK}`, tool_use_id: "a" }] },
    ],
  });
});

test("what the model wrote goes back as it came, but for the worker's secrets", async () => {
  const { client, sent } = makeClient([]);
  const content = [{ type: "text" as const, text: `${KEY} ${SECRET}` }];
  await client.send(request([{ role: "assistant", content }]));
  expect(sent[0]?.messages).toEqual([
    { role: "assistant", content: [{ type: "text", text: `${KEY} ${MARK}` }] },
  ]);
});

test("an answer loses the worker's secrets; a thought that has one is left out, signed as it is", async () => {
  const kept = { type: "thinking", thinking: "hm", signature: "x" };
  const { client } = makeClient([
    kept,
    { type: "thinking", thinking: `it is ${SECRET}`, signature: "y" },
    { type: "tool_use", id: "a", name: "Bash", input: { command: `echo ${SECRET} ${KEY}` } },
  ]);
  const { content } = await client.send(request([]));
  expect(content).toEqual([
    kept,
    { type: "tool_use", id: "a", name: "Bash", input: { command: `echo ${MARK} ${KEY}` } },
  ]);
  expect(content[0]).toBe(kept);
});

test("the same message is looked through once", async () => {
  const { client, sent } = makeClient([]);
  const first: MessageParam = { role: "user", content: `use ${SECRET}` };
  await client.send(request([first]));
  await client.send(request([first, { role: "user", content: "more" }]));
  expect(sent[1]?.messages[0]).toBe(sent[0]?.messages[0]);
});
