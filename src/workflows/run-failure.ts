// How a run fails: a type from interfaces, a message with the author's line. Everything a script can cause ends here.
import { codeFrame } from "../protocol/code-frame.ts";
import type { RunFailureType } from "../protocol/failures.ts";
import { PROGRAM_HEAD_LINES } from "../protocol/script.ts";
import type { EngineLimitError } from "./engine/engine.ts";
import type { ThrownError } from "./messages.ts";

export class RunFailure extends Error {
  readonly type: RunFailureType;
  constructor(type: RunFailureType, message: string) {
    super(message);
    this.name = "RunFailure";
    this.type = type;
  }
}

/** A script as failures name it: its name and its author's text. */
export type ScriptSource = { readonly name: string; readonly text: string };

type Place = { readonly frame: number; readonly line: number; readonly column: number };

/** An error the script did not catch. */
export function uncaughtFailure(error: ThrownError, sources: ReadonlyMap<number, ScriptSource>): RunFailure {
  const type =
    error.type === "AgentLimit" || error.type === "BudgetExceeded" ? error.type : typeByName(error);
  const message = type === "ScriptLimit" ? explainLimit(error) : `${error.name}: ${error.message}`;
  return new RunFailure(type, withPlace(message, error.stack, sources));
}

/** A limit of the engine: what cannot be caught by the script. */
export function limitFailure(
  error: EngineLimitError,
  sources: ReadonlyMap<number, ScriptSource>,
): RunFailure {
  return new RunFailure("ScriptLimit", withPlace(error.message, error.guestStack, sources));
}

function typeByName(error: ThrownError): RunFailureType {
  const isEngines = error.name === "InternalError" || error.name === "RangeError";
  return isEngines && /out of memory|string too long|call stack size/.test(error.message)
    ? "ScriptLimit"
    : "ScriptError";
}

function explainLimit(error: ThrownError): string {
  return /call stack/.test(error.message)
    ? "The script called itself too deeply: the stack is used up."
    : `The script used more memory than it may (${error.message}).`;
}

function withPlace(message: string, stack: string, sources: ReadonlyMap<number, ScriptSource>): string {
  const place = placeOf(stack);
  const source = place === null ? undefined : sources.get(place.frame);
  if (place === null || source === undefined) return message;
  const frame = codeFrame(source.text, place.line, place.column);
  return `${message}\n    at ${source.name}:${place.line}:${place.column}\n${frame}`;
}

/** The author's place in a guest stack: its first line in a script, `script-0:12:5`. */
function placeOf(stack: string): Place | null {
  const match = /script-(\d+):(\d+):(\d+)/.exec(stack);
  if (match === null) return null;
  const line = Number(match[2]) - PROGRAM_HEAD_LINES;
  // The head's line is ours: an engine that stops before the first statement names it.
  if (line < 1) return { frame: Number(match[1]), line: 1, column: 1 };
  return { frame: Number(match[1]), line, column: Number(match[3]) };
}
