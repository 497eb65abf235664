import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFileTranscript, readTranscript, transcriptPath } from "../../src/agent/transcript.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pawl-transcript-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const note = (message: string) => ({ kind: "note", message }) as const;

test("entries come back in order, with their time", async () => {
  const path = transcriptPath({ home, workflowId: "fix-1", runId: "r", call: 3 });
  const transcript = makeFileTranscript(path);
  await Promise.all(["a", "b", "c"].map((word) => transcript.append(note(word))));
  const entries = await readTranscript(path);
  expect(entries).toMatchObject([note("a"), note("b"), note("c")]);
  expect(entries[0]?.at).toBeGreaterThan(0);
  expect(path).toBe(join(home, "transcripts", "fix-1", "r", "agent-3.jsonl"));
});

test("a line torn by a kill is left out, and the next attempt's entries are not lost with it", async () => {
  const path = transcriptPath({ home, workflowId: "w", runId: "r", call: 1 });
  await makeFileTranscript(path).append(note("whole"));
  await appendFile(path, '{"kind":"no');
  await makeFileTranscript(path).append(note("next"));
  expect(await readTranscript(path)).toMatchObject([note("whole"), note("next")]);
});

test("no file, no entries", async () => {
  expect(await readTranscript(join(home, "gone.jsonl"))).toEqual([]);
});

test("an append that fails says so, and the next is tried all the same", async () => {
  await writeFile(join(home, "transcripts"), "a file where a folder should be");
  const path = transcriptPath({ home, workflowId: "w", runId: "r", call: 1 });
  const transcript = makeFileTranscript(path);
  await expect(transcript.append(note("lost"))).rejects.toThrow(/ENOTDIR|EEXIST/);
  await rm(join(home, "transcripts"));
  await transcript.append(note("kept"));
  expect(await readTranscript(path)).toMatchObject([note("kept")]);
});

test.each(["../../escape", "a/b", "..", ".", "x".repeat(1_000), "ünïcode %2F"])(
  "the id %j stays below the home and keeps its own folder",
  (workflowId) => {
    const path = transcriptPath({ home, workflowId, runId: "r", call: 1 });
    const [folder, ...rest] = path.slice(`${join(home, "transcripts")}/`.length).split("/");
    expect(path.startsWith(`${join(home, "transcripts")}/`)).toBe(true);
    expect(rest).toEqual(["r", "agent-1.jsonl"]);
    expect(folder).not.toMatch(/^\.{0,2}$/);
    expect(folder?.length).toBeLessThanOrEqual(120);
  },
);
