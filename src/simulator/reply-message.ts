// A rule's reply as the message the API would have sent.
import { SIMULATED_MESSAGE_PREFIX } from "../protocol/names.ts";
import { createHash } from "node:crypto";
import type { Json } from "../protocol/json.ts";
import { SIMULATOR_CHARS_PER_TOKEN } from "../protocol/limits.ts";
import type { MessagesRequest } from "./messages-request.ts";
import { type InputUsage, tokensOf } from "./prompt-cache.ts";
import type { Reply, SimulatedRequest, ToolCall, WebUse } from "./rules.ts";
import { ANSWER_TOOL } from "./simulated-request.ts";
import { citationsOf, toWebBlocks, type WebBlock, type WebCitation, webUsage } from "./web-tools.ts";

export type MessageBlock =
  | { readonly type: "text"; readonly text: string; readonly citations: readonly WebCitation[] | null }
  | WebBlock
  | {
      readonly type: "tool_use";
      readonly id: string;
      readonly name: string;
      readonly input: Json;
      readonly caller: { readonly type: "direct" };
    };

/** What a reply says, before ids and usage. */
type Said = {
  /** Of the API's own tools, before the text. */
  readonly uses: readonly WebUse[];
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: Json }[];
  readonly stopReason: "end_turn" | "max_tokens" | "pause_turn" | "tool_use" | "refusal";
};

export type SpokenReply = Exclude<Reply, { kind: "fault" }>;

/** A message of the API: the body of an unstreamed answer, and what a stream adds up to. */
export type SimulatedMessage = ReturnType<typeof makeMessage>;

type Asked = { readonly request: MessagesRequest; readonly simulated: SimulatedRequest };

/** Equal requests asked equally often get equal messages, ids included, in whatever order they come. */
export function makeMessage(reply: SpokenReply, { request, simulated }: Asked, input: InputUsage) {
  const id = createHash("sha256").update(`${simulated.key}/${simulated.asked}`).digest("hex").slice(0, 24);
  const said = limitText(toSaid(reply), request.max_tokens);
  const content = [...toWebBlocks(said.uses, request, id), ...toContent(said, id)];
  return {
    id: `${SIMULATED_MESSAGE_PREFIX}${id}`,
    type: "message",
    role: "assistant",
    model: request.model,
    content,
    stop_reason: said.stopReason,
    stop_sequence: null,
    stop_details: said.stopReason === "refusal" ? REFUSAL_DETAILS : null,
    container: null,
    diagnostics: null,
    usage: { ...toUsage(input, outputTokens(content)), server_tool_use: webUsage(said.uses) },
  } as const;
}

const REFUSAL_DETAILS = {
  type: "refusal",
  category: "general_harms",
  explanation: "[simulated] a rule of the simulator refuses this request",
} as const;

function toSaid(reply: SpokenReply): Said {
  switch (reply.kind) {
    case "text":
      return { uses: [], text: reply.text, calls: [], stopReason: reply.stopReason ?? "end_turn" };
    case "tools":
      return { uses: [], text: reply.text ?? "", calls: reply.calls, stopReason: "tool_use" };
    case "answer":
      return {
        uses: [],
        text: "",
        calls: [{ name: ANSWER_TOOL, input: reply.value }],
        stopReason: "tool_use",
      };
    case "refusal":
      return { uses: [], text: reply.text ?? "", calls: [], stopReason: "refusal" };
    case "web":
      return {
        uses: reply.uses,
        text: reply.text ?? "",
        calls: [],
        stopReason: reply.stopReason ?? "end_turn",
      };
  }
}

/** A text longer than `max_tokens` ends early, as a model's would. Tool calls are never cut. */
function limitText(said: Said, maxTokens: number): Said {
  if (maxTokens > 0 && (said.calls.length > 0 || tokensOf(said.text.length) <= maxTokens)) return said;
  const kept = said.text.slice(0, Math.floor(maxTokens * SIMULATOR_CHARS_PER_TOKEN));
  return { ...said, text: kept, calls: [], stopReason: "max_tokens" };
}

function toContent(said: Said, id: string): MessageBlock[] {
  const citations = citationsOf(said.uses);
  const text: MessageBlock[] = said.text === "" ? [] : [{ type: "text", text: said.text, citations }];
  return [...text, ...said.calls.map((call, index) => toToolUse(call, `toolu_simulated_${id}_${index}`))];
}

function toToolUse(
  call: { readonly name: string; readonly input: Json } | ToolCall,
  id: string,
): MessageBlock {
  return { type: "tool_use", id, name: call.name, input: call.input, caller: { type: "direct" } };
}

function outputTokens(content: readonly MessageBlock[]): number {
  const chars = content.map((block) =>
    block.type === "text"
      ? block.text.length
      : "input" in block
        ? block.name.length + JSON.stringify(block.input).length
        : 0,
  );
  return tokensOf(chars.reduce((sum, count) => sum + count, 0));
}

function toUsage(input: InputUsage, output: number) {
  return {
    input_tokens: input.inputTokens,
    cache_creation_input_tokens: input.cacheWriteTokens,
    cache_read_input_tokens: input.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: input.cacheWriteTokens - input.write1hTokens,
      ephemeral_1h_input_tokens: input.write1hTokens,
    },
    output_tokens: output,
    output_tokens_details: { thinking_tokens: 0 },
    service_tier: "standard",
    inference_geo: "simulated",
    speed: "standard",
  } as const;
}
