// log() and console.*: narrator lines of the record (W02, S12).
import { LOG_LINE_MAX_CHARS } from "../../protocol/limits.ts";
import type { Channel } from "./channel.ts";
import { describeThrown } from "./errors.ts";

type Level = "log" | "warn" | "error";

export function makeLog(channel: Channel, currentPhase: () => string | null) {
  const write = (level: Level, values: readonly unknown[]): void => {
    const message = values.map(toLine).join(" ").slice(0, LOG_LINE_MAX_CHARS);
    channel.tell({ t: "log", level, message, phase: currentPhase() });
  };
  const at =
    (level: Level) =>
    (...values: unknown[]): void =>
      write(level, values);
  return { log: at("log"), console: makeConsole(at, write) };
}

/** What other consoles have besides: lines where they would print, nothing where they would measure or indent. */
const AS_LOG = [
  "log",
  "info",
  "debug",
  "trace",
  "dir",
  "dirxml",
  "table",
  "group",
  "groupCollapsed",
  "count",
];
const SILENT = ["groupEnd", "countReset", "clear", "time", "timeLog", "timeEnd", "timeStamp"];

function makeConsole(
  at: (level: Level) => (...values: unknown[]) => void,
  write: (level: Level, values: readonly unknown[]) => void,
) {
  return Object.freeze({
    ...Object.fromEntries(AS_LOG.map((name) => [name, at("log")])),
    ...Object.fromEntries(SILENT.map((name) => [name, (): void => undefined])),
    warn: at("warn"),
    error: at("error"),
    assert: (holds: unknown, ...values: unknown[]): void => {
      if (!holds) write("error", ["Assertion failed", ...values]);
    },
  });
}

function toLine(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) {
    const { name, message } = describeThrown(value);
    return `${name}: ${message}`;
  }
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return describeThrown(value).message;
  }
}
