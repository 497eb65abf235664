// The question before a chosen system starts, for a person: the two lines, and what the system will be told.
import type { SystemStart } from "../../protocol/choice.ts";
import type { GateView } from "../../protocol/run-views.ts";
import type { Colors } from "../io.ts";
import { visibleLine, visibleText } from "../visible-text.ts";
import { gateText } from "./gates.ts";

const TOLD_CHARS = 2_000;

export function launchText(gate: GateView, colors: Colors): string[] {
  const told = (gate.details as { readonly told?: SystemStart } | null)?.told;
  if (told === undefined) return gateText(gate, colors);
  const [, ...lines] = visibleText(gate.question).split("\n");
  const [what = "", ...rest] = lines;
  return [colors.bold(what), ...rest, ...toldLines(told, colors)];
}

function toldLines({ name, args }: SystemStart, colors: Colors): string[] {
  const rows = Object.entries(args).map(([key, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `  ${key}: ${visibleLine(text, TOLD_CHARS)}`;
  });
  return [colors.dim(`${name} will be told:`), ...rows];
}
