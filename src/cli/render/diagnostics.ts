// Diagnostics as lines: place, severity, code and message in one; frame and advice below.
import type { Diagnostic } from "../../protocol/script.ts";
import type { Colors } from "../io.ts";
import { visibleLine, visibleText } from "../visible-text.ts";

const MESSAGE_CHARS = 500;

export function diagnosticLines(file: string, diagnostic: Diagnostic, colors: Colors): string[] {
  const { line, column, severity, code, message, advice, frame } = diagnostic;
  const word = severity === "error" ? colors.red(severity) : colors.yellow(severity);
  return [
    `${visibleLine(file)}:${line}:${column} ${word} ${code} ${visibleLine(message, MESSAGE_CHARS)}`,
    ...visibleText(frame)
      .split("\n")
      .map((row) => colors.dim(`    ${row}`)),
    `    ${visibleLine(advice, MESSAGE_CHARS)}`,
  ];
}
