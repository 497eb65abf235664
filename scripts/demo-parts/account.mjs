// Who was asked twice? The judges are the simulator's request log and Temporal's history, not what the run says of itself.
import { readFileSync } from "node:fs";
import { judgeRequests } from "./judge-requests.mjs";

/** The log keeps so much of a prompt. */
const PROMPT_HEAD_CHARS = 120;

/** Reads log and history of the demo's run and judges them. `killedAt` in milliseconds since 1970. */
export async function accountFor({ session, run, requestLog }, killedAt) {
  const history = await session.client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  const lines = readFileSync(requestLog, "utf8").trimEnd().split("\n");
  return judgeRequests(
    agentsOf(history),
    lines.map((line) => JSON.parse(line)),
    killedAt,
  );
}

/** `startedAt` is when it was handed to the queue; times in milliseconds since 1970. */
function agentsOf({ events }) {
  const agents = new Map();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled && /^agent-\d+$/.test(scheduled.activityId)) {
      const { prompt } = JSON.parse(Buffer.from(scheduled.input.payloads[0].data).toString("utf8"));
      agents.set(String(event.eventId), {
        head: prompt.slice(0, PROMPT_HEAD_CHARS),
        startedAt: timeOf(event),
        endedAt: null,
      });
    }
    const ended = event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes;
    const agent = agents.get(String(ended?.scheduledEventId));
    if (agent) agent.endedAt = timeOf(event);
  }
  return [...agents.values()];
}

function timeOf({ eventTime }) {
  return Number(eventTime.seconds) * 1000 + eventTime.nanos / 1e6;
}
