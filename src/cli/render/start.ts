// What a chosen system will be told, as lines: details of the question before a task in words starts.
import type { SystemStart } from "../../protocol/choice.ts";
import type { Json } from "../../protocol/json.ts";
import type { Colors } from "../io.ts";
import { visibleLine } from "../visible-text.ts";

const TOLD_CHARS = 2_000;

/** `null` when these are no such details. */
export function startLines(details: Json, colors: Colors): string[] | null {
  const told = toStart(details);
  if (told === null) return null;
  const rows = Object.entries(told.args).map(([key, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `  ${visibleLine(key, TOLD_CHARS)}: ${visibleLine(text, TOLD_CHARS)}`;
  });
  return [colors.dim(`${visibleLine(told.name)} will be told:`), ...rows];
}

function toStart(details: Json): SystemStart | null {
  const isStart = typeof details === "object" && details !== null && "told" in details;
  return isStart ? (details as { readonly told: SystemStart }).told : null;
}
