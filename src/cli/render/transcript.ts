// One entry of an agent's transcript as lines. All of it is a model's or a tool's text: shown as data.
import type { TranscriptEntry } from "../../agent/transcript.ts";
import type { Json } from "../../protocol/json.ts";
import type { Colors } from "../io.ts";
import { visibleLine, visibleText } from "../visible-text.ts";
import { clock, dollars, tokens } from "./quantities.ts";

const BLOCK_CHARS = 4_000;
const INPUT_CHARS = 400;

export function transcriptLines(entry: TranscriptEntry, colors: Colors): string[] {
  const [head, body] = describe(entry, colors);
  const lines = body === "" ? [] : cut(visibleText(body)).split("\n");
  return [`${colors.dim(clock(entry.at))} ${head}`, ...lines.map((line) => `    ${line}`)];
}

function describe(entry: TranscriptEntry, colors: Colors): [head: string, body: string] {
  switch (entry.kind) {
    case "attempt":
      return [
        colors.bold(
          `attempt ${entry.attempt} of #${entry.call} ${visibleLine(entry.label, 60)} (${visibleLine(entry.model)})`,
        ),
        "",
      ];
    case "user":
      return [colors.cyan("to the model"), contentText(entry.content)];
    case "turn":
      return [
        `${colors.cyan(`turn ${entry.turn}`)} ${colors.dim(`${entry.stopReason ?? "no stop reason"}, ${tokens(entry.usage.outputTokens)} tokens out, ${dollars(entry.costUsd)}`)}`,
        contentText(entry.content),
      ];
    case "tool":
      return [
        `${colors.yellow(visibleLine(entry.name))} ${visibleLine(JSON.stringify(entry.input), INPUT_CHARS)}`,
        "",
      ];
    case "result":
      return [entry.isError ? colors.red("tool failed") : "tool answered", entry.content];
    case "note":
      return [`note: ${visibleLine(entry.message, 1_000)}`, ""];
    case "done":
      return [
        colors.green("done"),
        typeof entry.result === "string" ? entry.result : JSON.stringify(entry.result, null, 2),
      ];
    case "failed":
      return [colors.red(`failed: ${visibleLine(entry.type)}`), entry.message];
  }
}

/** Text of a message's content; tool calls and results have entries of their own. */
function contentText(content: Json): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return JSON.stringify(content);
  return content.map(blockText).filter(Boolean).join("\n");
}

function blockText(block: Json): string {
  if (typeof block !== "object" || block === null || Array.isArray(block)) return "";
  const { type, text } = block as { readonly type?: Json; readonly text?: Json };
  return type === "text" && typeof text === "string" ? text : "";
}

function cut(text: string): string {
  return text.length <= BLOCK_CHARS ? text : `${text.slice(0, BLOCK_CHARS)}… (the whole: --json)`;
}
