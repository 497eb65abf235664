// The language's verdict on a text, in one shape for `validate` and `run`.
import { schemaProblem } from "../agent/schema-problem.ts";
import type { Diagnostic, ScriptMeta } from "../protocol/script.ts";
import { compileScript } from "../script/compile-script.ts";

export type ScriptCheck = {
  /** `null` when the script cannot run. */
  readonly meta: ScriptMeta | null;
  readonly hash: string | null;
  /** Errors first; warnings alone do not keep a script from running. */
  readonly diagnostics: readonly Diagnostic[];
};

export function checkScript(text: string): ScriptCheck {
  const compiled = compileScript(text, { schemaProblem });
  if (!compiled.ok) return { meta: null, hash: null, diagnostics: compiled.diagnostics };
  const { meta, hash, warnings } = compiled.script;
  return { meta, hash, diagnostics: warnings };
}
