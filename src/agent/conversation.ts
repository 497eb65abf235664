// The messages of one agent: append-only and byte for byte as received, for the prompt cache and because thinking
// blocks are bound to what went before them.
import { SIMULATED_MESSAGE_PREFIX } from "../protocol/names.ts";
import type Anthropic from "@anthropic-ai/sdk";
import type { Effort } from "../protocol/agent.ts";
import type { Json } from "../protocol/json.ts";
import { MODEL_MAX_OUTPUT_TOKENS } from "../protocol/limits.ts";
import { toUsage } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import type { Message, MessageParam, ModelClient, ModelRequest } from "./model-client.ts";
import type { ServerTool } from "./tools/server-tools.ts";
import type { Tool } from "./tools/tool.ts";
import type { Transcript } from "./transcript.ts";
import { wellFormed } from "./well-formed.ts";

export type ConversationOptions = {
  readonly client: ModelClient;
  readonly transcript: Transcript;
  readonly ledger: Ledger;
  readonly model: string;
  readonly effort: Effort | undefined;
  readonly system: string;
  readonly tools: readonly (Tool | ServerTool)[];
};

export type Conversation = {
  /** Adds words for the model, and writes them down. */
  say(text: string): Promise<void>;
  /** Adds results of tools; those are written down already. */
  give(results: readonly Anthropic.ToolResultBlockParam[]): void;
  /** Asks the model for its next message and adds that. It is in the transcript when this returns. */
  next(turn: number): Promise<Message>;
};

export function makeConversation(options: ConversationOptions): Conversation {
  const { client, transcript, ledger } = options;
  const messages: MessageParam[] = [];
  const fixed = fixedParameters(options);
  return {
    async say(text) {
      const content = wellFormed(text);
      await transcript.append({ kind: "user", content });
      messages.push({ role: "user", content });
    },
    give(results) {
      messages.push({ role: "user", content: [...results] });
    },
    async next(turn) {
      ledger.beginTurn(turn);
      const message = await client.send({ ...fixed, messages });
      if (message.id.startsWith(SIMULATED_MESSAGE_PREFIX)) ledger.markSimulated();
      const usage = toUsage(message.usage);
      const cost = ledger.count(options.model, usage);
      if (cost === null && turn === 1) {
        await transcript.append({
          kind: "note",
          message: `No price is known for ${options.model}; its cost counts as 0.`,
        });
      }
      await transcript.append({
        kind: "turn",
        turn,
        content: message.content as unknown as Json,
        stopReason: message.stop_reason,
        usage,
        costUsd: cost ?? 0,
      });
      const content = message.content.filter(isSaid);
      if (content.some(isMoreThanThought)) messages.push({ role: "assistant", content });
      return message;
    },
  };
}

/** The API may send an empty text, but refuses to be sent one. All else goes back exactly as received. */
function isSaid(block: Anthropic.ContentBlock): boolean {
  return block.type !== "text" || block.text.trim() !== "";
}

/** The API refuses messages without content and those that end in a thought; such a turn has said nothing. */
function isMoreThanThought({ type }: Anthropic.ContentBlock): boolean {
  return type !== "thinking" && type !== "redacted_thinking";
}

/** No temperature and no forced tool choice: newer models answer 400 to either. */
function fixedParameters({
  model,
  effort,
  system,
  tools,
}: ConversationOptions): Omit<ModelRequest, "messages"> {
  return {
    model,
    max_tokens: MODEL_MAX_OUTPUT_TOKENS,
    system,
    thinking: { type: "adaptive" },
    cache_control: { type: "ephemeral" },
    ...(effort === undefined ? {} : { output_config: { effort } }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toApiTool) }),
  };
}

function toApiTool(tool: Tool | ServerTool): Anthropic.ToolUnion {
  if ("definition" in tool) return tool.definition;
  const { name, description, inputSchema } = tool;
  return { name, description, input_schema: inputSchema as Anthropic.Tool.InputSchema };
}
