// One hostile script: what it tries, and what must come of it.
import type { RunFailureType } from "../../src/protocol/failures.ts";
import type { RunInput } from "../../src/protocol/run-input.ts";

export type Verdict =
  /** The script hurts itself, in a way that nobody has to describe. */
  | { readonly kind: "ends" }
  | { readonly kind: "returns"; readonly check: (value: unknown) => boolean; readonly wanted: string }
  | {
      readonly kind: "fails";
      readonly type: RunFailureType;
      readonly says: RegExp;
      readonly line: number | null;
    };

export type HostileCase = {
  readonly name: string;
  /** Without `export const meta` it gets one as its first line, so that its own first line is line 2. */
  readonly script: string;
  readonly verdict: Verdict;
  readonly input?: Omit<RunInput, "script">;
};

export type HostileClass = { readonly title: string; readonly cases: readonly HostileCase[] };

export function returns(value: unknown): Verdict {
  const wanted = JSON.stringify(value);
  return { kind: "returns", check: (got) => JSON.stringify(got) === wanted, wanted };
}

export const endsSomehow: Verdict = { kind: "ends" };

export function returnsSome(wanted: string, check: (value: unknown) => boolean): Verdict {
  return { kind: "returns", check, wanted };
}

/** @param line of the author's text that the failure must name */
export function fails(type: RunFailureType, says: RegExp, line: number | null = null): Verdict {
  return { kind: "fails", type, says, line };
}

export function isRefused(says: RegExp): Verdict {
  return fails("ScriptSyntaxError", says);
}

/** Lines in the order given: a script of several lines that reads as one here. */
export function lines(...each: readonly string[]): string {
  return each.join("\n");
}
