// A dry run of a script's body, without Temporal.
import { outlineOf } from "../../../src/planner/outline.ts";
import type { DryRun } from "../../../src/protocol/dry-run.ts";
import { parseRunInput, type RunInput } from "../../../src/protocol/run-input.ts";
import type { NestedScript } from "../../../src/protocol/script.ts";
import { compileScript } from "../../../src/script/compile-script.ts";
import { dryRun } from "../../../src/workflows/dry-run/dry-run.ts";
import { engines } from "../guest-stage.ts";

/** Line 1 of the body is line 1 of the script, unless it has a `meta` of its own. */
export async function dryRunOf(
  body: string,
  input: Omit<RunInput, "script"> = {},
  nested: readonly NestedScript[] = [],
): Promise<DryRun> {
  const text = body.includes("export const meta")
    ? body
    : `export const meta = { name: "t", description: "t" };${body}`;
  const parsed = parseRunInput({ ...input, script: text });
  if (!parsed.ok) throw new Error(parsed.message);
  const origin = { source: "input", workspace: "/workspace", engine: engines.id, searchAttributes: [] };
  const script = { ...compiled(text), text, ...origin, nested };
  return dryRun({ settings: parsed.settings, script, engines, now: 0 });
}

/** A saved script as it is found for the one that calls it by its name. */
export function saved(name: string, body: string, meta = ""): NestedScript {
  const text = `export const meta = { name: "${name}", description: "d"${meta} };${body}`;
  const script = { ...compiled(text), text, source: "bundled" };
  return { ref: { kind: "name", name }, script, outline: outlineOf(text) };
}

function compiled(text: string) {
  const result = compileScript(text);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.script;
}
