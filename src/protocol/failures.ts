// How things go wrong, by name. Guards compare these names, never classes: errors cross process boundaries.

/** Types of a failed run. Each has a paragraph in docs/errors.md. */
export const RUN_FAILURE_TYPES = [
  "InvalidInput",
  "ScriptNotFound",
  "ScriptSyntaxError",
  "ScriptMetaError",
  "ScriptError",
  "ScriptLimit",
  "BudgetExceeded",
  "AgentLimit",
  "LaunchNotAsked",
  "NothingToResume",
  "RunStillOpen",
  "EngineMissing",
] as const;
export type RunFailureType = (typeof RUN_FAILURE_TYPES)[number];

export function isRunFailureType(type: string | null): type is RunFailureType {
  return (RUN_FAILURE_TYPES as readonly (string | null)[]).includes(type);
}

/**
 * Types of a failed agent activity, and what the script's call does: `null` for what the model or its API did,
 * `reject` for what the caller can mend (A01, A04, A05, A07, A17).
 */
export const AGENT_FAILURES = {
  /** The API said no to this request for good: 400, 404, 413. */
  ModelRequestRefused: "null",
  /** The account may not ask at all: 401, 402, 403, no credit, a spend limit. The run pauses before it comes to this. */
  AccountBlocked: "null",
  /** The model declined to answer. */
  ModelRefusal: "null",
  /** 429, 5xx, network, cut stream: retried, in the end in vain. */
  ModelUnavailable: "null",
  /** No progress for `stallMs`: retried, in the end in vain. */
  AgentStalled: "null",
  /** Context window, turn, token or time limit used up. */
  AgentOutOfRoom: "null",
  /** The caller's schema is no schema, or nothing can satisfy it. */
  InvalidSchema: "reject",
  UnknownAgentType: "reject",
  /** An option has a value the agent cannot work with. */
  InvalidCall: "reject",
  /** 5 invalid structured answers, or none after 2 nudges. */
  NoStructuredOutput: "reject",
  ResultTooLarge: "reject",
  /** A worktree that cannot be made, or work that cannot be published: no repository, a shallow one, a branch in the way. */
  WorkspaceRefused: "reject",
  /** The attempts' workers died or went silent, every time. */
  WorkerLost: "reject",
  /** Anything unforeseen. */
  AgentFailed: "reject",
} as const;
export type AgentFailureType = keyof typeof AGENT_FAILURES;

export function isAgentFailureType(type: string | undefined | null): type is AgentFailureType {
  return type !== undefined && type !== null && Object.hasOwn(AGENT_FAILURES, type);
}
