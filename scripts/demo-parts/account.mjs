// Who was asked twice? The judges are the simulator's request log and Temporal's history, not what the run says of itself.
import { readFileSync } from "node:fs";

/** The log keeps so much of a prompt. */
const PROMPT_HEAD_CHARS = 120;

/**
 * @param {number} killedAt milliseconds since 1970
 * An agent is finished once the server has recorded its completion: `repeatedFinished` are those the model was asked
 * for after that. `repeated` are requests with a key that was asked before; `unexplained` those of them whose agent was
 * not at work at the kill.
 */
export async function accountFor(stage, killedAt) {
  const agents = agentsOf(
    await stage.session.client.workflow.getHandle(stage.run.workflowId, stage.run.runId).fetchHistory(),
  );
  const requests = readFileSync(stage.requestLog, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const agentOf = new Map(agents.map((agent) => [agent.head, agent]));
  if (agentOf.size !== agents.length)
    throw new Error("Two agents of the demo begin alike; their requests cannot be told apart.");
  const strangers = requests.filter(({ prompt }) => !agentOf.has(prompt));
  if (strangers.length > 0)
    throw new Error(`A request belongs to no agent of the history: ${strangers[0].prompt}`);
  const late = requests.filter(
    ({ prompt, at }) => Date.parse(at) > (agentOf.get(prompt).endedAt ?? Infinity),
  );
  const repeated = requests.filter(({ asked }) => asked > 0);
  const isInFlight = ({ startedAt, endedAt }) => startedAt <= killedAt && (endedAt ?? Infinity) > killedAt;
  return {
    agents: agents.length,
    finishedAtKill: agents.filter(({ endedAt }) => endedAt !== null && endedAt <= killedAt).length,
    inFlightAtKill: agents.filter(isInFlight).length,
    requests: requests.length,
    repeated: repeated.length,
    unexplained: repeated.filter(({ prompt }) => !isInFlight(agentOf.get(prompt))).length,
    repeatedFinished: new Set(late.map(({ prompt }) => prompt)).size,
  };
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
