// What the run's agents work with and where, by call: one that continues another takes its seat.
import type { AgentTask } from "../protocol/agent.ts";

const KEPT = [
  "model",
  "effort",
  "runModel",
  "runEffort",
  "agentType",
  "isolation",
  "base",
  "tools",
  "cwd",
  "subagents",
  "within",
] as const;

export type Seat = Pick<AgentTask, (typeof KEPT)[number]>;

export type Seats = {
  take(task: AgentTask): void;
  /** It is done; `commit` is what it made in a worktree. */
  leave(call: number, commit: string | undefined): void;
  of(call: number): Seat;
};

export function makeSeats(): Seats {
  // Most agents have nothing of their own: a run may have very many of them.
  const seats = new Map<number, Seat>();
  const of = (call: number): Seat => seats.get(call) ?? {};
  return {
    of,
    take(task) {
      const kept = KEPT.filter((key) => task[key] !== undefined).map((key) => [key, task[key]]);
      if (kept.length > 0) seats.set(task.call, Object.fromEntries(kept) as Seat);
    },
    leave(call, commit) {
      if (commit !== undefined) seats.set(call, { ...of(call), base: commit });
    },
  };
}
