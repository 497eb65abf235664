// A streamed message as plain JSON, which is what the transcript keeps and what goes back to the model.
import type { JsonObject } from "../protocol/json.ts";
import type { Message, MessageParam, ReceivedMessage, RequestId } from "./model-messages.ts";
import { makeCallIds } from "./own-call-ids.ts";

/** Of an input that is no JSON, as much as its author needs to see. */
const BROKEN_MAX_CHARS = 300;

export type Received = {
  readonly requestId: RequestId;
  /** What the message answers. */
  readonly messages: readonly MessageParam[];
};

/**
 * The client repairs a tool call's input that is cut off, and throws on one that is no JSON at all. A call must not act
 * on either, and the API takes nothing but objects back. It takes each call's id once, too.
 */
export function toReceivedMessage(message: Message, { requestId, messages }: Received): ReceivedMessage {
  const broken: Record<string, string> = {};
  const toOwnId = makeCallIds(messages);
  const content = message.content.map((block) => {
    if (!("input" in block)) return block;
    const { input, raw } = readInput(block);
    const id = block.type === "tool_use" ? toOwnId(block.id) : block.id;
    if (input === null && block.type === "tool_use") broken[id] = raw.slice(0, BROKEN_MAX_CHARS);
    return { ...block, id, input: input ?? {} };
  });
  return {
    ...message,
    requestId,
    content: JSON.parse(JSON.stringify(content)) as Message["content"],
    ...(Object.keys(broken).length === 0 ? {} : { broken }),
  };
}

/**
 * For the client's `streamEvent`: keeps it from reading a call's input itself when that has come to its end, for it
 * would give up the whole message over one that is no JSON. What came stays where `toReceivedMessage` finds it.
 */
export function keepUnread(
  event: { readonly type: string; readonly index?: number },
  message: Message,
): void {
  if (event.type !== "content_block_delta") return;
  const block = message.content[event.index ?? -1];
  if (block === undefined || !("__json_buf" in block)) return;
  Object.defineProperty(block, "input", { value: {}, enumerable: true, configurable: true, writable: true });
}

/** Where the client keeps what came, letter by letter; absent in a message that was not streamed. */
type Called = { readonly __json_buf?: string; readonly input: unknown };

function readInput(block: Called): { readonly input: JsonObject | null; readonly raw: string } {
  const raw = block.__json_buf ?? "";
  // A call without arguments may come without a letter.
  if (raw === "") return asObject(block.input, JSON.stringify(block.input) ?? "");
  try {
    return asObject(JSON.parse(raw), raw);
  } catch {
    return { input: null, raw };
  }
}

function asObject(input: unknown, raw: string): { readonly input: JsonObject | null; readonly raw: string } {
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  return { input: isObject ? (input as JsonObject) : null, raw };
}
