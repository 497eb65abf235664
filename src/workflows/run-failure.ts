// How a run fails: a type from interfaces, a message with the author's line. Everything a script can cause ends here.
import { codeFrame } from "../protocol/code-frame.ts";
import type { RunFailureType } from "../protocol/failures.ts";
import { authorPosition } from "../protocol/text-position.ts";
import type { EngineLimitError, EngineScriptError } from "./engine/engine.ts";
import type { ThrownError } from "./messages.ts";

export class RunFailure extends Error {
  readonly type: RunFailureType;
  constructor(type: RunFailureType, message: string) {
    super(message);
    this.name = "RunFailure";
    this.type = type;
  }
}

/** A script as failures name it: its name and its author's text. `loops` as in its program. */
export type ScriptSource = {
  readonly name: string;
  readonly text: string;
  readonly loops?: readonly number[];
};

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

/** The engine refuses a program that the parser let through: rare limits, such as 65,535 variables. */
export function refusedProgramFailure(
  error: EngineScriptError,
  sources: ReadonlyMap<number, ScriptSource>,
): RunFailure {
  return new RunFailure("ScriptSyntaxError", withPlace(error.message, error.guestStack, sources));
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
  // The first line of the stack that is a script's: `script-0:12:5`.
  const [, frame, engineLine, engineColumn] = /script-(\d+):(\d+):(\d+)/.exec(stack) ?? [];
  const source = sources.get(Number(frame));
  if (source === undefined) return message;
  const at = { line: Number(engineLine), column: Number(engineColumn) };
  const { line, column } = authorPosition(source.text, at, source.loops);
  return `${message}\n    at ${source.name}:${line}:${column}\n${codeFrame(source.text, line, column)}`;
}
