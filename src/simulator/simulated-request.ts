// A request as the rules see it: prompt, turn, tools and what the tools answered, read out of the conversation.
import type { JsonObject } from "../protocol/json.ts";
import type { ContentBlock, MessagesRequest, RequestMessage, ToolResultBlock } from "./messages-request.ts";
import type { SimulatedRequest, SimulatedToolResult, ToolCall } from "./rules.ts";

/** The tool through which an agent gives a structured answer. */
export const ANSWER_TOOL = "StructuredOutput";

/** `asked` is how often this very key was asked before. */
export function toSimulatedRequest(request: MessagesRequest, key: string, asked: number): SimulatedRequest {
  const { messages, tools = [] } = request;
  const users = messages.filter((message) => message.role === "user");
  const answerTool = tools.find((tool) => tool.name === ANSWER_TOOL);
  return {
    model: request.model,
    system: textOf(request.system ?? []),
    prompt: textOf(users[0]?.content ?? []),
    lastText: users.map((message) => textOf(message.content)).findLast((text) => text !== "") ?? "",
    turn: messages.filter((message) => message.role === "assistant").length,
    tools: tools.map((tool) => tool.name),
    schema: (answerTool?.input_schema as JsonObject | undefined) ?? null,
    toolResults: toolResults(messages),
    key,
    asked,
  };
}

function toolResults(messages: readonly RequestMessage[]): SimulatedToolResult[] {
  const calls = new Map<string, ToolCall>();
  const results: SimulatedToolResult[] = [];
  for (const block of messages.flatMap((message) => message.content)) {
    if (block.type === "tool_use")
      calls.set(block.id, { name: block.name, input: block.input as JsonObject });
    const call = block.type === "tool_result" ? calls.get(block.tool_use_id) : undefined;
    if (block.type === "tool_result" && call !== undefined) results.push({ ...call, ...outcomeOf(block) });
  }
  return results;
}

function outcomeOf(block: ToolResultBlock): Pick<SimulatedToolResult, "content" | "isError"> {
  return { content: textOf(block.content ?? []), isError: block.is_error === true };
}

/** The text blocks, a line each. */
function textOf(
  blocks: readonly (ContentBlock | { readonly type: string; readonly text?: string })[],
): string {
  return blocks.flatMap((block) => (block.type === "text" ? [String(block.text)] : [])).join("\n");
}
