// What answers to an agent's tool calls are made from, and what they are.
import type { AgentTask } from "../protocol/agent.ts";
import type { AgentEars } from "./agent-ears.ts";
import type { AnswerTable } from "./answer-table.ts";
import type { RunContext } from "./run-context.ts";

/** The agent that asks, and what it leaves to those that it starts. */
export type Asking = {
  readonly task: AgentTask;
  /** The commit that keeps its changes, when it works in a worktree and has made some. */
  readonly saved: string | undefined;
  readonly run: RunContext;
  /** Starts an agent whose call is in the record. */
  start(task: AgentTask, run: RunContext, ears: AgentEars): unknown;
  /** What this agent's calls are answered by, beside what everybody's are. */
  readonly answers: AnswerTable;
  /** An agent was started for it: the script's counter must know. */
  counted(): void;
  /** The run's usage has grown. */
  used(): void;
};

/** What the model is told. `whole`: where it is to be found when it is too long to be told whole. */
export type Told = { readonly content: string; readonly isError: boolean; readonly whole?: string };
