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
  /** `waiting`: its last leg ended for something that the run has to answer. */
  readonly state: "working" | "waiting" | "done" | "failed" | "stopped";
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

/** One for each call, as its last leg has it. */
export function agentsOf(events: readonly HistoryEvent[]): HistoryAgent[] {
  const agents = new Map<number, HistoryAgent>();
  const callOfEvent = new Map<string, number>();
  for (const event of events) {
    const call = callOfActivityId(event.activityTaskScheduledEventAttributes?.activityId ?? "");
    if (call !== null) {
      callOfEvent.set(String(event.eventId), call);
      agents.set(call, { call, label: labelOf(event, call), state: "working" });
    }
    const ended = endOf(event);
    const agent = ended === null ? undefined : agents.get(callOfEvent.get(ended.scheduledEventId) ?? 0);
    if (ended !== null && agent !== undefined) agents.set(agent.call, { ...agent, state: ended.state });
  }
  return [...agents.values()];
}

function endOf(event: HistoryEvent): { scheduledEventId: string; state: HistoryAgent["state"] } | null {
  const done = event.activityTaskCompletedEventAttributes;
  if (done)
    return { scheduledEventId: String(done.scheduledEventId), state: hasYielded(done) ? "waiting" : "done" };
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) return { scheduledEventId: String(failed.scheduledEventId), state: "failed" };
  const canceled = event.activityTaskCanceledEventAttributes;
  if (canceled) return { scheduledEventId: String(canceled.scheduledEventId), state: "stopped" };
  return null;
}

type Completed = NonNullable<HistoryEvent["activityTaskCompletedEventAttributes"]>;

function hasYielded({ result }: Completed): boolean {
  const outcome = valueOf(result?.payloads?.[0]);
  return typeof outcome === "object" && outcome !== null && "yields" in outcome;
}

/** The activity's summary is the agent's label. */
function labelOf(event: HistoryEvent, call: number): string {
  const label = valueOf(event.userMetadata?.summary);
  return typeof label === "string" ? label : `agent ${call}`;
}

/** What a payload holds; `null` where that cannot be read here. */
function valueOf(
  payload: Parameters<typeof defaultPayloadConverter.fromPayload>[0] | null | undefined,
): unknown {
  try {
    return payload ? defaultPayloadConverter.fromPayload(payload) : null;
  } catch {
    return null;
  }
}
