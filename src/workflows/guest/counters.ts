// What the guest counts itself, so that a call over a limit rejects at once (A13, W04, W05).
import type { GuestSettings } from "../messages.ts";
import { PawlError } from "./errors.ts";

export type Counters = ReturnType<typeof makeCounters>;

export function makeCounters(settings: GuestSettings) {
  let agents = 0;
  let spent = 0;
  const total = settings.budgetOutputTokens;

  function exhausted(): PawlError | null {
    if (total !== null && spent >= total) return budgetError(total, spent);
    return agents >= settings.maxAgents ? agentLimitError(settings.maxAgents) : null;
  }

  return {
    /** The error that the next agent call would get, or `null`. */
    exhausted,
    /** Counts an agent call; throws when a limit is used up. */
    countAgent(): void {
      const error = exhausted();
      if (error !== null) throw error;
      agents += 1;
    },
    /** Agents that the run started by itself (K02). */
    addAgents(count: number): void {
      agents += count;
    },
    setSpent(outputTokens: number): void {
      spent = outputTokens;
    },
    budget: Object.freeze({
      total,
      spent: (): number => spent,
      remaining: (): number => (total === null ? Infinity : Math.max(0, total - spent)),
    }),
  };
}

function budgetError(total: number, spent: number): PawlError {
  return new PawlError(
    "BudgetExceeded",
    `The run's budget of ${total} output tokens is used up (${spent} spent). Start it with a higher budget.outputTokens.`,
    "BudgetExceeded",
  );
}

function agentLimitError(max: number): PawlError {
  return new PawlError(
    "AgentLimit",
    `This run may call agent() ${max} times (limits.agents). Start it with a higher limits.agents, or call fewer.`,
    "AgentLimit",
  );
}
