// The language of pawl: an author's text in, a program and diagnostics out. No files, no network, no clock.
// `node:crypto` only computes the hash.
import { createHash } from "node:crypto";
import type { Program as SyntaxTree } from "acorn";
import {
  PROGRAM_PARAMETERS,
  type CompiledScript,
  type Diagnostic,
  type Program,
} from "../protocol/script.ts";
import type { ScriptChecks } from "./check-meta.ts";
import { parseBody } from "./body-parser.ts";
import { checkText } from "./check-text.ts";
import { checkTree } from "./check-tree.ts";
import { toDiagnostics } from "./diagnostics.ts";
import { explainSyntax, tooDeep } from "./explain-syntax.ts";
import type { Finding, Report } from "./finding.ts";
import { findLoops } from "./find-loops.ts";
import { readMeta, type MetaStatement } from "./read-meta.ts";
import { TreeTooDeep } from "./scopes.ts";

export type CompileResult =
  | { readonly ok: true; readonly script: CompiledScript }
  /** At least one error; warnings come after the errors. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Without a library that compiles schemas, an `argsSchema` is taken for sound. */
const NO_CHECKS: ScriptChecks = { schemaProblem: () => null };

/** Compiles a script (S01 to S05, S11). A text that is no script is a result, never an exception. */
export function compileScript(text: string, checks: ScriptChecks = NO_CHECKS): CompileResult {
  const findings: Finding[] = [];
  const checked = check(text, (finding) => findings.push(finding), checks);
  const diagnostics = toDiagnostics(text, findings);
  if (!checked || diagnostics.some(({ severity }) => severity === "error")) return { ok: false, diagnostics };
  const hash = createHash("sha256").update(text).digest("hex");
  return {
    ok: true,
    script: { meta: checked.meta.meta, program: makeProgram(text, checked), hash, warnings: diagnostics },
  };
}

type Checked = { readonly meta: MetaStatement; readonly loops: readonly number[] };

function check(text: string, report: Report, checks: ScriptChecks): Checked | null {
  const unfit = checkText(text);
  if (unfit) {
    report(unfit);
    return null;
  }
  const parsed = parseBody(text);
  if (parsed.ok) return checkParsed({ text, tree: parsed.tree }, report, checks);
  for (const finding of explainSyntax(text, parsed.failure)) report(finding);
  return null;
}

function checkParsed(
  { text, tree }: { readonly text: string; readonly tree: SyntaxTree },
  report: Report,
  checks: ScriptChecks,
): Checked | null {
  try {
    checkTree(text, tree, report);
    const meta = readMeta(tree, report, checks);
    return meta && { meta, loops: findLoops(tree) };
  } catch (thrown) {
    if (!(thrown instanceof TreeTooDeep) && !(thrown instanceof RangeError)) throw thrown;
    report(tooDeep(thrown instanceof TreeTooDeep ? thrown.offset : 0));
    return null;
  }
}

/**
 * The function around the script is its own, inside the one that takes the primitives: so the script may declare a
 * `budget` of its own (S06). `tail` begins with a line break, since the last line may be a comment.
 */
function makeProgram(text: string, { meta, loops }: Checked): Program {
  const hashbang = /^#!.*/.exec(text);
  return {
    head: `(function (${PROGRAM_PARAMETERS.join(", ")}) { return async function script() { "use strict";`,
    blanked: [...(hashbang ? [[0, hashbang[0].length] as const] : []), meta.exportRange],
    tail: "\n}; })",
    ...(loops.length === 0 ? {} : { loops }),
  };
}
