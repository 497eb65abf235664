// The words of the Messages API that pawl uses, under one name each.
import type Anthropic from "@anthropic-ai/sdk";

export type Message = Anthropic.Message;
export type MessageParam = Anthropic.MessageParam;
export type ModelRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">;
