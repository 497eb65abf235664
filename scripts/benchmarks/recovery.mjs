// B3: what a kill of the worker costs. All agents of the run are at work at once, so that nothing but the notice of the
// worker's death brings the next request.
import { randomUUID } from "node:crypto";
import { openRealStage } from "./real-workers.mjs";

const AGENTS = 16;
const TURNS_MAX = 6;
/** Long enough that the kill finds every agent in the middle of something. */
const ANSWER_MS = 300;
/** From an answer's last byte to its place on the worker's disk, on a busy machine: until then it is under way. */
const RECORDED_MS = 250;

const SCRIPT = `export const meta = { name: "recovery", description: "agents of one to ${TURNS_MAX} turns" };
const all = Array.from({ length: ${AGENTS} }, (_, index) => () => agent("Agent " + index + ": take " + (index % ${TURNS_MAX} + 1) + " turns."));
return (await parallel(all)).filter((one) => one === "done").length;`;

const turnsOf = (prompt) => Number(/take (\d+) turns/.exec(prompt)?.[1]);
const RULES = [
  {
    name: "turns",
    when: () => true,
    reply: ({ prompt, turn }) =>
      turn + 1 < turnsOf(prompt)
        ? { kind: "tools", delayMs: ANSWER_MS, calls: [{ name: "Glob", input: { pattern: "*" } }] }
        : { kind: "text", delayMs: ANSWER_MS, text: "done" },
  },
];
const REQUESTS = Array.from({ length: AGENTS }, (_, index) => (index % TURNS_MAX) + 1).reduce(
  (a, b) => a + b,
);

/** One run whose worker is killed when half of the requests are out: counts are exact, times in milliseconds. */
export async function killAtHalf(client, address) {
  const stage = await openRealStage(address, RULES);
  try {
    const { taskQueue } = stage;
    const args = [{ script: SCRIPT }];
    const handle = await client.workflow.start("run", { taskQueue, workflowId: randomUUID(), args });
    await stage.requested(REQUESTS / 2);
    const killedAt = await stage.killWorker();
    const { value } = await handle.result();
    if (value !== AGENTS) throw new Error(`expected ${AGENTS} agents done, got ${value}`);
    return judge(stage.requests(), killedAt, await finishedBefore(handle, killedAt));
  } finally {
    await stage.close();
  }
}

function judge(requests, killedAt, finished) {
  const at = (request) => Date.parse(request.at);
  // What the dying worker still sent never gets to its answer.
  const later = requests.filter((request) => at(request) > killedAt && request.outcome !== "aborted");
  const isRecorded = (one) => one.outcome === "answered" && at(one) + ANSWER_MS + RECORDED_MS <= killedAt;
  const answered = new Set(requests.filter(isRecorded).map(turnKey));
  return {
    firstRequestMs: Math.min(...later.map(at)) - killedAt,
    finishedAgents: finished.length,
    finishedAskedAgain: later.filter(({ prompt }) => finished.some((label) => prompt.startsWith(label)))
      .length,
    answeredAskedAgain: later.filter((one) => answered.has(turnKey(one))).length,
    requestsMore: requests.length - REQUESTS,
  };
}

function turnKey({ prompt, turn }) {
  return `${prompt} ${turn}`;
}

/** Prompts' beginnings of the agents that the history had as completed. */
async function finishedBefore(handle, killedAt) {
  const { events } = await handle.fetchHistory();
  const scheduled = new Map(
    events.flatMap(({ eventId, activityTaskScheduledEventAttributes: one }) =>
      one?.activityType?.name === "agent" ? [[String(eventId), one.activityId]] : [],
    ),
  );
  return events.flatMap(({ eventTime, activityTaskCompletedEventAttributes: one }) => {
    const id = scheduled.get(String(one?.scheduledEventId));
    const ms = Number(eventTime.seconds) * 1_000 + eventTime.nanos / 1e6;
    return id === undefined || ms > killedAt ? [] : [`Agent ${Number(id.replace("agent-", "")) - 1}:`];
  });
}
