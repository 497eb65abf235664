// What of a received message goes back to the API: all of it as it came, but for what the API may send and refuses to
// be sent. A function of the turn alone, so that a continuation sends the same.
import type Anthropic from "@anthropic-ai/sdk";
import type { Turn } from "./turn-entry.ts";

export function sendableContent({ content, stop_reason }: Turn): readonly Anthropic.ContentBlock[] {
  const open = stop_reason === "pause_turn" ? new Set<string>() : openServerCalls(content, stop_reason);
  return content.filter((block) => isMoreThanSpace(block) && !(isServerCall(block) && open.has(block.id)));
}

/**
 * Calls of the API's own tools that were cut off before their results. A paused turn gets them when it goes on, and so
 * does one that waits for tools of ours; nobody else will.
 */
function openServerCalls(content: Turn["content"], stopReason: Turn["stop_reason"]): ReadonlySet<string> {
  const waits = stopReason !== "max_tokens" && content.some(({ type }) => type === "tool_use");
  if (waits) return new Set();
  const done = new Set(content.flatMap((block) => ("tool_use_id" in block ? [block.tool_use_id] : [])));
  return new Set(content.filter(isServerCall).flatMap(({ id }) => (done.has(id) ? [] : [id])));
}

function isServerCall(block: Anthropic.ContentBlock): block is Anthropic.ServerToolUseBlock {
  return block.type === "server_tool_use";
}

/** The API may send an empty text, but refuses to be sent one. */
function isMoreThanSpace(block: Anthropic.ContentBlock): boolean {
  return block.type !== "text" || block.text.trim() !== "";
}
