// The room left in the model's context window. When it gets scarce, the oldest tool results are cut, once each and many
// at a time: every cut costs the prompt cache from there on, and what follows it can no longer rest on its thoughts.
import type Anthropic from "@anthropic-ai/sdk";
import {
  CHARS_PER_TOKEN,
  CONTEXT_TRIM_AT,
  CONTEXT_TRIM_TO,
  RESULT_TRIM_MIN_CHARS,
} from "../protocol/limits.ts";
import type { Usage } from "../protocol/usage.ts";
import type { MessageParam } from "./model-client.ts";

export type LastTurn = {
  readonly usage: Usage;
  /** How many of the messages it knew or made. */
  readonly messages: number;
  /** Tokens that were cut since: an attempt before this one may have, and not have come to its turn. */
  readonly cut: number;
};

export type RoomAsked = {
  readonly messages: readonly MessageParam[];
  readonly last: LastTurn;
  /** Tokens of the model's window. */
  readonly window: number;
  /** Results that are cut already. */
  readonly trimmed: ReadonlySet<string>;
};

/** Ids of the results to cut before the next request; none when there is room. `full`: even then there is none. */
export function makeRoom(asked: RoomAsked): { readonly ids: readonly string[]; readonly full: boolean } {
  const { messages, last, window, trimmed } = asked;
  const unread = messages.slice(last.messages);
  const size = totalTokens(last.usage) - last.cut + toTokens(JSON.stringify(unread).length);
  if (size <= window * CONTEXT_TRIM_AT) return { ids: [], full: false };
  const ids: string[] = [];
  let left = size;
  const cutDownTo = (share: number, among: readonly MessageParam[]): void => {
    for (const { id, chars } of resultsIn(among)) {
      if (left <= window * share) return;
      if (trimmed.has(id) || chars < RESULT_TRIM_MIN_CHARS) continue;
      ids.push(id);
      left -= toTokens(chars);
    }
  };
  cutDownTo(CONTEXT_TRIM_TO, messages.slice(0, last.messages));
  // What came last has not been read yet: it is cut only where the agent could not go on at all.
  if (left > window && (window > 0 || ids.length === 0)) cutDownTo(CONTEXT_TRIM_AT, unread);
  return { ids, full: left > window };
}

/** Tokens of these results, by the same guess that decides what is cut. */
export function tokensOfResults(messages: readonly MessageParam[], ids: ReadonlySet<string>): number {
  const cut = resultsIn(messages).filter(({ id }) => ids.has(id));
  return cut.reduce((sum, { chars }) => sum + toTokens(chars), 0);
}

/** The same messages with these results cut, and without the thoughts behind the first cut: they are bound to what was there. */
export function cutResults(
  messages: readonly MessageParam[],
  ids: ReadonlySet<string>,
): readonly MessageParam[] {
  const first = messages.findIndex((message) => blocksOf(message).some((block) => isCut(block, ids)));
  if (first < 0) return messages;
  const cut = messages.slice(first).map((message) => cutMessage(message, ids));
  return [...messages.slice(0, first), ...cut.filter(({ content }) => content.length > 0)];
}

function cutMessage(message: MessageParam, ids: ReadonlySet<string>): MessageParam {
  if (typeof message.content === "string") return message;
  const kept = message.content.filter((block) => message.role !== "assistant" || isMoreThanThought(block));
  // Roles and blocks belong together; the types do not say that a block keeps its kind here.
  return {
    ...message,
    content: kept.map((block) => (isCut(block, ids) ? cutResult(block) : block)),
  } as MessageParam;
}

/** Thoughts cannot stand alone: the API refuses messages of nothing else. */
export function isMoreThanThought({ type }: { readonly type: string }): boolean {
  return type !== "thinking" && type !== "redacted_thinking";
}

type Block = Anthropic.ContentBlockParam;
type ResultBlock = Anthropic.ToolResultBlockParam;

function isCut(block: Block, ids: ReadonlySet<string>): block is ResultBlock {
  return block.type === "tool_result" && ids.has(block.tool_use_id);
}

function cutResult(block: ResultBlock): ResultBlock {
  const content = `[Cut to make room: ${charsOf(block)} characters. Call the tool again if you need it.]`;
  return { ...block, content };
}

function resultsIn(messages: readonly MessageParam[]): readonly { id: string; chars: number }[] {
  return messages
    .flatMap(blocksOf)
    .flatMap((block) =>
      block.type === "tool_result" ? [{ id: block.tool_use_id, chars: charsOf(block) }] : [],
    );
}

function blocksOf({ content }: MessageParam): readonly Block[] {
  return typeof content === "string" ? [] : content;
}

function charsOf({ content }: ResultBlock): number {
  return typeof content === "string" ? content.length : JSON.stringify(content ?? "").length;
}

function totalTokens(usage: Usage): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.outputTokens;
}

function toTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}
