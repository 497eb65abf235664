// What the API refuses about a well-shaped conversation: who speaks, empty content, tool calls without their results.
import { invalidRequest } from "./api-error.ts";
import { checkWebBlocks } from "./web-tools.ts";
import type { ContentBlock, RequestMessage, ToolResultBlock } from "./messages-request.ts";

/** Consecutive messages of one role, which the API reads as one. `index` is the first one's place. */
type Turn = { readonly role: string; readonly index: number; readonly content: ContentBlock[] };

/** Throws the API's 400 for the first thing wrong. */
export function checkConversation(messages: readonly RequestMessage[]): void {
  if (messages[0]?.role !== "user") throw invalidRequest('messages: first message must use the "user" role');
  checkContent(messages);
  const turns = mergeTurns(messages);
  checkToolIdsUnique(turns);
  for (const [place, turn] of turns.entries()) {
    checkResultsHaveCalls(turn, turns[place - 1]);
    checkCallsHaveResults(turn, turns[place + 1]);
    // A turn that was paused comes back as it is, last, with what is still open in it.
    if (turn.role === "assistant" && place < turns.length - 1) {
      checkWebBlocks(turn.content, `messages.${turn.index}`);
    }
  }
}

function checkContent(messages: readonly RequestMessage[]): void {
  for (const [index, message] of messages.entries()) {
    const optional = message.role === "assistant" && index === messages.length - 1;
    if (message.content.length === 0 && !optional) {
      throw invalidRequest(
        `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
    for (const [place, block] of message.content.entries())
      checkBlock(`messages.${index}`, place, message.role, block);
  }
}

function checkBlock(at: string, place: number, role: string, block: ContentBlock): void {
  if (block.type === "text" && block.text === "") {
    throw invalidRequest(`${at}.content.${place}: text content blocks must be non-empty`);
  }
  if (block.type === "tool_use" && role !== "assistant") {
    throw invalidRequest(`${at}: \`tool_use\` blocks can only be in \`assistant\` messages`);
  }
  if (block.type === "tool_result" && role !== "user") {
    throw invalidRequest(`${at}: \`tool_result\` blocks can only be in \`user\` messages`);
  }
}

function mergeTurns(messages: readonly RequestMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    const last = turns.at(-1);
    if (last?.role === message.role) last.content.push(...message.content);
    else turns.push({ role: message.role, index, content: [...message.content] });
  }
  return turns;
}

function checkToolIdsUnique(turns: readonly Turn[]): void {
  const seen = new Set<string>();
  for (const turn of turns) {
    for (const id of callIds(turn)) {
      if (seen.has(id))
        throw invalidRequest(`messages.${turn.index}: \`tool_use\` ids must be unique: ${id}`);
      seen.add(id);
    }
  }
}

function checkResultsHaveCalls(turn: Turn, previous: Turn | undefined): void {
  const asked = new Set(previous === undefined ? [] : callIds(previous));
  const answered = new Set<string>();
  for (const [place, block] of turn.content.entries()) {
    if (block.type !== "tool_result") continue;
    const at = `messages.${turn.index}.content.${place}`;
    if (!asked.has(block.tool_use_id)) {
      throw invalidRequest(
        `${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. ` +
          "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
      );
    }
    if (answered.has(block.tool_use_id)) {
      throw invalidRequest(
        `${at}: each \`tool_use\` must have a single result. Found multiple \`tool_result\` blocks with id: ${block.tool_use_id}`,
      );
    }
    answered.add(block.tool_use_id);
  }
}

/** The results come first in the next message: a text before them hides them from the API. */
function checkCallsHaveResults(turn: Turn, next: Turn | undefined): void {
  const answered = new Set(leadingResults(next?.content ?? []).map((block) => block.tool_use_id));
  const open = callIds(turn).filter((id) => !answered.has(id));
  if (open.length === 0) return;
  throw invalidRequest(
    `messages.${turn.index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
      `${open.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

function leadingResults(content: readonly ContentBlock[]): ToolResultBlock[] {
  const results: ToolResultBlock[] = [];
  for (const block of content) {
    if (block.type !== "tool_result") break;
    results.push(block);
  }
  return results;
}

function callIds(turn: Turn): string[] {
  return turn.content.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
}
