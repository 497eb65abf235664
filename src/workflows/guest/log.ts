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
  const console = Object.freeze({
    log: at("log"),
    info: at("log"),
    debug: at("log"),
    trace: at("log"),
    warn: at("warn"),
    error: at("error"),
  });
  return { log: at("log"), console };
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
