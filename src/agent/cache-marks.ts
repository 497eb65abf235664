// Where the prompt cache may cut a request: after the tools all siblings have, after the instructions they share, and
// (by the request's own mark) after its last block. What is stable comes first.
import { createHash } from "node:crypto";
import type Anthropic from "@anthropic-ai/sdk";
import { PREFIX_MIN_CHARS } from "../protocol/limits.ts";
import type { MessageParam, ModelRequest } from "./model-messages.ts";
import { STRUCTURED_OUTPUT } from "./structured-output.ts";
import { SYSTEM_SEAM } from "./system-prompt.ts";

const MARK = { type: "ephemeral" } as const;
/** The API looks for a known prefix at a mark and at so many blocks before it. */
const LOOK_BACK_BLOCKS = 20;

/** The request with its marks: at most three, beside the one on the request itself. Says the same to the model. */
export function withCacheMarks(request: ModelRequest): ModelRequest {
  const { system, tools, messages } = request;
  return {
    ...request,
    ...(tools === undefined ? {} : { tools: markTools(tools) }),
    ...(typeof system === "string" && system !== "" ? { system: markSystem(system) } : {}),
    messages: markLongTurn(messages),
  };
}

/**
 * Names what this request has in common with those of its siblings: model, tools, shared instructions. `null` when that
 * is too little for the API to keep it.
 */
export function prefixOf({ model, tools = [], system }: ModelRequest): string | null {
  const shared = typeof system === "string" ? splitSystem(system).shared : JSON.stringify(system ?? "");
  const text = JSON.stringify([model, tools, shared]);
  return text.length < PREFIX_MIN_CHARS ? null : createHash("sha256").update(text).digest("base64");
}

/** After the last tool before `StructuredOutput`, which carries the caller's schema. */
function markTools(tools: readonly Anthropic.ToolUnion[]): Anthropic.ToolUnion[] {
  const own = tools.findIndex((tool) => "name" in tool && tool.name === STRUCTURED_OUTPUT);
  const last = (own < 0 ? tools.length : own) - 1;
  return tools.map((tool, index) => (index === last ? { ...tool, cache_control: MARK } : tool));
}

function markSystem(system: string): Anthropic.TextBlockParam[] {
  const { shared, own } = splitSystem(system);
  const blocks: Anthropic.TextBlockParam[] =
    shared === "" ? [] : [{ type: "text", text: shared, cache_control: MARK }];
  return own === "" ? blocks : [...blocks, { type: "text", text: own }];
}

function splitSystem(system: string): { readonly shared: string; readonly own: string } {
  const seam = system.lastIndexOf(SYSTEM_SEAM);
  return seam < 0
    ? { shared: system, own: "" }
    : { shared: system.slice(0, seam), own: system.slice(seam).trimStart() };
}

/** A turn of more blocks than the API looks back would not find the turn before: that one's end gets a mark, too. */
function markLongTurn(messages: readonly MessageParam[]): MessageParam[] {
  const before = messages.length - 3;
  const blocks = messages
    .slice(before + 1)
    .map(({ content }) => (typeof content === "string" ? 1 : content.length));
  const long = blocks.reduce((sum, count) => sum + count, 0) > LOOK_BACK_BLOCKS;
  return messages.map((message, index) => (long && index === before ? markEnd(message) : message));
}

function markEnd(message: MessageParam): MessageParam {
  if (message.role !== "user") return message;
  const blocks: Anthropic.ContentBlockParam[] =
    typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
  const last = blocks.length - 1;
  return {
    ...message,
    content: blocks.map((block, index) => (index === last ? markBlock(block) : block)),
  };
}

function markBlock(block: Anthropic.ContentBlockParam): Anthropic.ContentBlockParam {
  return block.type === "text" || block.type === "tool_result" ? { ...block, cache_control: MARK } : block;
}
