// Errors that the prelude raises, and how an error of the script is described to the host.
import type { ThrownError } from "../messages.ts";

/** `name` is what scripts and records read; `type` the run's failure type if nobody catches it. */
export class PawlError extends Error {
  readonly type: string | null;
  constructor(name: string, message: string, type: string | null = null) {
    super(message);
    this.name = name;
    this.type = type;
  }
}

const alreadyRecorded = new WeakSet<object>();

/** Marks an error whose failure line the host has written already: `parallel` must not write a second. */
export function markRecorded(error: Error): Error {
  alreadyRecorded.add(error);
  return error;
}

export function isRecorded(error: unknown): boolean {
  return typeof error === "object" && error !== null && alreadyRecorded.has(error);
}

export function isLimitError(error: unknown): error is PawlError {
  try {
    return error instanceof PawlError && error.type !== null;
  } catch {
    return false; // a proxy may throw when it is asked for its prototype
  }
}

const MAX_CHARS = 8_000;

/** Never throws, whatever was thrown: proxies, getters that throw, symbols. */
export function describeThrown(thrown: unknown): ThrownError {
  return {
    name: readText(thrown, "name") ?? "Error",
    message: readText(thrown, "message") ?? toText(thrown),
    stack: readText(thrown, "stack") ?? "",
    type: isLimitError(thrown) ? thrown.type : null,
  };
}

function readText(thrown: unknown, key: "name" | "message" | "stack"): string | null {
  try {
    if (typeof thrown !== "object" || thrown === null) return null;
    const value: unknown = (thrown as Record<string, unknown>)[key];
    return typeof value === "string" ? value.slice(0, MAX_CHARS) : null;
  } catch {
    return null;
  }
}

function toText(value: unknown): string {
  try {
    return String(value).slice(0, MAX_CHARS);
  } catch {
    return "a value that cannot be shown";
  }
}
