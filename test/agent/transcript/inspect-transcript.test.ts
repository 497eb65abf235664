import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFileStore } from "../../../src/agent/transcript/file-store.ts";
import { inspectTranscript } from "../../../src/agent/transcript/inspect-transcript.ts";
import { readAgentTranscript } from "../../../src/agent/transcript/read-transcript.ts";
import { transcriptFolder } from "../../../src/agent/transcript/transcript-folder.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pawl-transcript-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const agent = { workflowId: "w", runId: "r", call: 1 };
const note = (message: string) => ({ kind: "note", message }) as const;
const file = (name: string): string => join(home, transcriptFolder(agent), name);

async function attempt(attemptNumber: number, ...messages: string[]): Promise<void> {
  const { transcript } = await makeFileStore(home).begin(agent, { leg: 0, attempt: attemptNumber });
  for (const message of messages) await transcript.append(note(message));
  await transcript.close();
}

async function messages(): Promise<string[]> {
  const { entries } = await inspectTranscript(home, agent);
  return entries.map((entry) => (entry.kind === "note" ? entry.message : entry.kind));
}

test("an agent that has not begun has nothing to show", async () => {
  expect(await inspectTranscript(home, agent)).toMatchObject({ entries: [], torn: [], damaged: [] });
});

test("what is whole reads as an attempt would read it", async () => {
  await attempt(1, "a", "ä€😀");
  await attempt(2, "c");
  const { entries } = await inspectTranscript(home, agent);
  expect(entries).toEqual(await readAgentTranscript({ home, ...agent }));
});

test("what an attempt wrote after a later one began does not count", async () => {
  const late = await makeFileStore(home).begin(agent, { leg: 0, attempt: 1 });
  await late.transcript.append(note("a"));
  await attempt(2, "b");
  await late.transcript.append(note("too late")).catch(() => undefined);
  await late.transcript.close();
  expect(await messages()).toEqual(["a", "b"]);
});

test("a torn last line is left out, and named", async () => {
  await attempt(1, "a");
  await appendFile(file("0000-0001.jsonl"), '{"seq":2,"crc":1');
  await attempt(2, "b");
  expect(await messages()).toEqual(["a", "b"]);
  const { torn, damaged } = await inspectTranscript(home, agent);
  expect({ torn, damaged }).toEqual({ torn: ["0000-0001.jsonl"], damaged: [] });
});

test("a changed line is named, and the rest is shown", async () => {
  await attempt(1, "first", "second", "third");
  const path = file("0000-0001.jsonl");
  await writeFile(path, (await readFile(path, "utf8")).replace("second", "changed"));
  expect(await messages()).toEqual(["first", "third"]);
  expect((await inspectTranscript(home, agent)).damaged).toEqual(["0000-0001.jsonl:3"]);
});
