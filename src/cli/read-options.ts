// Typed readings of what the argument parser hands over.
import type { Invocation } from "./command.ts";
import { UsageError } from "./usage-error.ts";

export function textOption({ options }: Invocation, key: string): string | undefined {
  const value = options[key];
  return typeof value === "string" ? value : undefined;
}

export function textsOption({ options }: Invocation, key: string): readonly string[] | undefined {
  const value = options[key];
  return Array.isArray(value) ? value.map(String) : undefined;
}

export function flagOption({ options }: Invocation, key: string): boolean {
  return options[key] === true;
}

export type Range = { readonly flag: string; readonly min: number; readonly max: number };

/** A whole number in a range. Throws `UsageError`. */
export function countOption(invocation: Invocation, key: string, range: Range): number | undefined {
  const text = textOption(invocation, key);
  if (text === undefined) return undefined;
  const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  throw new UsageError(
    `${range.flag}: expected a whole number from ${range.min} to ${range.max}, got ${JSON.stringify(text)}.`,
    `Give one, as in ${range.flag} ${range.min === 0 ? 1 : range.min}.`,
  );
}

export function textArgument({ args }: Invocation, index: number): string | undefined {
  const value = args[index];
  return typeof value === "string" ? value : undefined;
}

/** An argument that the parser has already insisted on. */
export function requiredArgument(invocation: Invocation, index: number, name: string): string {
  const value = textArgument(invocation, index);
  if (value !== undefined && value !== "") return value;
  throw new UsageError(
    `${name}: expected a value, got ${value === "" ? "an empty one" : "none"}.`,
    "See --help.",
  );
}

export function textsArgument({ args }: Invocation, index: number): readonly string[] {
  const value = args[index];
  return Array.isArray(value) ? value : [];
}
