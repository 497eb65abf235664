import { expect, test } from "vitest";
import type { TranscriptEntry } from "../../src/agent/transcript/entry.ts";
import { requireNotWornOut } from "../../src/agent/worn-out.ts";
import { NO_USAGE } from "../../src/protocol/usage.ts";

const at = 0;
const ended = (attempt: number, type: string): TranscriptEntry => ({
  ...{ kind: "failed", type, message: "m", leg: 0, attempt, at },
});
const lost = (attempt: number): TranscriptEntry => ({
  ...{ kind: "tool", id: "t", name: "Bash", input: {}, leg: 0, attempt, at },
});
const turn = (attempt: number): TranscriptEntry => ({
  ...{ kind: "turn", turn: 1, content: [], stopReason: "tool_use", leg: 0, attempt, at },
  ...{ model: "m", requestId: null, usage: NO_USAGE, costUsd: 0 },
});
const many = (count: number, entry: (attempt: number) => TranscriptEntry): TranscriptEntry[] =>
  Array.from({ length: count }, (_, index) => entry(index + 1));

test("an agent that kills its worker again and again is given up, before it does so a thousand times", () => {
  expect(() => requireNotWornOut(many(9, lost))).not.toThrow();
  expect(() => requireNotWornOut(many(10, lost))).toThrow(
    expect.objectContaining({ type: "WorkerLost", retryable: false }),
  );
});

test("so is one whose model stalls again and again", () => {
  const stalled = (attempt: number): TranscriptEntry => ended(attempt, "AgentStalled");
  expect(() => requireNotWornOut(many(29, stalled))).not.toThrow();
  expect(() => requireNotWornOut(many(30, stalled))).toThrow(
    expect.objectContaining({ type: "AgentStalled", retryable: false }),
  );
});

test("a finished turn between shows that it gets on", () => {
  const entries = [...many(9, lost), turn(10), lost(10), ...many(8, (n) => lost(n + 10))];
  expect(() => requireNotWornOut(entries)).not.toThrow();
  expect(() => requireNotWornOut([...entries, lost(30)])).toThrow(/10 attempts/);
});

test("waits, outages and workers that went down in order are no reason to give up", () => {
  expect(() => requireNotWornOut(many(900, (attempt) => ended(attempt, "ModelUnavailable")))).not.toThrow();
  expect(() => requireNotWornOut(many(900, (attempt) => ended(attempt, "Stopped")))).not.toThrow();
});
