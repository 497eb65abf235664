// One agent: what the workflow hands to the `agent` activity and what comes back.
import type { Json, JsonObject } from "./json.ts";
import type { Usage } from "./usage.ts";

/** Input of the `agent` activity. Optional keys are left out when absent: they would weigh on every history. */
export type AgentTask = {
  /** Counts the run's agents from 1, in call order. */
  readonly call: number;
  readonly label: string;
  readonly phase?: string;
  readonly prompt: string;
  readonly schema?: JsonObject;
  /** The call's model: alias, full id, or `inherit`. */
  readonly model?: string;
  readonly effort?: string;
  readonly agentType?: string;
  /** The run's own defaults, below the call's and the agent type's, above the worker's. */
  readonly runModel?: string;
  readonly runEffort?: string;
  readonly stallMs?: number;
  /** Absolute path. */
  readonly workspace: string;
};

/** Result of the `agent` activity. */
export type AgentOutcome = {
  readonly result: Json;
  readonly model: string;
  readonly turns: number;
  readonly attempts: number;
  readonly usage: Usage;
  readonly costUsd: number;
  /** The simulator played the model: nothing was really spent. */
  readonly simulated?: true;
};

/** First detail of a failed `agent` activity. */
export type AgentFailureDetail = Omit<AgentOutcome, "result"> & { readonly text?: string };

/** Heartbeat of an agent: what `watch` and `temporal workflow describe` show, and what a next attempt adds up. */
export type AgentHeartbeat = {
  readonly turn: number;
  readonly tool: string | null;
  readonly usage: Usage;
  readonly costUsd: number;
  /** Milliseconds since 1970 of the last sign of life of model or tool. */
  readonly lastActivityAt: number;
};

/** Id of the activity of an agent: `agent-7` for call 7. */
export function agentActivityId(call: number): string {
  return `agent-${call}`;
}

/** The call of an activity id made by `agentActivityId`, else `null`. */
export function callOfActivityId(id: string): number | null {
  const match = /^agent-(\d+)$/.exec(id);
  return match ? Number(match[1]) : null;
}

export const MODEL_ALIASES = ["haiku", "sonnet", "opus", "fable"] as const;
export const EFFORTS = ["low", "medium", "high", "xhigh", "max"] as const;
export type Effort = (typeof EFFORTS)[number];
