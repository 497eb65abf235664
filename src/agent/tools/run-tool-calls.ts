// Runs the tool calls of one turn: those that only read at once, others one after the other, in the model's order.
import type Anthropic from "@anthropic-ai/sdk";
import type { Json } from "../../protocol/json.ts";
import { isAgentError } from "../agent-error.ts";
import type { Ledger } from "../ledger.ts";
import type { Transcript } from "../transcript.ts";
import { wellFormed } from "../well-formed.ts";
import { toolFailure } from "./tool.ts";
import type { Tool, ToolOutcome } from "./tool.ts";

export type ToolCall = Anthropic.ToolUseBlock;

export type ToolResult = Anthropic.ToolResultBlockParam;

export type ToolBench = {
  readonly tools: readonly Tool[];
  readonly transcript: Transcript;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
};

/** One result per call, in order. Throws only what ends the agent: an `AgentError`, or the signal's reason. */
export async function runToolCalls(
  calls: readonly ToolCall[],
  bench: ToolBench,
): Promise<readonly ToolResult[]> {
  const results: ToolResult[] = [];
  for (const group of groups(calls, bench.tools)) {
    results.push(...(await Promise.all(group.map((call) => runToolCall(call, bench)))));
  }
  return results;
}

/** Runs none of them and tells the model why. */
export async function refuseToolCalls(
  calls: readonly ToolCall[],
  why: string,
  bench: ToolBench,
): Promise<readonly ToolResult[]> {
  const results: ToolResult[] = [];
  for (const call of calls) results.push(await writeResult(call, toolFailure(why), bench));
  return results;
}

/** Neighbours that only read form a group: what comes after a change must see it. */
function groups(calls: readonly ToolCall[], tools: readonly Tool[]): readonly (readonly ToolCall[])[] {
  const made: ToolCall[][] = [];
  let reading = false;
  for (const call of calls) {
    const readOnly = tools.find(({ name }) => name === call.name)?.readOnly ?? false;
    if (readOnly && reading) made.at(-1)?.push(call);
    else made.push([call]);
    reading = readOnly;
  }
  return made;
}

async function runToolCall(call: ToolCall, bench: ToolBench): Promise<ToolResult> {
  const { transcript, ledger, signal } = bench;
  signal.throwIfAborted();
  await transcript.append({ kind: "tool", id: call.id, name: call.name, input: call.input as Json });
  ledger.beginTool(call.name);
  const outcome = await act(call, bench);
  ledger.endTool();
  return writeResult(call, outcome, bench);
}

async function writeResult(
  call: ToolCall,
  outcome: ToolOutcome,
  { transcript }: ToolBench,
): Promise<ToolResult> {
  const { isError } = outcome;
  const content = wellFormed(outcome.content);
  await transcript.append({ kind: "result", id: call.id, isError, content });
  return { type: "tool_result", tool_use_id: call.id, content, ...(isError ? { is_error: true } : {}) };
}

async function act(call: ToolCall, { tools, signal }: ToolBench): Promise<ToolOutcome> {
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) {
    const known = tools.map(({ name }) => name).join(", ") || "none";
    return toolFailure(`There is no tool ${JSON.stringify(call.name)}; available: ${known}.`);
  }
  try {
    return await tool.run(call.input);
  } catch (error) {
    signal.throwIfAborted();
    if (isAgentError(error)) throw error;
    return toolFailure(error instanceof Error ? error.message : String(error));
  }
}
