// What who started an agent hears of it.
import type { AgentOutcome } from "../protocol/agent.ts";
import type { AgentFailureType } from "../protocol/failures.ts";
import type { AnswerTable } from "./answer-table.ts";

/** How an agent ended. `stopped`: so was the run, and nobody is to hear of it. */
export type AgentEnd =
  | { readonly status: "done"; readonly outcome: AgentOutcome }
  | { readonly status: "null" | "failed"; readonly kind: AgentFailureType; readonly message: string }
  | { readonly status: "stopped" };

export type AgentEars = {
  /** Called once, later. */
  ended(end: AgentEnd): void;
  /** The run's usage has grown though the agent has not ended. */
  used(): void;
  /** The run has started another agent for this one. */
  counted(): void;
  /** What the run answers to its tool calls, beside what it answers to everybody's. */
  readonly answers?: AnswerTable;
  /** It begins ahead of those that wait: what has begun waits for it. */
  readonly ahead?: boolean;
};
