// The words of the Messages API that pawl uses, under one name each.
import type Anthropic from "@anthropic-ai/sdk";

export type Message = Anthropic.Message;
/** The API's name for a request, of the header `request-id`: what its support asks for. `null` when it named none. */
export type RequestId = string | null;
/** `broken`: tool calls by id whose input was no JSON object, with what came instead. Their input is empty. */
export type ReceivedMessage = Message & {
  readonly requestId: RequestId;
  readonly broken?: Readonly<Record<string, string>>;
};
/** What is known of an answer that is paid for, whole or broken off. */
export type PaidAnswer = Pick<ReceivedMessage, "id" | "usage" | "requestId">;
export type MessageParam = Anthropic.MessageParam;
export type ModelRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">;
