// The heart of an agent: ask the model, do what it asks for, until it is done. A continued agent runs through the same
// loop from the start: what is recorded is not asked or done again, so what the loop remembers comes out the same.
import type { YieldedCall } from "../protocol/agent.ts";
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
import type { Past } from "./past.ts";
import { STRUCTURED_OUTPUT } from "./structured-output.ts";
import type { StructuredOutput } from "./structured-output.ts";
import { refuseToolCalls, runToolCalls } from "./tools/run-tool-calls.ts";
import type { ToolBench, ToolCall, ToolResult, TurnCalls } from "./tools/run-tool-calls.ts";
import type { Turn } from "./turn-entry.ts";

const CUT_CALL =
  "Not run: your turn was cut off at the output limit, so this call may be incomplete. Make it again, in smaller pieces if it is large.";

export type TurnLoop = {
  readonly conversation: Conversation;
  readonly bench: ToolBench;
  readonly past: Past;
  readonly maxTurns: number;
  /** `null` for an agent whose result is its last text. */
  readonly structured: StructuredOutput | null;
};

/** How the loop ends well: with the result, or because the run has to answer calls before the agent can go on. */
export type LoopEnd =
  | { readonly kind: "end"; readonly result: Json }
  | { readonly kind: "yield"; readonly calls: readonly YieldedCall[] };

/** What the loop remembers between turns. */
type Memory = {
  /** Turns taken. */
  turn: number;
  /** Text of an answer that is not finished: cut off, or paused. */
  unfinished: string;
  /** The last text that was any, for the record of a failure. */
  lastText: string;
  cuts: number;
  pauses: number;
  nudges: number;
};

/** What comes after a turn: an end, words or tool results for the model, or simply the next turn. */
type Step =
  | LoopEnd
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "give"; readonly results: readonly ToolResult[] }
  | { readonly kind: "go-on" };

/** Runs until there is an end. Throws an `AgentError` with the last text inside, `Superseded`, or the signal's reason. */
export async function runTurns(loop: TurnLoop): Promise<LoopEnd> {
  const memory: Memory = { turn: 0, unfinished: "", lastText: "", cuts: 0, pauses: 0, nudges: 0 };
  try {
    return await takeTurns(loop, memory);
  } catch (error) {
    throw isAgentError(error) ? error.with({ text: record(memory.lastText, error.text) }) : error;
  }
}

async function takeTurns(loop: TurnLoop, memory: Memory): Promise<LoopEnd> {
  while (memory.turn < loop.maxTurns) {
    memory.turn += 1;
    const message = await loop.conversation.next(memory.turn);
    memory.lastText = textOf(message) || memory.lastText;
    const step = await takeStep(message, memory, loop);
    if (step.kind === "end" || step.kind === "yield") return step;
    if (step.kind === "say") await loop.conversation.say(step.text);
    if (step.kind === "give") loop.conversation.give(step.results);
  }
  throw outOfRoom(`The agent used up its ${loop.maxTurns} turns without coming to an end.`);
}

function takeStep(message: Turn, memory: Memory, loop: TurnLoop): Step | Promise<Step> {
  switch (message.stop_reason) {
    case "refusal":
      throw refusal(message);
    case "model_context_window_exceeded":
      throw outOfRoom("The agent's conversation has filled the model's context window.");
    case "pause_turn":
      // What it calls of ours is waited for all the same.
      return toolCalls(message).length > 0 ? afterCalls(message, memory, loop) : afterPause(message, memory);
    case "max_tokens":
      return afterCut(message, memory, loop);
    case "end_turn":
    case "stop_sequence":
    case "tool_use":
    case null:
    // A reason that a later version of the API brings is an end like any other.
    default:
      return toolCalls(message).length > 0
        ? afterCalls(message, memory, loop)
        : afterEnd(message, memory, loop);
  }
}

/** The server paused a long turn of its own: what it said goes back as it is. */
function afterPause(message: Turn, memory: Memory): Step {
  memory.unfinished += textOf(message);
  memory.pauses += 1;
  if (memory.pauses > AGENT_PAUSES_MAX)
    throw outOfRoom(`The model paused more than ${AGENT_PAUSES_MAX} times.`);
  return { kind: "go-on" };
}

/** Cut off at the output limit. A tool call in it may be incomplete, whatever it looks like: none is run. */
async function afterCut(message: Turn, memory: Memory, loop: TurnLoop): Promise<Step> {
  memory.unfinished += textOf(message);
  memory.cuts += 1;
  if (memory.cuts > AGENT_CUTS_MAX) {
    throw outOfRoom(
      `The model's answers were cut off at the output limit more than ${AGENT_CUTS_MAX} times.`,
    );
  }
  if (toolCalls(message).length === 0) {
    return {
      kind: "say",
      text: "Your answer was cut off at the output limit. Go on exactly where it stopped; repeat nothing.",
    };
  }
  memory.unfinished = "";
  return {
    kind: "give",
    results: await refuseToolCalls(callsOf(message, memory, loop), CUT_CALL, loop.bench),
  };
}

async function afterCalls(message: Turn, memory: Memory, loop: TurnLoop): Promise<Step> {
  memory.unfinished = "";
  const { results, yields } = await runToolCalls(callsOf(message, memory, loop), loop.bench);
  const answer = loop.structured?.answer() ?? null;
  if (answer !== null) return { kind: "end", result: answer.value };
  return yields.length > 0 ? { kind: "yield", calls: yields } : { kind: "give", results };
}

function afterEnd(message: Turn, memory: Memory, { structured }: TurnLoop): Step {
  const text = memory.unfinished + textOf(message);
  memory.unfinished = "";
  if (structured !== null) return nudge(memory);
  if (text.trim() !== "") return { kind: "end", result: text };
  memory.nudges += 1;
  // An agent that ends without a word after work done has usually said it before.
  if (memory.nudges > AGENT_EMPTY_NUDGES) return { kind: "end", result: memory.lastText };
  return { kind: "say", text: "Your last message was empty. Give your result now." };
}

function nudge(memory: Memory): Step {
  memory.nudges += 1;
  if (memory.nudges <= STRUCTURED_NUDGES) {
    return {
      kind: "say",
      text: `You ended without a result. Call the tool ${STRUCTURED_OUTPUT} with it now; text is not read.`,
    };
  }
  throw new AgentError(
    "NoStructuredOutput",
    `The agent ended without calling ${STRUCTURED_OUTPUT}, after ${STRUCTURED_NUDGES} nudges.`,
  );
}

function callsOf(message: Turn, { turn }: Memory, { past }: TurnLoop): TurnCalls {
  return { calls: toolCalls(message), past: past.step(turn), broken: message.broken };
}

function refusal(message: Turn): AgentError {
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

function textOf(message: Turn): string {
  return message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

function toolCalls(message: Turn): readonly ToolCall[] {
  return message.content.filter((block) => block.type === "tool_use");
}
