// Parts of a conversation in a few words.
import type { Json } from "../../protocol/json.ts";
import { visibleLine } from "../visible-text.ts";

const INPUT_CHARS = 200;

/** What tells one call of a tool from another. */
const TELLING = ["command", "file_path", "pattern", "url", "query", "path", "question"] as const;

export type ShownCall = { readonly name: string; readonly input: Json };

/** `Bash npm test`, `Read src/a.ts`: the name, and the part of the input that says most. */
export function shortCall(call: ShownCall | null): string {
  if (call === null) return "a tool";
  return `${visibleLine(call.name, 60)} ${visibleLine(telling(call.input), INPUT_CHARS)}`.trimEnd();
}

function telling(input: Json): string {
  if (!isRecord(input)) return JSON.stringify(input);
  for (const field of TELLING) {
    const value = input[field];
    if (typeof value === "string") return value;
  }
  const { questions } = input;
  if (Array.isArray(questions)) return questions.map(telling).join(" ");
  return Object.keys(input).length === 0 ? "" : JSON.stringify(input);
}

/** The texts of a message's content; thoughts, calls and results have no text here. */
export function textOfContent(content: Json): string {
  if (typeof content === "string") return content;
  return blocksOf(content)
    .flatMap(({ type, text }) => (type === "text" && typeof text === "string" ? [text] : []))
    .join("\n");
}

/** The tool calls in a message's content. */
export function callsOfContent(content: Json): readonly { readonly id: string; readonly name: string }[] {
  return blocksOf(content).flatMap(({ type, id, name }) =>
    type === "tool_use" && typeof id === "string" && typeof name === "string" ? [{ id, name }] : [],
  );
}

type Block = { readonly [key: string]: Json | undefined };

function blocksOf(content: Json): readonly Block[] {
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

function isRecord(value: Json): value is Block & Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
