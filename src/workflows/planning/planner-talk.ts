// One conversation with the planner, step by step: each step is an agent of the run that goes on with the one before.
import { PLANNER_MAX_TURNS } from "../../protocol/limits.ts";
import { PLANNER_ANSWER, PLANNER_TYPE, type PlannerAnswer } from "../../protocol/planner.ts";
import type { AgentEnd } from "../agent-ears.ts";
import { startAgent } from "../agent-run.ts";
import { toTask } from "../agent-task.ts";
import type { RunContext } from "../run-context.ts";
import { RunFailure } from "../run-failure.ts";

const PHASE = "Plan";

export type PlannerTalk = {
  /** Throws `RunFailure` when the planner came to nothing, or the run has nothing left for it. */
  ask(words: string): Promise<PlannerAnswer>;
};

export function makePlannerTalk(run: RunContext): PlannerTalk {
  let last: number | null = null;
  let asked = 0;
  return {
    async ask(words) {
      refuseSpent(run);
      asked += 1;
      const label = asked === 1 ? "write a script" : `write a script, step ${asked}`;
      const call = run.record.agents.ask(label, PHASE);
      const before = last === null ? { agentType: PLANNER_TYPE } : { continues: last };
      const how = {
        prompt: `${words}\n\n${leftWords(run)}`,
        phase: PHASE,
        schema: PLANNER_ANSWER,
        maxTurns: PLANNER_MAX_TURNS,
      };
      const answer = await outcomeOf(toTask(call, label, { ...how, ...before }, run), run);
      last = call;
      return answer;
    },
  };
}

async function outcomeOf(task: Parameters<typeof startAgent>[0], run: RunContext): Promise<PlannerAnswer> {
  let end: AgentEnd | null = null;
  startAgent(task, run, {
    ended: (how) => (end = how),
    used: () => undefined,
    counted: () => undefined,
  });
  await run.ports.until(() => end !== null);
  return answerOf(end);
}

/** Its schema was held against it: the agent's tool takes no other answer. */
function answerOf(end: AgentEnd | null): PlannerAnswer {
  if (end?.status === "done") return end.outcome.result as PlannerAnswer;
  const why = end === null || end.status === "stopped" ? "it was stopped" : `${end.kind}: ${end.message}`;
  throw new RunFailure("ScriptError", `The planner came to nothing, and so there is no script: ${why}`);
}

/** What it has asked for by now is taken, this answer too. */
function leftWords({ settings, record }: RunContext): string {
  const left = Math.max(0, settings.maxAgents - record.agents.asked);
  return `Beside this answer of yours the run may have ${left} more ${left === 1 ? "agent" : "agents"}, ${settings.concurrency} at work at once.`;
}

function refuseSpent({ settings, record }: RunContext): void {
  const { budgetOutputTokens: budget, maxAgents } = settings;
  if (budget !== null && record.agents.usage.outputTokens >= budget)
    throw new RunFailure(
      "BudgetExceeded",
      `The run's budget of ${budget} output tokens is used up by its planner.`,
    );
  if (record.agents.asked >= maxAgents)
    throw new RunFailure(
      "AgentLimit",
      `The planner has used up the run's ${maxAgents} agents (limits.agents).`,
    );
}
