// A dry run of a script's body, without Temporal.
import type { DryRun } from "../../../src/protocol/dry-run.ts";
import { parseRunInput, type RunInput } from "../../../src/protocol/run-input.ts";
import { compileScript } from "../../../src/script/compile-script.ts";
import { dryRun } from "../../../src/workflows/dry-run/dry-run.ts";
import { engines } from "../guest-stage.ts";

/** Line 1 of the body is line 1 of the script, unless it has a `meta` of its own. */
export async function dryRunOf(body: string, input: Omit<RunInput, "script"> = {}): Promise<DryRun> {
  const text = body.includes("export const meta")
    ? body
    : `export const meta = { name: "t", description: "t" };${body}`;
  const compiled = compileScript(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const parsed = parseRunInput({ ...input, script: text });
  if (!parsed.ok) throw new Error(parsed.message);
  const origin = { source: "input", workspace: "/workspace", engine: engines.id, searchAttributes: [] };
  const script = { ...compiled.script, text, ...origin };
  return dryRun({ settings: parsed.settings, script, engines, now: 0 });
}
