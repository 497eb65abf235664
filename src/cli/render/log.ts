// One line of a run's log.
import type { LogLine } from "../../protocol/run-views.ts";
import { visibleLine } from "../visible-text.ts";
import { clock } from "./quantities.ts";

const MESSAGE_CHARS = 2_000;

export function logLine(line: LogLine): string {
  const level = line.level === "log" ? "" : `${line.level}: `;
  const phase = line.phase === null ? "" : `[${visibleLine(line.phase, 40)}] `;
  return `${clock(line.at)} ${phase}${level}${visibleLine(line.message, MESSAGE_CHARS)}`;
}
