// The words of the Messages API that pawl uses, under one name each.
import type Anthropic from "@anthropic-ai/sdk";

export type Message = Anthropic.Message;
/** `broken`: tool calls by id whose input was no JSON object, with what came instead. Their input is empty. */
export type ReceivedMessage = Message & { readonly broken?: Readonly<Record<string, string>> };
export type MessageParam = Anthropic.MessageParam;
export type ModelRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">;
