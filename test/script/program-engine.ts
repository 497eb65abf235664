// Evaluates compiled programs in the real script engine, bare: no prelude, the primitives are plain strings.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { QuickJS } from "quickjs-wasi";
import { GUEST_MEMORY_BYTES, GUEST_STACK_BYTES } from "../../src/protocol/limits.ts";
import { PROGRAM_PARAMETERS, programText } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { formatDiagnostics } from "../../src/script/diagnostics.ts";
import { authorPosition, type TextPosition } from "../../src/protocol/text-position.ts";

export const META = 'export const meta = { name: "demo", description: "A demo" };';

const wasm = new WebAssembly.Module(
  readFileSync(createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm")),
);

export type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly message: string; readonly at: TextPosition | null }
  /** The engine does not accept the program. */
  | { readonly kind: "refused"; readonly message: string };

/** Runs an author's text whose compilation must succeed. Each primitive is its own name as a string. */
export async function runScript(text: string): Promise<Outcome> {
  const result = compileScript(text);
  if (!result.ok) throw new Error(formatDiagnostics("script.js", result.diagnostics));
  const { program } = result.script;
  return runProgram(programText(text, program), text, program.loops);
}

/** Runs a program's text; `author` and its `loops` are what positions are translated to. */
export async function runProgram(
  program: string,
  author: string,
  loops: readonly number[] = [],
): Promise<Outcome> {
  const vm = await QuickJS.create({ wasm, memoryLimit: GUEST_MEMORY_BYTES, maxStackSize: GUEST_STACK_BYTES });
  try {
    const outer = vm.evalCode(program, "script.js");
    const primitives = PROGRAM_PARAMETERS.map((name) => vm.newString(name));
    const script = vm.callFunction(outer, vm.undefined, ...primitives);
    const promise = vm.callFunction(script, vm.undefined);
    vm.executePendingJobs();
    const settled = await vm.resolvePromise(promise);
    if ("value" in settled) return { kind: "value", value: vm.dump(settled.value) };
    const message = settled.error.getProp("message").toString();
    return {
      kind: "error",
      message,
      at: positionOf(settled.error.getProp("stack").toString(), author, loops),
    };
  } catch (thrown) {
    return { kind: "refused", message: String(thrown) };
  } finally {
    vm.dispose();
  }
}

/** Names of the engine's own globals. */
export async function engineGlobals(): Promise<string[]> {
  const vm = await QuickJS.create({ wasm });
  try {
    return vm.evalCode("Object.getOwnPropertyNames(globalThis).join(' ')").toString().split(" ");
  } finally {
    vm.dispose();
  }
}

function positionOf(stack: string, author: string, loops: readonly number[]): TextPosition | null {
  const match = /script\.js:(\d+):(\d+)/.exec(stack);
  return match && authorPosition(author, { line: Number(match[1]), column: Number(match[2]) }, loops);
}
