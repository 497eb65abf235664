// FILE|NAME of `pawl run`: a file is read and checked here, a name is looked up by the worker.
import { stat } from "node:fs/promises";
import path from "node:path";
import type { RunInput } from "../protocol/run-input.ts";
import { checkScript } from "./check-script.ts";
import { readScriptFile } from "./read-script-file.ts";
import type { Diagnostic } from "../protocol/script.ts";

export type ScriptArgument =
  | {
      readonly kind: "sound";
      readonly input: Pick<RunInput, "script" | "name">;
      readonly name: string;
      readonly description: string | null;
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly kind: "unsound"; readonly diagnostics: readonly Diagnostic[] };

/** Throws `CommandFailure` when a file is meant and cannot be read. */
export async function resolveScript(argument: string, cwd: string): Promise<ScriptArgument> {
  const text = await findScriptFile(argument, cwd);
  if (text === null) {
    return { kind: "sound", input: { name: argument }, name: argument, description: null, warnings: [] };
  }
  const { meta, diagnostics } = checkScript(text);
  if (meta === null) return { kind: "unsound", diagnostics };
  const { name, description } = meta;
  return { kind: "sound", input: { script: text }, name, description, warnings: diagnostics };
}

/** The text, or `null` when the name of a saved script is meant. Throws `CommandFailure` when a file is meant and cannot be read. */
export async function findScriptFile(argument: string, cwd: string): Promise<string | null> {
  const file = argument === "-" ? argument : path.resolve(cwd, argument);
  if (!looksLikeFile(argument) && !(await exists(file))) return null;
  return readScriptFile(file);
}

function looksLikeFile(argument: string): boolean {
  return argument === "-" || /[\\/]|\.[cm]?[jt]s$/u.test(argument);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
