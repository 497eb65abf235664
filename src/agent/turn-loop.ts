// The heart of an agent: ask the model, do what it asks for, until it is done.
import type Anthropic from "@anthropic-ai/sdk";
import {
  AGENT_CUTS_MAX,
  AGENT_EMPTY_NUDGES,
  AGENT_PAUSES_MAX,
  FAILED_TEXT_MAX_CHARS,
  STRUCTURED_NUDGES,
} from "../protocol/limits.ts";
import { cutText } from "../protocol/json.ts";
import type { Json } from "../protocol/json.ts";
import { AgentError, isAgentError } from "./agent-error.ts";
import type { Conversation } from "./conversation.ts";
import type { Message } from "./model-client.ts";
import { STRUCTURED_OUTPUT } from "./structured-output.ts";
import type { StructuredOutput } from "./structured-output.ts";
import { runToolCalls } from "./tools/run-tool-calls.ts";
import type { ToolBench, ToolCall } from "./tools/run-tool-calls.ts";

export type TurnLoop = {
  readonly conversation: Conversation;
  readonly bench: ToolBench;
  readonly maxTurns: number;
  /** `null` for an agent whose result is its last text. */
  readonly structured: StructuredOutput | null;
};

/** What the loop remembers between turns. */
type Memory = {
  /** Text of an answer that is not finished: cut off, or paused. */
  unfinished: string;
  /** The last text that was any, for the record of a failure. */
  lastText: string;
  cuts: number;
  pauses: number;
  nudges: number;
};

/** The agent's result, or what to tell the model next; `null` for nothing. */
type Step = { readonly result: Json } | { readonly say: string | Anthropic.ContentBlockParam[] | null };

/** Runs until there is a result. Throws an `AgentError` with the last text inside, or the signal's reason. */
export async function runTurns(loop: TurnLoop): Promise<Json> {
  const memory: Memory = { unfinished: "", lastText: "", cuts: 0, pauses: 0, nudges: 0 };
  try {
    return await takeTurns(loop, memory);
  } catch (error) {
    throw isAgentError(error) ? error.with({ text: record(memory.lastText, error.text) }) : error;
  }
}

async function takeTurns(loop: TurnLoop, memory: Memory): Promise<Json> {
  for (let turn = 1; turn <= loop.maxTurns; turn += 1) {
    const message = await loop.conversation.next(turn);
    memory.lastText = textOf(message) || memory.lastText;
    const step = await takeStep(message, memory, loop);
    if ("result" in step) return step.result;
    if (step.say !== null) await loop.conversation.say(step.say);
  }
  throw outOfRoom(`The agent used up its ${loop.maxTurns} turns without coming to an end.`);
}

function takeStep(message: Message, memory: Memory, loop: TurnLoop): Step | Promise<Step> {
  switch (message.stop_reason) {
    case "refusal":
      throw refusal(message);
    case "model_context_window_exceeded":
      throw outOfRoom("The agent's conversation has filled the model's context window.");
    case "pause_turn":
      return afterPause(message, memory);
    case "max_tokens":
      return afterCut(message, memory);
    case "end_turn":
    case "stop_sequence":
    case "tool_use":
    case null:
      return toolCalls(message).length > 0
        ? afterCalls(message, memory, loop)
        : afterEnd(message, memory, loop);
  }
}

/** The server paused a long turn of its own: what it said goes back as it is. */
function afterPause(message: Message, memory: Memory): Step {
  memory.unfinished += textOf(message);
  memory.pauses += 1;
  if (memory.pauses > AGENT_PAUSES_MAX)
    throw outOfRoom(`The model paused more than ${AGENT_PAUSES_MAX} times.`);
  return { say: null };
}

/** Cut off at the output limit. A tool call in it may be incomplete, whatever it looks like: none is run. */
function afterCut(message: Message, memory: Memory): Step {
  memory.unfinished += textOf(message);
  memory.cuts += 1;
  if (memory.cuts > AGENT_CUTS_MAX) {
    throw outOfRoom(
      `The model's answers were cut off at the output limit more than ${AGENT_CUTS_MAX} times.`,
    );
  }
  const calls = toolCalls(message);
  if (calls.length === 0) {
    return {
      say: "Your answer was cut off at the output limit. Go on exactly where it stopped; repeat nothing.",
    };
  }
  memory.unfinished = "";
  return { say: calls.map(cutCall) };
}

function cutCall(call: ToolCall): Anthropic.ToolResultBlockParam {
  const content =
    "Not run: your turn was cut off at the output limit, so this call may be incomplete. Make it again, in smaller pieces if it is large.";
  return { type: "tool_result", tool_use_id: call.id, content, is_error: true };
}

async function afterCalls(message: Message, memory: Memory, { bench, structured }: TurnLoop): Promise<Step> {
  memory.unfinished = "";
  const results = await runToolCalls(toolCalls(message), bench);
  const answer = structured?.answer() ?? null;
  return answer === null ? { say: [...results] } : { result: answer.value };
}

function afterEnd(message: Message, memory: Memory, { structured }: TurnLoop): Step {
  const text = memory.unfinished + textOf(message);
  memory.unfinished = "";
  if (structured !== null) return nudge(memory);
  if (text.trim() !== "") return { result: text };
  memory.nudges += 1;
  // An agent that ends without a word after work done has usually said it before.
  if (memory.nudges > AGENT_EMPTY_NUDGES) return { result: memory.lastText };
  return { say: "Your last message was empty. Give your result now." };
}

function nudge(memory: Memory): Step {
  memory.nudges += 1;
  if (memory.nudges <= STRUCTURED_NUDGES) {
    return {
      say: `You ended without a result. Call the tool ${STRUCTURED_OUTPUT} with it now; text is not read.`,
    };
  }
  throw new AgentError(
    "NoStructuredOutput",
    `The agent ended without calling ${STRUCTURED_OUTPUT}, after ${STRUCTURED_NUDGES} nudges.`,
  );
}

function refusal(message: Message): AgentError {
  const { category, explanation } = message.stop_details ?? { category: null, explanation: null };
  const why = [category, explanation].filter(Boolean).join(": ");
  return new AgentError("ModelRefusal", `The model declined to answer${why === "" ? "" : ` (${why})`}.`);
}

function outOfRoom(message: string): AgentError {
  return new AgentError("AgentOutOfRoom", message);
}

/** What a failed agent leaves to read: its last text, and the answer that did not fit. */
function record(lastText: string, invalidAnswer: string | undefined): string | undefined {
  const text = [lastText, invalidAnswer ?? ""].filter((part) => part !== "").join("\n\n");
  return text === "" ? undefined : cutText(text, FAILED_TEXT_MAX_CHARS);
}

function textOf(message: Message): string {
  return message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

function toolCalls(message: Message): readonly ToolCall[] {
  return message.content.filter((block) => block.type === "tool_use");
}
