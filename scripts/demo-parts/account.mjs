// Who was asked twice? The judges are the simulator's request log, Temporal's history and the agents' transcripts, not what
// the run says of itself.
import { readFileSync } from "node:fs";
import { inspectTranscript } from "../../dist/agent/transcript/inspect-transcript.js";
import { judgeRequests } from "./judge-requests.mjs";

/** The log keeps so much of a prompt. */
const PROMPT_HEAD_CHARS = 120;

/** Reads all of it and judges. `killedAt` in milliseconds since 1970. */
export async function accountFor({ session, run, requestLog, environment }, killedAt) {
  const history = await session.client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  const lines = readFileSync(requestLog, "utf8").trimEnd().split("\n");
  const turns = (call) => turnsAt(killedAt, environment.PAWL_HOME, { ...run, call });
  const agents = conversationsOf(agentsOf(history)).map(async (agent) => ({
    ...agent,
    turnsAtKill: await turns(agent.call),
  }));
  return judgeRequests(
    await Promise.all(agents),
    lines.map((line) => JSON.parse(line)),
    killedAt,
  );
}

/** Turns that were in the transcript by then. */
async function turnsAt(time, home, agent) {
  const { entries } = await inspectTranscript(home, agent);
  return entries.filter(({ kind, at }) => kind === "turn" && at <= time).length;
}

/**
 * An agent that goes on with the conversation of another is asked under that one's first words: both count as one, which
 * begins with the first and ends with the last.
 */
function conversationsOf(agents) {
  const byCall = new Map();
  for (const agent of agents) {
    const origin = byCall.get(agent.continues);
    if (origin === undefined) byCall.set(agent.call, agent);
    else {
      byCall.set(agent.call, origin);
      origin.endedAt = agent.endedAt;
    }
  }
  return [...new Set(byCall.values())];
}

/** `startedAt` is when it was handed to the queue; times in milliseconds since 1970. */
function agentsOf({ events }) {
  const agents = new Map();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled && /^agent-\d+$/.test(scheduled.activityId)) {
      const { call, prompt, continues } = JSON.parse(
        Buffer.from(scheduled.input.payloads[0].data).toString("utf8"),
      );
      agents.set(String(event.eventId), {
        call,
        continues,
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
