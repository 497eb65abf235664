// From findings to diagnostics, and what diagnostics mean: their plain text and the failure type of a run.
import { DIAGNOSTICS_MAX, WARNINGS_MAX } from "../protocol/limits.ts";
import type { RunFailureType } from "../protocol/failures.ts";
import type { Diagnostic } from "../protocol/script.ts";
import { codeFrame } from "../protocol/code-frame.ts";
import type { Finding } from "./finding.ts";
import { positionAt } from "../protocol/text-position.ts";

/** Errors first, then warnings, each in the order of the text; bounded in number. */
export function toDiagnostics(text: string, findings: readonly Finding[]): Diagnostic[] {
  const sorted = findings.toSorted((a, b) => a.offset - b.offset).filter(isFirstOfItsPlace);
  const errors = sorted.filter((finding) => finding.severity === "error").slice(0, DIAGNOSTICS_MAX);
  const warnings = sorted.filter((finding) => finding.severity === "warning").slice(0, WARNINGS_MAX);
  return [...errors, ...warnings].map((finding) => toDiagnostic(text, finding));
}

/** The parser may say the same thing of one place in two ways. */
function isFirstOfItsPlace(finding: Finding, index: number, sorted: readonly Finding[]): boolean {
  const before = sorted[index - 1];
  return before?.offset !== finding.offset || before.code !== finding.code;
}

function toDiagnostic(text: string, { offset, ...words }: Finding): Diagnostic {
  const { line, column } = positionAt(text, offset);
  return { ...words, line, column, frame: codeFrame(text, line, column) };
}

/** Type of the run that these diagnostics end: trouble with `meta` alone, or with the script's syntax. */
export function failureTypeOf(
  diagnostics: readonly Diagnostic[],
): Extract<RunFailureType, "ScriptMetaError" | "ScriptSyntaxError"> {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  return errors.length > 0 && errors.every(isAboutMeta) ? "ScriptMetaError" : "ScriptSyntaxError";
}

function isAboutMeta(diagnostic: Diagnostic): boolean {
  return diagnostic.code.startsWith("S01-meta") || diagnostic.code.startsWith("S02-");
}

/** Plain text for people, one block per diagnostic: place, severity, code, message; advice; frame. */
export function formatDiagnostics(file: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(file, diagnostic)).join("\n\n");
}

function formatDiagnostic(file: string, diagnostic: Diagnostic): string {
  const { line, column, severity, code, message, advice, frame } = diagnostic;
  return `${file}:${line}:${column} ${severity} ${code} ${message}\n  ${advice}\n\n${frame}`;
}
