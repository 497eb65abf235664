// Runs the tool calls of one turn: those that only read at once, others one after the other, in the model's order, and
// last those that the run has to answer. What an earlier attempt did already is not done again.
import type Anthropic from "@anthropic-ai/sdk";
import type { YieldAnswer, YieldedCall } from "../../protocol/agent.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { AgentPlace } from "../../workspace/agent-place.ts";
import { TOOL_CALLS_AT_ONCE } from "../../protocol/limits.ts";
import { failPoint } from "../../workspace/fail-point.ts";
import { isAgentError } from "../agent-error.ts";
import { interruptedCall } from "../interrupted-call.ts";
import type { Ledger } from "../ledger.ts";
import type { Step } from "../past.ts";
import type { TranscriptEvent } from "../transcript/entry.ts";
import type { Transcript } from "../transcript/store.ts";
import { isSuperseded } from "../transcript/transcript-error.ts";
import { wellFormed } from "../well-formed.ts";
import type { SeenFiles } from "./seen-files.ts";
import { toolFailure } from "./tool.ts";
import type { Tool, ToolOutcome } from "./tool.ts";

export type ToolCall = Anthropic.ToolUseBlock;

export type ToolResult = Anthropic.ToolResultBlockParam;

export type ToolBench = {
  readonly tools: readonly Tool[];
  readonly place: Pick<AgentPlace, "root" | "leftChanges" | "save">;
  readonly seen: SeenFiles;
  readonly transcript: Transcript;
  readonly ledger: Ledger;
  /** What the run answered to calls that the agent yielded for, by id. */
  readonly answers: ReadonlyMap<string, YieldAnswer>;
  readonly signal: AbortSignal;
  /** Ends everything that is at work on this bench. */
  readonly stop: (reason: unknown) => void;
};

/** The calls of one turn. */
export type TurnCalls = {
  readonly calls: readonly ToolCall[];
  /** What is recorded of them already. */
  readonly past: Step;
  /** By id: what came instead of an input. */
  readonly broken?: Readonly<Record<string, string>> | undefined;
};

export type CallsEnd = {
  /** One per call that was answered, in order of the calls. */
  readonly results: readonly ToolResult[];
  /** Calls that the run has to answer before the agent can go on. */
  readonly yields: readonly YieldedCall[];
};

/** Throws only what ends the agent: an `AgentError`, `Superseded`, or the signal's reason. */
export async function runToolCalls(turn: TurnCalls, bench: ToolBench): Promise<CallsEnd> {
  const { calls } = turn;
  const results = new Map<string, ToolResult>();
  const yields: YieldedCall[] = [];
  const isAsking = (call: ToolCall): boolean => toolOf(call, bench)?.yields ?? false;
  for (const group of groups(
    calls.filter((call) => !isAsking(call)),
    bench.tools,
  )) {
    for (const result of await runGroup(group, turn, bench)) results.set(result.tool_use_id, result);
  }
  for (const call of calls.filter(isAsking)) {
    const result = await answerOrYield(call, turn, bench);
    if (result === null) yields.push({ id: call.id, tool: call.name, input: call.input as JsonObject });
    else results.set(call.id, result);
  }
  return { results: calls.flatMap(({ id }) => results.get(id) ?? []), yields };
}

/** Runs none of them and tells the model why. */
export async function refuseToolCalls(
  { calls, past }: TurnCalls,
  why: string,
  bench: ToolBench,
): Promise<readonly ToolResult[]> {
  const results: ToolResult[] = [];
  for (const call of calls) {
    const known = past.results.get(call.id);
    results.push(known ? toToolResult(known) : await writeResult(call, toolFailure(why), bench));
  }
  return results;
}

/** Neighbours that only read form a group, of bounded size: what comes after a change must see it. */
function groups(calls: readonly ToolCall[], tools: readonly Tool[]): readonly (readonly ToolCall[])[] {
  const made: ToolCall[][] = [];
  let reading = false;
  for (const call of calls) {
    const readOnly = tools.find(({ name }) => name === call.name)?.readOnly ?? false;
    const group = made.at(-1);
    if (readOnly && reading && group !== undefined && group.length < TOOL_CALLS_AT_ONCE) group.push(call);
    else made.push([call]);
    reading = readOnly;
  }
  return made;
}

/** When one ends the agent, the others are stopped, and waited for: nothing of it may go on. */
async function runGroup(
  group: readonly ToolCall[],
  turn: TurnCalls,
  bench: ToolBench,
): Promise<readonly ToolResult[]> {
  const running = group.map((call) =>
    runToolCall(call, turn, bench).catch((error: unknown) => {
      bench.stop(error);
      throw error;
    }),
  );
  await Promise.allSettled(running);
  return Promise.all(running);
}

async function runToolCall(call: ToolCall, turn: TurnCalls, bench: ToolBench): Promise<ToolResult> {
  const tool = toolOf(call, bench);
  const known = turn.past.results.get(call.id);
  if (known !== undefined) {
    tool?.recall?.(call.input, !known.isError);
    return toToolResult(known);
  }
  bench.signal.throwIfAborted();
  const begun = turn.past.begun.get(call.id);
  if (begun !== undefined && !tool?.readOnly) {
    await tool?.tidy?.(call.input);
    const outcome = await interruptedCall(begun, { ...bench.place, signal: bench.signal });
    return writeResult(call, outcome, bench);
  }
  const raw = turn.broken?.[call.id];
  if (raw !== undefined) return writeResult(call, brokenInput(call, raw), bench);
  if (begun === undefined) await writeCall(call, bench);
  return runNow(call, tool, bench);
}

async function runNow(call: ToolCall, tool: Tool | undefined, bench: ToolBench): Promise<ToolResult> {
  const { ledger, place } = bench;
  ledger.beginTool(call.name);
  // The machine may go down in the act: then it must be known that this was begun.
  if (!tool?.readOnly) {
    await bench.transcript.settle();
    await bench.transcript.requireLatest();
  }
  failPoint("before-tool");
  const outcome = await act(call, tool, bench);
  failPoint("after-tool");
  const saved = tool === undefined || tool.readOnly ? null : await place.save();
  ledger.endTool();
  return writeResult(call, outcome, bench, saved === null ? [] : [{ kind: "saved", ...saved }]);
}

/** `null` when the run has to answer. The input is looked at first: a person is not asked what makes no sense. */
async function answerOrYield(call: ToolCall, turn: TurnCalls, bench: ToolBench): Promise<ToolResult | null> {
  const known = turn.past.results.get(call.id);
  if (known !== undefined) return toToolResult(known);
  bench.signal.throwIfAborted();
  const answer = bench.answers.get(call.id);
  if (answer !== undefined) return writeResult(call, answer, bench);
  const raw = turn.broken?.[call.id];
  const looked = raw === undefined ? await act(call, toolOf(call, bench), bench) : brokenInput(call, raw);
  if (looked.isError) return writeResult(call, looked, bench);
  if (!turn.past.begun.has(call.id)) await writeCall(call, bench);
  return null;
}

/** Before the act. A later attempt that has begun by then is noticed here. */
function writeCall({ id, name, input }: ToolCall, { transcript }: ToolBench): Promise<void> {
  return transcript.append({ kind: "tool", id, name, input: input as Json });
}

async function writeResult(
  call: ToolCall,
  outcome: ToolOutcome,
  { transcript, seen }: ToolBench,
  more: readonly TranscriptEvent[] = [],
): Promise<ToolResult> {
  const noted = seen.takeNew();
  const event = {
    kind: "result",
    id: call.id,
    isError: outcome.isError,
    content: wellFormed(outcome.content),
    ...(Object.keys(noted).length === 0 ? {} : { seen: noted }),
  } as const;
  await transcript.append(...more, event);
  return toToolResult(event);
}

/** As the model is given it. */
export function toToolResult({
  id,
  isError,
  content,
}: {
  readonly id: string;
  readonly isError: boolean;
  readonly content: string;
}): ToolResult {
  return { type: "tool_result", tool_use_id: id, content, ...(isError ? { is_error: true } : {}) };
}

function toolOf({ name }: ToolCall, { tools }: ToolBench): Tool | undefined {
  return tools.find((tool) => tool.name === name);
}

function brokenInput({ name }: ToolCall, raw: string): ToolOutcome {
  return toolFailure(
    `The input of ${name} was no JSON object, so nothing was done. It began: ${raw} Make the call again.`,
  );
}

async function act(call: ToolCall, tool: Tool | undefined, bench: ToolBench): Promise<ToolOutcome> {
  if (tool === undefined) {
    const known = bench.tools.map(({ name }) => name).join(", ") || "none";
    return toolFailure(`There is no tool ${JSON.stringify(call.name)}; available: ${known}.`);
  }
  try {
    return await tool.run(call.input);
  } catch (error) {
    bench.signal.throwIfAborted();
    if (isAgentError(error) || isSuperseded(error)) throw error;
    return toolFailure(error instanceof Error ? error.message : String(error));
  }
}
