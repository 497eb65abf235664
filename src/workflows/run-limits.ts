// The run's own limits, as they hold for the agents that it starts itself: the script's call is not to fail by them.
import type { RunContext } from "./run-context.ts";

/** Why no further agent may be started (A13, W05); `null` when one may. */
export function usedUp({ settings, record }: RunContext): string | null {
  const { budgetOutputTokens: budget, maxAgents } = settings;
  if (budget !== null && record.agents.usage.outputTokens >= budget) return "the run's budget is used up";
  return record.agents.asked < maxAgents ? null : `the run's limit of ${maxAgents} agents is used up`;
}
