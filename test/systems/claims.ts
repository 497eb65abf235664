// Who claimed which task of a team: by what the members' conversations say, and by what stands in the run's history.
import { defaultPayloadConverter, type WorkflowHandle } from "@temporalio/client";
import type { AgentTask, AgentYield, YieldedCall } from "../../src/protocol/agent.ts";
import type { JsonObject } from "../../src/protocol/json.ts";
import type { SimulatedRequest } from "../../src/simulator/rules.ts";

/** A claim that was granted, or refused. */
export type Claim = { readonly task: string; readonly by: string; readonly granted: boolean };

/** By the last request of each conversation. */
export function claimsSaid(conversations: readonly SimulatedRequest[]): Claim[] {
  return conversations.flatMap(({ prompt, toolResults }) => {
    const [, by = ""] = /^You are (\w+), a member/.exec(prompt) ?? [];
    return toolResults.flatMap(({ name, input, isError }) => claimIn(name, input, { by, granted: !isError }));
  });
}

/** By their tasks. */
export function granted(claims: readonly Claim[]): Claim[] {
  return claims.filter((claim) => claim.granted).toSorted((a, b) => a.task.localeCompare(b.task));
}

/** A member's activity ends with the call; the answer to it is in the input of its next one. */
export async function claimsRecorded(handle: WorkflowHandle): Promise<Claim[]> {
  const { events = [] } = await handle.fetchHistory();
  const calls = new Map<string, YieldedCall>();
  const claims: Claim[] = [];
  for (const event of events ?? []) {
    const { input } = event.activityTaskScheduledEventAttributes ?? {};
    const { label = "", answers = [] } = decoded<Partial<AgentTask>>(input?.payloads?.[0]);
    for (const { id, isError } of answers) {
      const { tool, input: told } = calls.get(id) ?? { tool: "", input: {} };
      // An agent that is woken again is called `ann (2)`.
      const [by = ""] = label.split(" ");
      claims.push(...claimIn(tool, told, { by, granted: !isError }));
    }
    const { result } = event.activityTaskCompletedEventAttributes ?? {};
    for (const call of decoded<Partial<AgentYield>>(result?.payloads?.[0]).yields ?? [])
      calls.set(call.id, call);
  }
  return claims;
}

/** None when the call is something else. */
function claimIn(tool: string, { status, taskId }: JsonObject, how: Omit<Claim, "task">): Claim[] {
  const isClaim = tool === "TaskUpdate" && status === "in_progress" && typeof taskId === "string";
  return isClaim ? [{ task: taskId, ...how }] : [];
}

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

function decoded<T extends object>(payload: Payload | null | undefined): T | Record<string, never> {
  return payload ? (defaultPayloadConverter.fromPayload<T | null>(payload) ?? {}) : {};
}
