// One agent: what the workflow hands to the `agent` activity and what comes back.
import type { Json, JsonObject } from "./json.ts";
import type { TeamRole } from "./team.ts";
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
  /** The call of an earlier agent of the run that is done: this one goes on with its conversation. */
  readonly continues?: number;
  /** Hears between its turns what is said to the run under this name, after the mail of that number. */
  readonly listens?: { readonly to: string; readonly after: number };
  /** A08: a git worktree of its own. */
  readonly isolation?: "worktree";
  /** A09: the commit (or what names one) the worktree starts at; absent: what the workspace has checked out. */
  readonly base?: string;
  /** A branch whose merge with the base did not work by itself: the worktree starts with both sides in it (K02). */
  readonly merging?: string;
  /** A12: of the agent type's tools and the run's grants only these. */
  readonly tools?: readonly string[];
  /** Tools the run grants beyond what every agent has: `AskUserQuestion`, `WebSearch`, `WebFetch`. */
  readonly grants?: readonly string[];
  /** How many levels of agents it may start with the tool `Agent`; absent: one, when its type lists that tool. */
  readonly subagents?: number;
  /** Of an agent that another one started: it has no tools beyond these, whatever its type lists. */
  readonly within?: readonly string[];
  /** What it is in a team: it has the team's tools then. */
  readonly team?: TeamRole;
  /** A12: time at work, all attempts together; waiting for answers does not count. */
  readonly timeoutMs?: number;
  readonly maxTurns?: number;
  /** Output tokens of the whole agent. */
  readonly maxTokens?: number;
  /** A12: inside the workspace, relative. */
  readonly cwd?: string;
  /** How often the agent has yielded and been continued; absent: 0. Its activity is `agent-7` first, `agent-7.1` then. */
  readonly leg?: number;
  /** What the calls it yielded for came to; with `leg` only. */
  readonly answers?: readonly YieldAnswer[];
};

/** What the agent's result stands on: its figures, over all attempts and legs. */
export type AgentFigures = {
  readonly model: string;
  readonly turns: number;
  /** 1 for an agent that nothing disturbed, however often it went on with an answer of the run. */
  readonly attempts: number;
  readonly usage: Usage;
  readonly costUsd: number;
  /** Number of the last mail it has read; absent when it has read none. */
  readonly heard?: number;
  /** It could not change the workspace. */
  readonly readOnly?: true;
  /** The simulator played the model: nothing was really spent. */
  readonly simulated?: true;
  /** Where the transcript lies, below the worker's PAWL_HOME. */
  readonly transcript?: string;
};

/** Result of the `agent` activity when the agent has come to its end. */
export type AgentOutcome = AgentFigures & {
  readonly result: Json;
  /** What an agent in a worktree changed; absent when it changed nothing. */
  readonly published?: PublishedWork;
};

/** A commit on a branch of its own, and the files in which it differs from its base. */
export type PublishedWork = {
  readonly branch: string;
  readonly commit: string;
  readonly base: string;
  /** Relative to the repository's top; at most `PUBLISHED_FILES_MAX` of them. */
  readonly files: readonly string[];
};

/** Result of the `agent` activity when the run has to answer first; then the agent is continued in a new leg. */
export type AgentYield = AgentFigures & {
  readonly yields: readonly YieldedCall[];
  /** The commit that keeps what an agent in a worktree has changed so far; absent when it has changed nothing. */
  readonly saved?: string;
};

/** A tool call of the model that the run answers. `id` is the call's in the conversation. */
export type YieldedCall = { readonly id: string; readonly tool: string; readonly input: JsonObject };

export type YieldAnswer = { readonly id: string; readonly content: string; readonly isError: boolean };

/** First detail of a failed `agent` activity. */
export type AgentFailureDetail = AgentFigures & { readonly text?: string };

/** Heartbeat of an agent: what `watch` and `temporal workflow describe` show, and what a next attempt adds up. */
export type AgentHeartbeat = {
  readonly turn: number;
  readonly tool: string | null;
  readonly usage: Usage;
  readonly costUsd: number;
  /** Milliseconds since 1970 of the last sign of life of model or tool. */
  readonly lastActivityAt: number;
};

/** Id of the activity of an agent: `agent-7` for call 7, `agent-7.2` when it goes on after its second yield. */
export function agentActivityId(call: number, leg = 0): string {
  return leg === 0 ? `agent-${call}` : `agent-${call}.${leg}`;
}

/** The call of an activity id made by `agentActivityId`, else `null`. */
export function callOfActivityId(id: string): number | null {
  const match = /^agent-(\d+)(?:\.\d+)?$/.exec(id);
  return match ? Number(match[1]) : null;
}

/** Tools that are off until the run's input (`grant`) or the agent type names them: they reach people or the internet. */
export const GRANTABLE_TOOLS = ["AskUserQuestion", "WebSearch", "WebFetch"] as const;
export type GrantableTool = (typeof GRANTABLE_TOOLS)[number];

/** Options of `agent()`; others are ignored with a line in the log (A10). */
export const AGENT_OPTIONS = [
  "label",
  "phase",
  "schema",
  "model",
  "effort",
  "agentType",
  "continues",
  "listens",
  "isolation",
  "base",
  "details",
  "tools",
  "cwd",
  "timeoutMs",
  "maxTurns",
  "maxTokens",
  "stallMs",
  "subagents",
] as const;

/** What an agent that continues another has from that one, and its call cannot name. */
export const CONTINUED_OPTIONS = [
  "model",
  "effort",
  "agentType",
  "isolation",
  "base",
  "tools",
  "cwd",
  "subagents",
] as const;

export const MODEL_ALIASES = ["haiku", "sonnet", "opus", "fable"] as const;
export const EFFORTS = ["low", "medium", "high", "xhigh", "max"] as const;
export type Effort = (typeof EFFORTS)[number];
