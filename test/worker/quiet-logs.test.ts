import type { LogEntry } from "@temporalio/worker";
import { expect, test } from "vitest";
import { makeQuietWriter } from "../../src/worker/quiet-logs.ts";

const START_MS = Date.parse("2026-11-28T08:00:00Z");

function entry(message: string, meta?: object, afterMs = 0): LogEntry {
  const timestampNanos = BigInt(START_MS + afterMs) * 1_000_000n;
  return { level: "WARN", message, timestampNanos, ...(meta === undefined ? {} : { meta: { ...meta } }) };
}

function written(entries: readonly LogEntry[]): string[] {
  const lines: string[] = [];
  const write = makeQuietWriter((line) => lines.push(line));
  for (const one of entries) write(one);
  return lines;
}

test("of a server that is away the log says so once a minute, whichever requests wait for it", () => {
  const error = 'Status { code: Unavailable, message: "tcp connect error" }';
  const lines = written(
    Array.from({ length: 130 }, (_, second) =>
      entry(
        `gRPC call ${second % 2 === 0 ? "poll_activity_task_queue" : "record_activity_task_heartbeat"} retried 5 times`,
        { error },
        second * 1_000,
      ),
    ),
  );
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(
    /^2026-11-28T08:00:00\.000Z \[WARN\] The Temporal server does not answer;.*tcp connect error/,
  );
});

test("what is by design is left out, all else is a line with its facts", () => {
  expect(
    written([
      entry("Activity failed"),
      entry("Worker is tired", { sdkComponent: "core", taskQueue: "pawl" }),
    ]),
  ).toEqual(['2026-11-28T08:00:00.000Z [WARN] Worker is tired {"sdkComponent":"core","taskQueue":"pawl"}']);
});
