// Tool calls whose input is no JSON object. The simulator plays a model that writes sound ones, so a server that plays
// one that does not stands in for it.
import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { makeDyingStore } from "./dying-store.ts";
import { startStreamServer, type StreamServer } from "./stream-server.ts";

let stage: Stage;
let server: StreamServer;

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
  server = await startStreamServer(INPUTS.map((input, index) => ({ id: `toolu_${index}`, input })));
});
afterEach(async () => {
  await server.close();
  await stage.close();
});

test("a call whose input is no JSON object is not run, and the model is told what came", async () => {
  expect(await stage.run({}, { model: { baseUrl: server.url } })).toMatchObject({ result: "done" });
  const made = (await readdir(stage.workspace)).filter((name) => !name.startsWith("."));
  expect(made).toEqual(["whole"]);
  const [, said, results] = server.bodies[1]?.messages ?? [];
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
  const ports = { model: { baseUrl: server.url } };
  const dying = makeDyingStore(stage.store, (events) => events.some(({ kind }) => kind === "turn"));
  await stage.attempt({ call: 1 }, { ...ports, store: dying }).catch(() => undefined);
  expect(await stage.run({ call: 1 }, { ...ports, attempt: 2 })).toMatchObject({ result: "done" });
  expect(server.bodies).toHaveLength(2);
  expect(JSON.stringify(server.bodies[1])).toContain("touch loose");
});
