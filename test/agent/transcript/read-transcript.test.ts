import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TranscriptEntry } from "../../../src/agent/transcript/entry.ts";
import { makeFileStore } from "../../../src/agent/transcript/file-store.ts";
import { followAgentTranscript, readAgentTranscript } from "../../../src/agent/transcript/read-transcript.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pawl-transcript-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const agent = { workflowId: "w", runId: "r", call: 1 };
const note = (message: string) => ({ kind: "note", message }) as const;
const said = (entry: TranscriptEntry): string => (entry.kind === "note" ? entry.message : entry.kind);

test("an agent that has not begun has no entries", async () => {
  expect(await readAgentTranscript({ home, ...agent })).toEqual([]);
});

test("a reader sees what counts, while the attempt is at work too, and stands in nobody's way", async () => {
  const late = await makeFileStore(home).begin(agent, { leg: 0, attempt: 1 });
  await late.transcript.append(note("a"));
  expect((await readAgentTranscript({ home, ...agent })).map(said)).toEqual(["a"]);
  const next = await makeFileStore(home).begin(agent, { leg: 0, attempt: 2 });
  await late.transcript.append(note("too late")).catch(() => undefined);
  await next.transcript.append(note("b"));
  expect((await readAgentTranscript({ home, ...agent })).map(said)).toEqual(["a", "b"]);
  await Promise.all([late.transcript.close(), next.transcript.close()]);
});

test("a follower gets every entry once, over attempts, and ends with the agent", async () => {
  const seen: string[] = [];
  const { signal } = new AbortController();
  const following = (async () => {
    for await (const entry of followAgentTranscript({ home, ...agent }, { signal, everyMs: 5 }))
      seen.push(said(entry));
  })();
  const first = await makeFileStore(home).begin(agent, { leg: 0, attempt: 1 });
  await first.transcript.append(note("a"));
  await expect.poll(() => seen).toEqual(["a"]);
  await first.transcript.append(note("b"));
  const second = await makeFileStore(home).begin(agent, { leg: 0, attempt: 2 });
  await second.transcript.append(note("c"), { kind: "done", result: "x" });
  await following;
  expect(seen).toEqual(["a", "b", "c", "done"]);
  await Promise.all([first.transcript.close(), second.transcript.close()]);
});

test("a follower ends when told to", async () => {
  const stop = new AbortController();
  const following = followAgentTranscript({ home, ...agent }, { signal: stop.signal });
  const next = following.next();
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});
