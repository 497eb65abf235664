// Who was asked again: judged by the history (when the server recorded an agent's completion) and the simulator's log.
import { defaultPayloadConverter, type WorkflowHandle } from "@temporalio/client";
import { callOfActivityId, type AgentTask } from "../../src/protocol/agent.ts";
import { SIMULATOR_LOG_PROMPT_CHARS } from "../../src/protocol/limits.ts";

/** Times in milliseconds since 1970; `head` is the prompt as the simulator's log keeps it. */
export type AgentTimes = {
  readonly head: string;
  readonly scheduledAt: number;
  readonly completedAt: number | null;
};
export type Asked = {
  readonly prompt: string;
  readonly at: string;
  readonly outcome: string;
  readonly turn: number;
};

export type Judgement = {
  /** Requests for an agent whose completion was in the history when they came: paid for again. */
  readonly askedAfterCompletion: readonly string[];
  /** Agents asked the same turn more than once though no kill found them in flight. */
  readonly repeatedUndisturbed: readonly string[];
  /** Agents that a kill found in flight. */
  readonly inFlight: number;
  /** Requests for a turn that had been asked before. */
  readonly repeatedTurns: number;
};

/** @param kills milliseconds since 1970, of every kill. */
export function judge(
  agents: readonly AgentTimes[],
  requests: readonly Asked[],
  kills: readonly number[],
): Judgement {
  const agentOf = new Map(agents.map((agent) => [agent.head, agent]));
  if (agentOf.size !== agents.length)
    throw new Error("two agents begin alike; their requests cannot be told apart");
  const stranger = requests.find(({ prompt }) => !agentOf.has(prompt));
  if (stranger !== undefined) throw new Error(`no agent of the history asked "${stranger.prompt}"`);
  const wasInFlight = ({ scheduledAt, completedAt }: AgentTimes): boolean =>
    kills.some((at) => scheduledAt <= at && (completedAt ?? Infinity) > at);
  const inFlight = agents.filter(wasInFlight);
  const seen = new Set<string>();
  const repeated = requests.flatMap(({ prompt, turn }) => {
    const again = seen.has(`${turn} ${prompt}`);
    seen.add(`${turn} ${prompt}`);
    return again ? [prompt] : [];
  });
  const disturbed = new Set(inFlight.map(({ head }) => head));
  return {
    askedAfterCompletion: requests
      .filter(({ prompt, at }) => Date.parse(at) > (agentOf.get(prompt)?.completedAt ?? Infinity))
      .map(({ prompt }) => prompt),
    repeatedUndisturbed: repeated.filter((prompt) => !disturbed.has(prompt)),
    inFlight: inFlight.length,
    repeatedTurns: repeated.length,
  };
}

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle["fetchHistory"]>>["events"]>[number];

/** When each agent of a run was scheduled and completed, from its history. */
export async function agentTimes(handle: WorkflowHandle): Promise<AgentTimes[]> {
  const { events } = await handle.fetchHistory();
  const agents = new Map<string, AgentTimes>();
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (callOfActivityId(scheduled?.activityId ?? "") !== null) {
      const [payload] = scheduled?.input?.payloads ?? [];
      const { prompt } = defaultPayloadConverter.fromPayload<AgentTask>(payload ?? {});
      const head = prompt.slice(0, SIMULATOR_LOG_PROMPT_CHARS);
      agents.set(String(event.eventId), { head, scheduledAt: timeOf(event), completedAt: null });
    }
    const id = String(event.activityTaskCompletedEventAttributes?.scheduledEventId ?? "");
    const agent = agents.get(id);
    if (agent !== undefined) agents.set(id, { ...agent, completedAt: timeOf(event) });
  }
  return [...agents.values()];
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Number(eventTime?.nanos ?? 0) / 1e6;
}
