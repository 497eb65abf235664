// Names people and programs hold on to (the user's version is in docs/).

export const WORKFLOW_TYPE_RUN = "run";
/** A task in words: the system that fits is chosen, and runs. */
export const WORKFLOW_TYPE_DO = "do";
/** A task in words: a script is written for it, and runs when a person has approved it. */
export const WORKFLOW_TYPE_PLAN = "plan";
/** No saved script starts by such a name. */
export const WORKFLOW_TYPES = [WORKFLOW_TYPE_RUN, WORKFLOW_TYPE_DO, WORKFLOW_TYPE_PLAN] as const;
export const TASK_QUEUE_DEFAULT = "pawl";

/** Agents have a queue of their own: a worker's slots are per queue, and light work must not wait behind agents. */
export function agentsQueue(taskQueue: string): string {
  return `${taskQueue}-agents`;
}

export const QUERIES = ["status", "pending", "agents", "team", "script", "log", "mail"] as const;
export const CONTROL_MESSAGES = ["approve", "reject", "answer", "say", "stop"] as const;
export type ControlMessage = (typeof CONTROL_MESSAGES)[number];

export const MEMO_SCRIPT = "pawlScript";
export const SEARCH_ATTRIBUTES = {
  PawlStatus: "Keyword",
  PawlScript: "Keyword",
  PawlCostUsd: "Double",
} as const;

/** Ids of messages that the simulator made up begin so: whatever used one says that it is a simulation. */
export const SIMULATED_MESSAGE_PREFIX = "msg_simulated_";

/** Environment variables that pawl itself reads; any other `PAWL_` variable is a warning. */
export const PAWL_VARIABLES = [
  "PAWL_HOME",
  "PAWL_WORKSPACE",
  "PAWL_MODEL",
  "PAWL_AGENTS",
  "PAWL_TEMPORAL_BIN",
] as const;

/** In a worker's identity: what its operator allowed commands beyond the usual. Seen in histories and by `pawl doctor`. */
export const UNSAFE_MARKS = { noSandbox: "NO-SANDBOX", network: "NETWORK-ALLOWED" } as const;
