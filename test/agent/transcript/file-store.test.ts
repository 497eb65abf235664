import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TranscriptEvent } from "../../../src/agent/transcript/entry.ts";
import { makeFileStore } from "../../../src/agent/transcript/file-store.ts";
import type { BegunAttempt } from "../../../src/agent/transcript/store.ts";
import { transcriptFolder } from "../../../src/agent/transcript/transcript-folder.ts";

let home: string;
const begun_: BegunAttempt[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pawl-transcript-"));
});
afterEach(async () => {
  await Promise.all(begun_.splice(0).map(({ transcript }) => transcript.close()));
  await rm(home, { recursive: true, force: true });
});

const agent = { workflowId: "fix-1", runId: "r", call: 3 };
const folder = (): string => join(home, transcriptFolder(agent));
const note = (message: string): TranscriptEvent => ({ kind: "note", message });
const words = ({ earlier }: BegunAttempt): string[] =>
  earlier.flatMap((entry) => (entry.kind === "note" ? [entry.message] : [entry.kind]));

async function begin(attempt: number, leg = 0): Promise<BegunAttempt> {
  const begun = await makeFileStore(home).begin(agent, { leg, attempt });
  begun_.push(begun);
  return begun;
}

async function attemptWith(attempt: number, ...messages: string[]): Promise<BegunAttempt> {
  const begun = await begin(attempt);
  for (const message of messages) await begun.transcript.append(note(message));
  return begun;
}

test("the next attempt finds what was appended, in order, with who wrote it and when", async () => {
  const first = await begin(1);
  expect(first).toMatchObject({ nth: 1, earlier: [] });
  await Promise.all(["a", "b", "c"].map((word) => first.transcript.append(note(word), note(`${word}2`))));
  const second = await begin(2);
  expect(second.nth).toBe(2);
  expect(words(second)).toEqual(["a", "a2", "b", "b2", "c", "c2"]);
  expect(second.earlier[0]).toMatchObject({ leg: 0, attempt: 1, at: expect.any(Number) });
});

test("attempts and legs add up in their order", async () => {
  await attemptWith(1, "a");
  await attemptWith(2, "b");
  const leg = await begin(1, 1);
  await leg.transcript.append(note("c"));
  const last = await begin(2, 1);
  expect(words(last)).toEqual(["a", "b", "c"]);
  expect(last.nth).toBe(4);
});

test("an attempt whose successor has begun cannot append, and what it wrote all the same does not count", async () => {
  const late = await attemptWith(1, "a");
  const next = await begin(2);
  await expect(late.transcript.requireLatest()).rejects.toMatchObject({ name: "Superseded" });
  await expect(late.transcript.append(note("too late"))).rejects.toMatchObject({ name: "Superseded" });
  await next.transcript.append(note("b"));
  await expect(late.transcript.append(note("too late again"))).rejects.toMatchObject({ name: "Superseded" });
  expect(await readFile(join(folder(), "0000-0001.jsonl"), "utf8")).toContain("too late again");
  expect(words(await begin(3))).toEqual(["a", "b"]);
});

test("an attempt that begins after its successor, or a second time, is superseded at once", async () => {
  await begin(2);
  await expect(begin(1)).rejects.toMatchObject({ name: "Superseded" });
  await expect(begin(2)).rejects.toMatchObject({ name: "Superseded" });
});

test("of many that begin at once, each finds all that went before it or is superseded", async () => {
  await attemptWith(1, "a");
  const begun = await Promise.allSettled([5, 3, 4, 2].map((attempt) => begin(attempt)));
  expect(begun[0]).toMatchObject({ status: "fulfilled" });
  const found = begun.map((one) => (one.status === "fulfilled" ? words(one.value) : one.reason.name));
  expect(found.filter((one) => one !== "Superseded")).toContainEqual(["a"]);
  expect(found.every((one) => one === "Superseded" || String(one) === "a")).toBe(true);
});

test("an attempt that ended before it wrote anything leaves no trace", async () => {
  await attemptWith(1, "a");
  await begin(2);
  const third = await attemptWith(3, "b");
  expect(words(third)).toEqual(["a"]);
  expect(words(await begin(4))).toEqual(["a", "b"]);
});

test("a transcript cut off at any byte is continued from its last whole line", async () => {
  const first = await attemptWith(1, "a", "b");
  await first.transcript.close();
  begun_.length = 0;
  const path = join(folder(), "0000-0001.jsonl");
  const whole = await readFile(path, "utf8");
  const ends = [...whole.matchAll(/\n/g)].map(({ index }) => index + 1);
  for (let bytes = 0; bytes <= whole.length; bytes += 1) {
    await rm(folder(), { recursive: true });
    await mkdir(folder(), { recursive: true });
    await writeFile(path, whole.slice(0, bytes));
    // The first line is the header.
    const lines = ends.filter((end) => end <= bytes).length;
    const second = await begin(2);
    expect(words(second)).toEqual(["a", "b"].slice(0, Math.max(0, lines - 1)));
    await second.transcript.append(note("c"));
    expect(words(await begin(3))).toEqual([...words(second), "c"]);
  }
});

test("a line that was changed, moved or taken out is named, and nothing is continued from it", async () => {
  const first = await attemptWith(1, "alpha", "beta", "gamma");
  await first.transcript.close();
  begun_.length = 0;
  const path = join(folder(), "0000-0001.jsonl");
  const whole = await readFile(path, "utf8");
  const [header = "", a = "", b = "", c = ""] = whole.split("\n");
  const spoiled = [
    whole.replace("beta", "bets"),
    whole.replace('"seq":2', '"seq":5'),
    [header, b, a, c, ""].join("\n"),
    [header, a, c, ""].join("\n"),
    [a, b, c, ""].join("\n"),
    [header, a, "", b, c, ""].join("\n"),
    [header, a, `${b} `, c, ""].join("\n"),
    [header, "\0".repeat(20), b, c, ""].join("\n"),
  ];
  for (const [index, text] of spoiled.entries()) {
    await writeFile(path, text);
    const error = await begin(index + 2).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "TranscriptCorrupt" });
    expect((error as Error).message).toMatch(/0000-0001\.jsonl:[1-4] /);
  }
});

test("a part that a later attempt stands on and that is gone is named", async () => {
  await attemptWith(1, "a", "b");
  await attemptWith(2, "c");
  await truncate(join(folder(), "0000-0001.jsonl"), 150);
  await expect(begin(3)).rejects.toMatchObject({ name: "TranscriptCorrupt" });
});

test("an append that fails says so and leaves nothing behind, and the next is tried all the same", async () => {
  const { transcript } = await begin(1);
  const circle: { kind: "note"; message: string; self?: unknown } = { kind: "note", message: "lost" };
  circle.self = circle;
  await expect(transcript.append(circle)).rejects.toThrow(/circular/i);
  await transcript.append(note("kept"));
  expect(words(await begin(2))).toEqual(["kept"]);
});

test("a home that is a file is an error of the machine", async () => {
  await writeFile(join(home, "transcripts"), "a file where a folder should be");
  await expect(begin(1)).rejects.toThrow(/ENOTDIR|EEXIST/);
});

test("foreign files in the folder are left alone", async () => {
  await mkdir(folder(), { recursive: true });
  await writeFile(join(folder(), "notes.txt"), "mine");
  await appendFile(join(folder(), "0000-0001.jsonl.bak"), "{}");
  expect(await begin(1)).toMatchObject({ nth: 1, earlier: [] });
  expect(await readdir(folder())).toHaveLength(3);
});

test("entries with line feeds, half characters and a megabyte come back as they were", async () => {
  const messages = ["a\nb\r\n\u2028", "cut \uD83D", "x".repeat(1_000_000), "\u0000 é 漢"];
  await attemptWith(1, ...messages);
  expect(words(await begin(2))).toEqual(messages);
});

test.each(["../../escape", "a/b", "..", ".", "x".repeat(1_000), "ünïcode %2F"])(
  "the id %j stays below the home and keeps its own folder",
  (workflowId) => {
    const [top, name, ...rest] = transcriptFolder({ workflowId, runId: "r", call: 1 }).split("/");
    expect([top, ...rest]).toEqual(["transcripts", "r", "agent-1"]);
    expect(name).not.toMatch(/^\.{0,2}$/);
    expect(name?.length).toBeLessThanOrEqual(120);
  },
);
