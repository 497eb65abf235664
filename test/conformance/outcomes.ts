// What the conformance tests look at once a run has ended.
import type { WorkflowHandle } from "@temporalio/client";
import { inject } from "vitest";
import type { TranscriptEntry } from "../../src/agent/transcript/entry.ts";
import { readAgentTranscript } from "../../src/agent/transcript/read-transcript.ts";
import { callOfActivityId } from "../../src/protocol/agent.ts";
import type { AgentRow, AgentsView, LogLine, LogView } from "../../src/protocol/run-views.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { endOf, runScript, startScript, type RunEnd, type StartOptions } from "../support/stage.ts";

export type Failed = Extract<RunEnd, { kind: "failed" }>;

/** The end of a script that must fail. */
export async function failureOf(script: string, options: StartOptions = {}): Promise<Failed> {
  const end = await runScript(script, options);
  if (end.kind !== "failed") throw new Error(`the run did not fail: ${JSON.stringify(end).slice(0, 2_000)}`);
  return end;
}

export type Ended = {
  readonly handle: WorkflowHandle;
  readonly result: RunResult;
  readonly value: unknown;
};

/** Runs a script that must return, and keeps the handle for queries. */
export async function runToReturn(script: string, options: StartOptions = {}): Promise<Ended> {
  const handle = await startScript(script, options);
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ${end.kind}: ${JSON.stringify(end).slice(0, 2_000)}`);
  return { handle, result: end.result, value: end.result.value };
}

export async function logOf(handle: WorkflowHandle): Promise<readonly LogLine[]> {
  return (await handle.query<LogView>("log")).lines;
}

export async function agentsOf(handle: WorkflowHandle): Promise<readonly AgentRow[]> {
  return (await handle.query<AgentsView, [object]>("agents", { limit: 1000 })).rows;
}

/** What one agent of the shared worker did, from its transcript. */
export async function transcriptOf(
  handle: WorkflowHandle,
  call: number,
): Promise<readonly TranscriptEntry[]> {
  const { runId } = await handle.describe();
  return readAgentTranscript({ home: inject("stage").home, workflowId: handle.workflowId, runId, call });
}

/** JavaScript for scripts: `await caught(f)` is the name and message of what `f` throws, or `{ value }`. */
export const CAUGHT = `const caught = async (f) => {
  try { return { value: (await f()) ?? null } } catch (e) { return { name: e.name, message: e.message, isError: e instanceof Error } }
}
`;

/** An agent in the run's history: where it was scheduled and closed (event numbers), when it started and closed (ms). */
export type AgentSpan = {
  readonly call: number;
  readonly scheduled: number;
  readonly closed: number;
  readonly startedAt: number;
  readonly closedAt: number;
};

/** The agents of an ended run in the order in which they were scheduled. */
export async function agentSpans(handle: WorkflowHandle): Promise<AgentSpan[]> {
  const { events = [] } = await handle.fetchHistory();
  const spans = new Map<string, { -readonly [K in keyof AgentSpan]: AgentSpan[K] }>();
  for (const event of events ?? []) {
    const at = Number(event.eventTime?.seconds) * 1_000 + Number(event.eventTime?.nanos ?? 0) / 1e6;
    const id = String(event.eventId);
    const scheduled = event.activityTaskScheduledEventAttributes;
    const call = callOfActivityId(scheduled?.activityId ?? "");
    if (call !== null)
      spans.set(id, { call, scheduled: Number(id), closed: Infinity, startedAt: 0, closedAt: Infinity });
    const started = spans.get(String(event.activityTaskStartedEventAttributes?.scheduledEventId));
    if (started !== undefined) started.startedAt = at;
    const closing =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const closed = spans.get(String(closing?.scheduledEventId));
    if (closed !== undefined) Object.assign(closed, { closed: Number(id), closedAt: at });
  }
  return [...spans.values()];
}

/** The most spans that were open at once, where a span is open from one number to another. */
export function mostAtOnce(spans: readonly (readonly [from: number, to: number])[]): number {
  const counts = spans.map(([from]) => spans.filter(([start, end]) => start <= from && from < end).length);
  return Math.max(0, ...counts);
}
