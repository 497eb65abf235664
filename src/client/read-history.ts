// What a run's history alone says of its agents: for the time when no worker is up to answer queries.
import { defaultPayloadConverter } from "@temporalio/client";
import { callOfActivityId } from "../protocol/agent.ts";
import { SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Session } from "./connect.ts";
import type { RunRef } from "./describe-run.ts";

/** An agent that was dispatched; those still waiting for their turn are not in the history. */
export type HistoryAgent = {
  readonly call: number;
  readonly label: string;
  readonly state: "working" | "done" | "failed" | "stopped";
};

/** `null` when the server does not hand the history over within seconds. */
export async function readHistory(session: Session, ref: RunRef): Promise<readonly HistoryAgent[] | null> {
  const handle = session.client.workflow.getHandle(ref.workflowId, ref.runId);
  try {
    const history = await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
      handle.fetchHistory(),
    );
    return agentsOf(history.events ?? []);
  } catch {
    return null;
  }
}

type History = Awaited<ReturnType<ReturnType<Session["client"]["workflow"]["getHandle"]>["fetchHistory"]>>;
type HistoryEvent = NonNullable<History["events"]>[number];

function agentsOf(events: readonly HistoryEvent[]): HistoryAgent[] {
  const agents = new Map<string, HistoryAgent>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const call = callOfActivityId(scheduled?.activityId ?? "");
    if (call !== null)
      agents.set(String(event.eventId), { call, label: labelOf(event, call), state: "working" });
    const ended = endOf(event);
    const agent = ended === null ? undefined : agents.get(ended.scheduledEventId);
    if (ended !== null && agent !== undefined) {
      agents.set(ended.scheduledEventId, { ...agent, state: ended.state });
    }
  }
  return [...agents.values()];
}

function endOf(event: HistoryEvent): { scheduledEventId: string; state: HistoryAgent["state"] } | null {
  const done = event.activityTaskCompletedEventAttributes;
  if (done) return { scheduledEventId: String(done.scheduledEventId), state: "done" };
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) return { scheduledEventId: String(failed.scheduledEventId), state: "failed" };
  const canceled = event.activityTaskCanceledEventAttributes;
  if (canceled) return { scheduledEventId: String(canceled.scheduledEventId), state: "stopped" };
  return null;
}

/** The activity's summary is the agent's label. */
function labelOf(event: HistoryEvent, call: number): string {
  const summary = event.userMetadata?.summary;
  try {
    const label = summary ? defaultPayloadConverter.fromPayload(summary) : null;
    return typeof label === "string" ? label : `agent ${call}`;
  } catch {
    return `agent ${call}`;
  }
}
