// Calls that came with an id that another call has: each is run, and each has its own result.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JsonObject } from "../../src/protocol/json.ts";
import { checkConversation } from "../../src/simulator/check-conversation.ts";
import { parseMessagesRequest } from "../../src/simulator/messages-request.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { makeDyingStore } from "./dying-store.ts";
import { startStreamServer, type PlayedCall, type StreamServer } from "./stream-server.ts";

let stage: Stage;
let server: StreamServer;

const say = (word: string): PlayedCall => ({
  id: "toolu_1",
  input: JSON.stringify({ command: `echo ${word} | tee -a said` }),
});

beforeEach(async () => {
  stage = await makeStage([]);
  server = await startStreamServer(
    [say("one"), say("two"), { id: "toolu_1", input: "three" }],
    [say("four")],
  );
});
afterEach(async () => {
  await server.close();
  await stage.close();
});

async function judged(): Promise<void> {
  expect(await readFile(join(stage.workspace, "said"), "utf8")).toBe("one\ntwo\nfour\n");
  const { messages } = parseMessagesRequest(server.bodies.at(-1) as unknown as JsonObject);
  // As the API reads it.
  expect(() => checkConversation(messages)).not.toThrow();
  const blocks = messages.flatMap(({ content }) => content);
  const results = blocks.flatMap((block) => (block.type === "tool_result" ? [block] : []));
  expect(results.map(({ tool_use_id: id, content }) => [id, JSON.stringify(content)])).toEqual([
    ["toolu_1", expect.stringContaining("one")],
    ["toolu_1_2", expect.stringContaining("two")],
    ["toolu_1_3", expect.stringContaining("was no JSON object")],
    ["toolu_1_4", expect.stringContaining("four")],
  ]);
}

test("two calls of one turn, and of two turns, have results of their own, in a conversation that the API takes", async () => {
  expect(await stage.run({}, { model: { baseUrl: server.url } })).toMatchObject({ result: "done" });
  await judged();
});

test("A16 a continuation knows them apart, too", async () => {
  const ports = { model: { baseUrl: server.url } };
  const firstResult = makeDyingStore(stage.store, (events) => events.some(({ kind }) => kind === "result"));
  await stage.attempt({ call: 1 }, { ...ports, store: firstResult }).catch(() => undefined);
  expect(await stage.run({ call: 1 }, { ...ports, attempt: 2 })).toMatchObject({ result: "done" });
  await judged();
});
