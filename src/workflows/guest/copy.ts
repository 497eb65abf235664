// Values leave the script as copies; what JSON cannot carry is an error where it crosses (S10).
import type { Json } from "../../protocol/json.ts";

const stringify = JSON.stringify;
const parse = JSON.parse;

export function toJsonText(value: unknown): string {
  return stringify(value) ?? "null";
}

export function fromJsonText(text: string): Json {
  return parse(text) as Json;
}

/** A deep copy as JSON sees it; `undefined` at the top stays `undefined`. `where` starts the error's sentence. */
export function copyOf(value: unknown, where: string): Json | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  let text: string | undefined;
  try {
    text = stringify(value, refuseUncarriable);
  } catch (error) {
    if (error instanceof Error && error.name === "InternalError") throw error; // out of memory
    throw new TypeError(`${where} must be a value that JSON can carry: ${reason(error)}`);
  }
  if (text === undefined)
    throw new TypeError(`${where} must be a value that JSON can carry: got a ${typeof value}`);
  return parse(text) as Json;
}

function refuseUncarriable(this: unknown, key: string, value: unknown): unknown {
  const kind = typeof value;
  if (kind === "function" || kind === "symbol" || kind === "bigint") {
    const at = key === "" ? "it is" : `"${key}" is`;
    throw new TypeError(`${at} a ${kind}${kind === "bigint" ? " (use a string or a number)" : ""}`);
  }
  return value;
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /circular/i.test(message) ? "it contains itself (a cycle)" : message;
}
