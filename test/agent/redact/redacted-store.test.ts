import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeRedactor } from "../../../src/agent/redact/redactor.ts";
import { redactStore } from "../../../src/agent/redact/redacted-store.ts";
import type { TranscriptEvent } from "../../../src/agent/transcript/entry.ts";
import { makeFileStore } from "../../../src/agent/transcript/file-store.ts";
import { segmentFile } from "../../../src/agent/transcript/segment.ts";
import { transcriptFolder } from "../../../src/agent/transcript/transcript-folder.ts";
import { fakeKeys, made } from "./fake-keys.ts";

const SECRET = made("store", 32);
const [, KEY = ""] = fakeKeys("store")[0] ?? [];
const agent = { workflowId: "w", runId: "r", call: 1 };
const booked = {
  model: "m",
  requestId: null,
  usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
  costUsd: 0,
};

let home = "";
afterEach(() => rm(home, { recursive: true, force: true }));

async function written(...events: readonly TranscriptEvent[]): Promise<string> {
  home = await mkdtemp(join(tmpdir(), "pawl-redacted-"));
  const redactor = makeRedactor({ values: [{ name: "SHOP_TOKEN", value: SECRET }] });
  const { transcript } = await redactStore(makeFileStore(home), redactor).begin(agent, {
    leg: 0,
    attempt: 1,
  });
  await transcript.append(...events);
  await transcript.close();
  return readFile(join(home, transcriptFolder(agent), segmentFile({ leg: 0, attempt: 1 })), "utf8");
}

test("no secret and no key gets into a transcript, whatever the entry", async () => {
  const text = `${SECRET} ${KEY}`;
  const file = await written(
    { kind: "user", content: text },
    { kind: "result", id: "a", isError: false, content: text },
    { kind: "note", message: text },
    { kind: "yielded", calls: [{ id: "b", tool: "AskUserQuestion", input: { question: text } }] },
    { kind: "done", result: { [text]: text } },
    { kind: "failed", type: "AgentFailed", message: text, text },
  );
  expect(file).not.toContain(SECRET);
  expect(file).not.toContain(KEY);
  expect(file).toContain("[redacted: SHOP_TOKEN] [redacted: anthropic key]");
});

test("what the model wrote stays as it was, but for the worker's secrets", async () => {
  const content = [{ type: "text", text: `${SECRET} ${KEY}` }];
  const file = await written(
    { kind: "turn", turn: 1, content, stopReason: "end_turn", ...booked },
    { kind: "tool", id: "a", name: "Bash", input: { command: `echo ${SECRET} ${KEY}` } },
  );
  expect(file).not.toContain(SECRET);
  expect(file.split(KEY).length).toBe(3);
});
