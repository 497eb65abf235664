// A script and what the language makes of it.
import type { Json, JsonObject } from "./json.ts";
import type { NestedRef, ScriptOutline, ScriptReview } from "./script-review.ts";

export type ScriptPhase = { readonly title: string; readonly detail?: string; readonly model?: string };

export type ScriptMeta = {
  readonly name: string;
  readonly description: string;
  readonly whenToUse?: string;
  readonly phases: readonly ScriptPhase[];
  /**
   * JSON Schema of the script's args, with an object at its root. A property named by its `x-positional` is what a bare
   * string given as args stands for.
   */
  readonly argsSchema?: JsonObject;
};

/**
 * `code` is stable (`S04-import`), `message` one sentence of what was expected and what came, `advice` one of what
 * to do. `line` counts from 1, `column` from 1, both in the author's text; `frame` shows the lines around it.
 */
export type Diagnostic = {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly advice: string;
  readonly line: number;
  readonly column: number;
  readonly frame: string;
};

/**
 * What the engine evaluates, kept small for the history: `head`, then a line break, then the author's text with
 * the ranges of `blanked` replaced by spaces, then `tail`. So program line N + 1 is the author's line N, and
 * columns are the author's, but behind a mark. It is one expression: an async function of the primitives
 * (`PROGRAM_PARAMETERS`). `loops` are the offsets of loops, in order: a mark stands before each, so that the engine
 * can say where it was when a loop did not end; without one it would name the last call before it.
 */
export type Program = {
  readonly head: string;
  readonly blanked: readonly (readonly [start: number, end: number])[];
  readonly tail: string;
  readonly loops?: readonly number[];
};

/** Does nothing, and has a position of its own in the engine. */
export const LOOP_MARK = "0[0];";

/** Lines of the program before the author's first. */
export const PROGRAM_HEAD_LINES = 1;

/**
 * What the program's function is called with, by position. Each is also what a script may shadow (S06). Only ever
 * appended to: preludes of runs in flight hand over what they know by the same positions.
 */
export const PROGRAM_PARAMETERS = [
  "agent",
  "parallel",
  "pipeline",
  "phase",
  "log",
  "workflow",
  "args",
  "budget",
  "console",
  "setTimeout",
  "clearTimeout",
  "sleep",
  "approve",
  "ask",
  "check",
  "merge",
  "team",
  "hear",
] as const;

export function programText(text: string, program: Program): string {
  const edits = [
    ...program.blanked.map(([start, end]) => ({ start, end, by: blank(text.slice(start, end)) })),
    ...(program.loops ?? []).map((start) => ({ start, end: start, by: LOOP_MARK })),
  ].sort((a, b) => a.start - b.start);
  let body = "";
  let at = 0;
  for (const { start, end, by } of edits) {
    body += text.slice(at, start) + by;
    at = end;
  }
  return `${program.head}\n${body}${text.slice(at)}${program.tail}`;
}

function blank(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}

export type CompiledScript = {
  readonly meta: ScriptMeta;
  readonly program: Program;
  /** sha256 of the author's text, hexadecimal. */
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
};

/** A script that another calls by `workflow()`, as it was when that one was looked at; or why it could not be had. */
export type NestedScript = { readonly ref: NestedRef } & (
  | { readonly script: NestedText; readonly outline: ScriptOutline }
  | { readonly missing: string }
);
export type NestedText = CompiledScript & { readonly text: string; readonly source: string };

/** Result of the `prepareScript` activity: in the history from then on. */
export type PreparedScript = CompiledScript & {
  readonly text: string;
  /** Where it came from: a path, `input`, or `bundled`. */
  readonly source: string;
  /** Absolute path of the directory the agents work in. */
  readonly workspace: string;
  /** Id of the script engine the run is bound to. */
  readonly engine: string;
  /** Search attributes the server has registered; only these may be set. */
  readonly searchAttributes: readonly string[];
  /** Of a script with an `argsSchema` only: the args that fit it, with its defaults. They take the place of those given. */
  readonly args?: Json;
  /** Only when it was asked for. */
  readonly review?: ScriptReview;
  /** With `review`: the scripts it calls. Absent in histories of versions that did not look into them. */
  readonly nested?: readonly NestedScript[];
};

/** What the script sees as `args`. */
export function argsOf(script: PreparedScript, given: Json | undefined): Json | undefined {
  return script.args === undefined ? given : script.args;
}
