// Options as scripts write them: unknown keys are named once in the log and ignored, `undefined` counts as absent (A10).
import type { Json, JsonObject } from "../../protocol/json.ts";
import { copyOf } from "./copy.ts";

export type Options = Readonly<Record<string, unknown>>;

export function toOptions(where: string, options: unknown): Options {
  if (options === undefined || options === null) return {};
  if (typeof options !== "object" || Array.isArray(options)) {
    throw new TypeError(
      `${where} takes an object of options, got ${Array.isArray(options) ? "an array" : typeof options}`,
    );
  }
  return options as Options;
}

export function toText(where: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return value;
  throw new TypeError(`${where} must be a text, got ${value === null ? "null" : typeof value}`);
}

export function toNumber(where: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= 0) return value;
  throw new TypeError(
    `${where} must be a number of 0 or more, got ${typeof value === "number" ? value : typeof value}`,
  );
}

/** A whole number of 1 or more. */
export function toCount(where: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  throw new TypeError(
    `${where} must be a whole number of 1 or more, got ${typeof value === "number" ? value : typeof value}`,
  );
}

export function toFlag(where: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  throw new TypeError(`${where} must be true or false, got ${value === null ? "null" : typeof value}`);
}

/** An array of texts, which may be empty. */
export function toNames(where: string, value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return [...value];
  throw new TypeError(
    `${where} must be an array of texts, got ${Array.isArray(value) ? "other things in it" : typeof value}`,
  );
}

export function toTexts(where: string, value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string"))
    return [...value];
  throw new TypeError(`${where} must be an array of texts with at least one element`);
}

export function toObject(where: string, value: unknown): JsonObject | undefined {
  if (value === undefined) return undefined;
  const copy: Json | undefined = copyOf(value, where);
  if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy as JsonObject;
  throw new TypeError(
    `${where} must be an object, got ${copy === null ? "null" : Array.isArray(copy) ? "an array" : typeof copy}`,
  );
}

/**
 * For parts of a request: keys whose value is `undefined` are not there once it is written as JSON, and here the type
 * says so. To take them out one by one would be a third of the work of an agent() call.
 */
export function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return values as { [K in keyof T]: Exclude<T[K], undefined> };
}
