// Everything the API refuses about a request of the right shape: parameters the model does not take, tools, conversation.
import { ApiError, invalidRequest } from "./api-error.ts";
import { checkConversation } from "./check-conversation.ts";
import type { CountRequest } from "./messages-request.ts";
import { findModel, type SimulatedModel } from "./models.ts";

/** Blocks of one request that may carry `cache_control`. */
const CACHE_MARKS_MAX = 4;
const SAMPLING = ["temperature", "top_p", "top_k"] as const;

/**
 * Throws the API's 404 for an unknown model and its 400 for the first thing wrong.
 * `isPaused` knows whether the conversation ends with a turn that was paused: only then may the assistant have the last word.
 */
export function checkRequest(request: CountRequest, isPaused: () => boolean): void {
  const model = findModel(request.model);
  if (model === null) throw new ApiError(404, `model: ${request.model}`);
  checkParameters(request, model);
  checkTools(request);
  checkCacheMarks(request);
  checkConversation(request.messages);
  if (!model.prefill && request.messages.at(-1)?.role === "assistant" && !isPaused()) {
    throw invalidRequest(
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
}

function checkParameters(request: CountRequest, model: SimulatedModel): void {
  for (const name of SAMPLING) {
    if (request[name] !== undefined)
      throw invalidRequest(`${name}: \`${name}\` is not supported on ${model.id}`);
  }
  if ((request.max_tokens ?? 0) > model.outputTokens) {
    throw invalidRequest(
      `max_tokens: ${request.max_tokens} > ${model.outputTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  const forced = request.tool_choice?.type === "any" || request.tool_choice?.type === "tool";
  if (forced && !model.forcedToolChoice) {
    throw invalidRequest(
      `tool_choice: forcing tool use is not supported on ${model.id}. Use \`auto\` or \`none\`.`,
    );
  }
}

function checkTools(request: CountRequest): void {
  const tools = request.tools ?? [];
  for (const [index, tool] of tools.entries()) {
    const isClientTool = tool.type === undefined || tool.type === null || tool.type === "custom";
    if (isClientTool && tool.input_schema === undefined) {
      throw invalidRequest(`tools.${index}.custom.input_schema: Field required`);
    }
  }
  if (new Set(tools.map((tool) => tool.name)).size < tools.length) {
    throw invalidRequest("tools: Tool names must be unique.");
  }
  if (tools.length === 0 && request.tool_choice !== undefined) {
    throw invalidRequest("tool_choice: `tool_choice` may only be specified while providing `tools`.");
  }
}

function checkCacheMarks(request: CountRequest): void {
  const blocks = request.messages.flatMap((message) => message.content);
  const marked = [request, ...(request.tools ?? []), ...(request.system ?? []), ...blocks].filter(
    (part) => part.cache_control !== undefined && part.cache_control !== null,
  );
  if (marked.length > CACHE_MARKS_MAX) {
    throw invalidRequest(
      `A maximum of ${CACHE_MARKS_MAX} blocks with cache_control may be provided. Found ${marked.length}.`,
    );
  }
}
