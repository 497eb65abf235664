// Tool calls whose input is no JSON object. The simulator plays a model that writes sound ones, so a server that plays
// one that does not stands in for it.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { makeDyingStore } from "./dying-store.ts";

let stage: Stage;
let bodies: { messages: { role: string; content: unknown }[] }[];
let close: () => Promise<unknown>;
let url: string;

const INPUTS = [
  '{"command": "touch cut-o',
  "[1, 2]",
  "touch loose",
  '"touch quoted"',
  '{"command": "touch whole"}',
  "",
];

beforeEach(async () => {
  stage = await makeStage([]);
  bodies = [];
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(resolve));
});
afterEach(async () => {
  await close();
  await stage.close();
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]).toString("utf8");
  bodies.push(JSON.parse(body) as (typeof bodies)[number]);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end((bodies.length === 1 ? callEvents(INPUTS) : textEvents("done")).map(toText).join(""));
}

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;
const toText = (event: Event): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function around(blocks: readonly Event[], stop_reason: string): readonly Event[] {
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-5-5",
    content: [],
    stop_reason: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  return [
    { type: "message_start", message },
    ...blocks,
    { type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ];
}

function block(index: number, content_block: object, deltas: readonly object[]): readonly Event[] {
  return [
    { type: "content_block_start", index, content_block },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

function callEvents(inputs: readonly string[]): readonly Event[] {
  const blocks = inputs.flatMap((input, index) =>
    block(
      index,
      { type: "tool_use", id: `toolu_${index}`, name: "Bash", input: {} },
      (input.match(/.{1,5}/gs) ?? []).map((partial_json) => ({ type: "input_json_delta", partial_json })),
    ),
  );
  return around(blocks, "tool_use");
}

const textEvents = (text: string): readonly Event[] =>
  around(block(0, { type: "text", text: "" }, [{ type: "text_delta", text }]), "end_turn");

test("a call whose input is no JSON object is not run, and the model is told what came", async () => {
  expect(await stage.run({}, { model: { baseUrl: url } })).toMatchObject({ result: "done" });
  const made = (await readdir(stage.workspace)).filter((name) => !name.startsWith("."));
  expect(made).toEqual(["whole"]);
  const [, said, results] = bodies[1]?.messages ?? [];
  const inputs = ((said?.content ?? []) as { input: unknown }[]).map(({ input }) => input);
  expect(inputs).toEqual([{}, {}, {}, {}, { command: "touch whole" }, {}]);
  const told = (results?.content ?? []) as { content: string; is_error?: true }[];
  for (const [index, raw] of [
    '{"command": "touch cut-o',
    "[1, 2]",
    "touch loose",
    '"touch quoted"',
  ].entries()) {
    expect(told[index]).toMatchObject({ is_error: true, content: expect.stringContaining(raw) as string });
    expect(told[index]?.content).toContain("nothing was done");
  }
  expect(told[4]?.is_error).toBeUndefined();
  // Nothing at all is a call without arguments, which Bash has to refuse itself.
  expect(told[5]).toMatchObject({ is_error: true, content: expect.stringContaining("command") as string });
});

test("A16 a continuation tells the model the same", async () => {
  const ports = { model: { baseUrl: url } };
  const dying = makeDyingStore(stage.store, (events) => events.some(({ kind }) => kind === "turn"));
  await stage.attempt({ call: 1 }, { ...ports, store: dying }).catch(() => undefined);
  expect(await stage.run({ call: 1 }, { ...ports, attempt: 2 })).toMatchObject({ result: "done" });
  expect(bodies).toHaveLength(2);
  expect(JSON.stringify(bodies[1])).toContain("touch loose");
});
