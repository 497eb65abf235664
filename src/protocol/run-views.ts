// Replies of a run's queries. Bounded in size however long the run.
import type { ChosenSystem } from "./choice.ts";
import type { Json } from "./json.ts";
import type { MailboxView } from "./mail.ts";
import type { Census, FailureLine, RunStatus, Verdict } from "./run-result.ts";
import type { TeamBrief } from "./team.ts";
import type { Usage } from "./usage.ts";

export type PhaseView = {
  readonly title: string;
  readonly queued: number;
  readonly working: number;
  /** Off work until a person has answered. */
  readonly waiting: number;
  readonly done: number;
  readonly failed: number;
};

export const AGENT_STATES = ["queued", "working", "waiting", "done", "null", "failed", "stopped"] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** One agent of the run. Times are milliseconds since 1970; `null` where it has not happened. */
export type AgentRow = {
  readonly call: number;
  readonly label: string;
  readonly phase: string | null;
  /** The call of the agent that started it; absent: the script did. */
  readonly lead?: number;
  readonly state: AgentState;
  readonly model: string | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly turns: number;
  readonly attempts: number;
  readonly usage: Usage;
  readonly costUsd: number;
  /** Of an agent in a worktree that changed something. */
  readonly branch: string | null;
  /** Where it lies, below the worker's PAWL_HOME. */
  readonly transcript: string | null;
  /** Why it is null or failed; the text it produced, if any, follows. */
  readonly error: string | null;
  readonly text: string | null;
};

/** What a live viewer adds from heartbeats (Temporal's pending activities), by call. */
export type AgentActivity = {
  readonly turn: number;
  readonly tool: string | null;
  readonly outputTokens: number;
  /** Milliseconds since 1970. */
  readonly lastActivityAt: number;
};

export type GateView = {
  readonly id: string;
  /** `account`: the model's API refuses the account; approve goes on, reject lets the agents be null. */
  readonly kind: "approve" | "ask" | "launch" | "account" | "say";
  readonly question: string;
  readonly details: Json;
  readonly choices: readonly string[] | null;
  /** The choices are suggestions: an answer may be any other text. */
  readonly takesOther: boolean;
  readonly schema: Json;
  readonly approvers: readonly string[] | null;
  readonly phase: string | null;
  readonly openedAt: number;
  readonly deadline: number | null;
};

/** G06: an answered gate. */
export type GateRecord = GateView & {
  /** `ended`: nobody is to wait for words any more. */
  readonly outcome: "approved" | "rejected" | "answered" | "ended" | "timeout";
  readonly by: string | null;
  readonly note: string | null;
  readonly value: Json;
  readonly at: number;
};

export type LogLine = {
  readonly at: number;
  readonly phase: string | null;
  readonly level: "log" | "warn" | "error";
  readonly message: string;
};

export type StatusView = {
  readonly status: RunStatus;
  readonly script: { readonly name: string; readonly description: string; readonly hash: string };
  readonly workspace: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly phases: readonly PhaseView[];
  readonly currentPhase: string | null;
  readonly working: readonly AgentRow[];
  readonly gates: readonly GateView[];
  readonly answered: readonly GateRecord[];
  /** Absent in runs of versions that have none. */
  readonly teams?: readonly TeamBrief[];
  readonly census: Census;
  readonly usage: Usage;
  readonly costUsd: number;
  readonly simulated: boolean;
  readonly budget: { readonly total: number | null; readonly spent: number };
  readonly failures: readonly FailureLine[];
  readonly verdict: Verdict | null;
  /** Boxes with unread mail, and those that somebody reads. Absent in runs of versions that have none. */
  readonly mail?: readonly MailboxView[];
  /** Of a run that was started with a task in words. */
  readonly choice: ChosenSystem | null;
  readonly log: readonly LogLine[];
};

export type AgentsView = { readonly total: number; readonly rows: readonly AgentRow[] };

export type ScriptView = {
  readonly name: string;
  readonly hash: string;
  readonly source: string;
  readonly text: string;
};

/** `dropped` counts the lines before those kept. */
export type LogView = { readonly dropped: number; readonly lines: readonly LogLine[] };
