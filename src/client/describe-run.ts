// What the server knows of a run without any worker: names, times, state, and the heartbeats of agents at work.
import { defaultPayloadConverter, type WorkflowExecutionInfo } from "@temporalio/client";
import { callOfActivityId, type AgentHeartbeat } from "../protocol/agent.ts";
import { MEMO_SCRIPT, WORKFLOW_TYPE_RUN } from "../protocol/names.ts";
import { SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import { RUN_STATUSES, type RunStatus } from "../protocol/run-result.ts";
import type { AgentActivity } from "../protocol/run-views.ts";
import type { Session } from "./connect.ts";

export type RunRef = { readonly workflowId: string; readonly runId?: string };

/** Times are milliseconds since 1970. */
export type RunSummary = {
  readonly workflowId: string;
  readonly runId: string;
  /** The script's name as far as the server knows it. */
  readonly name: string;
  readonly status: RunStatus;
  /** False when it ended in whatever way. */
  readonly open: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly taskQueue: string;
};

export type RunDescription = RunSummary & {
  readonly activity: ReadonlyMap<number, AgentActivity>;
  /** Activities that are no agents: checks, script preparation. */
  readonly otherActivities: number;
};

/** Throws what the server says; see `isNotFound` and `isUnreachable`. */
export async function describeRun(session: Session, ref: RunRef): Promise<RunDescription> {
  const handle = session.client.workflow.getHandle(ref.workflowId, ref.runId);
  const info = await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
    handle.describe(),
  );
  const pending = info.raw.pendingActivities ?? [];
  const activity = new Map<number, AgentActivity>();
  for (const one of pending) {
    const call = callOfActivityId(one.activityId ?? "");
    const beat = call === null ? null : readHeartbeat(one.heartbeatDetails?.payloads?.[0]);
    if (call !== null && beat !== null) activity.set(call, beat);
  }
  const agents = pending.filter((one) => callOfActivityId(one.activityId ?? "") !== null).length;
  // The description's `raw` has another shape than the list's; a summary needs neither.
  return { ...summarize(info), activity, otherActivities: pending.length - agents };
}

type Describable = Omit<WorkflowExecutionInfo, "raw">;

export function summarize(info: Describable): RunSummary {
  return {
    workflowId: info.workflowId,
    runId: info.runId,
    name: scriptName(info),
    status: runStatus(info),
    open: isOpen(info),
    startedAt: info.startTime.getTime(),
    endedAt: info.closeTime?.getTime() ?? null,
    taskQueue: info.taskQueue,
  };
}

function isOpen(info: Describable): boolean {
  return info.status.name === "RUNNING" || info.status.name === "PAUSED";
}

function scriptName(info: Describable): string {
  const memo = info.memo?.[MEMO_SCRIPT];
  if (typeof memo === "string" && memo !== "") return memo;
  const attribute = searchAttribute(info, "PawlScript");
  if (attribute !== null) return attribute;
  return info.type === WORKFLOW_TYPE_RUN ? "" : info.type;
}

/** The run's own word when the server kept it, else what Temporal's state amounts to. */
function runStatus(info: Describable): RunStatus {
  const own = searchAttribute(info, "PawlStatus");
  const known = RUN_STATUSES.find((status) => status === own);
  const { name } = info.status;
  if (isOpen(info)) return known === "waiting" || known === "paused" ? known : "running";
  if (name === "COMPLETED") return known === "degraded" || known === "rejected" ? known : "completed";
  return name === "CANCELLED" || name === "TERMINATED" ? "stopped" : "failed";
}

function searchAttribute(info: Describable, name: string): string | null {
  const pair = info.typedSearchAttributes.getAll().find(({ key }) => key.name === name);
  return typeof pair?.value === "string" ? pair.value : null;
}

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

/** `null` when the payload is missing or encoded in a way this process cannot read. */
function readHeartbeat(payload: Payload | null | undefined): AgentActivity | null {
  if (payload === null || payload === undefined) return null;
  try {
    const beat = defaultPayloadConverter.fromPayload<AgentHeartbeat>(payload);
    return {
      turn: beat.turn,
      tool: beat.tool,
      outputTokens: beat.usage.outputTokens,
      lastActivityAt: beat.lastActivityAt,
    };
  } catch {
    return null;
  }
}
