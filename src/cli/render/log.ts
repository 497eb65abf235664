// A line of a run's log, and the rest of it when it is a whole text: an agent's answer.
import type { LogLine } from "../../protocol/run-views.ts";
import { visibleLine, visibleText } from "../visible-text.ts";
import { clock } from "./quantities.ts";

const MESSAGE_CHARS = 2_000;
const TEXT_CHARS = 8_000;

export function logLine(line: LogLine): string {
  return `${headOf(line)}${visibleLine(line.message, MESSAGE_CHARS)}`;
}

/** With its line breaks: what follows the first stands below it. */
export function logText(line: LogLine): string[] {
  const { message } = line;
  const shown = message.length <= TEXT_CHARS ? message : `${message.slice(0, TEXT_CHARS)}…`;
  const [first = "", ...others] = visibleText(shown.trim()).split("\n");
  return [`${headOf(line)}${visibleLine(first, MESSAGE_CHARS)}`, ...others.map((text) => `    ${text}`)];
}

function headOf({ at, level, phase }: LogLine): string {
  const word = level === "log" ? "" : `${level}: `;
  return `${clock(at)} ${phase === null ? "" : `[${visibleLine(phase, 40)}] `}${word}`;
}
