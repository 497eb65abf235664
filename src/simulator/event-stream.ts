// A message as the API streams it: server-sent events, text and tool input in pieces.
import type { MessageBlock, SimulatedMessage } from "./reply-message.ts";

/** Pieces are at least so long; a long text comes in at most `PIECES_MAX`. */
const PIECE_CHARS = 24;
const PIECES_MAX = 64;

/** One server-sent event as it goes over the wire. */
export function toEvent(name: string, data: object | string): string {
  return `event: ${name}\ndata: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

export const PING = toEvent("ping", { type: "ping" });

/** Every event of the message, in the API's order. */
export function* streamEvents(message: SimulatedMessage): Generator<string> {
  yield startEvent(message);
  yield PING;
  for (const [index, block] of message.content.entries()) yield* blockEvents(block, index);
  const { stop_reason, stop_sequence, stop_details, container, usage } = message;
  const { input_tokens, output_tokens, output_tokens_details, server_tool_use } = usage;
  const { cache_creation_input_tokens, cache_read_input_tokens } = usage;
  yield toEvent("message_delta", {
    type: "message_delta",
    delta: { stop_reason, stop_sequence, stop_details, container },
    usage: {
      input_tokens,
      cache_creation_input_tokens,
      cache_read_input_tokens,
      output_tokens,
      output_tokens_details,
      server_tool_use,
    },
  });
  yield toEvent("message_stop", { type: "message_stop" });
}

/** At the start the input is known and next to nothing has been said. */
function startEvent(message: SimulatedMessage): string {
  const usage = { ...message.usage, output_tokens: Math.min(1, message.usage.output_tokens) };
  const start = { ...message, content: [], stop_reason: null, stop_details: null, usage };
  return toEvent("message_start", { type: "message_start", message: start });
}

function* blockEvents(block: MessageBlock, index: number): Generator<string> {
  yield toEvent("content_block_start", { type: "content_block_start", index, content_block: emptied(block) });
  for (const delta of blockDeltas(block)) {
    yield toEvent("content_block_delta", { type: "content_block_delta", index, delta });
  }
  yield toEvent("content_block_stop", { type: "content_block_stop", index });
}

/** A result of the API's own tools comes whole; all else begins empty. */
function emptied(block: MessageBlock): object {
  if (block.type === "text") return { ...block, text: "", citations: block.citations === null ? null : [] };
  return "input" in block ? { ...block, input: {} } : block;
}

function blockDeltas(block: MessageBlock): object[] {
  if (block.type === "text") {
    const citations = (block.citations ?? []).map((citation) => ({ type: "citations_delta", citation }));
    return [...citations, ...pieces(block.text).map((text) => ({ type: "text_delta", text }))];
  }
  if (!("input" in block)) return [];
  const parts = ["", ...pieces(JSON.stringify(block.input))];
  return parts.map((partial) => ({ type: "input_json_delta", partial_json: partial }));
}

/** Cuts between characters, never inside one of two UTF-16 units. */
function pieces(text: string): string[] {
  const length = Math.max(PIECE_CHARS, Math.ceil(text.length / PIECES_MAX));
  return text.match(new RegExp(`.{1,${length}}`, "gsu")) ?? [];
}
