// What a task takes at about, before anybody has planned it. No more than arithmetic on assumptions that are said with it.
import type { Decision, RoughCost } from "../protocol/choice.ts";
import { ESTIMATE_CACHED_TOKENS, ESTIMATE_INPUT_TOKENS, ESTIMATE_OUTPUT_TOKENS } from "../protocol/limits.ts";
import { usdOfAgent, type PricedModel } from "./agent-price.ts";

/** Pieces of a few, where nobody counted them. */
const FEW_PIECES = 3;
/** Similar pieces of a wide task, where nobody counted them. */
const WIDE_PIECES = 20;
/** Rounds of work and judgement until a goal is reached. */
const GOAL_ROUNDS = 2;
/** Members of a team beside its lead, and how often each is woken. */
const TEAM_MEMBERS = 3;
const TEAM_WAKES = 2;

type Counted = Pick<Decision, "system" | "width" | "oracle">;
type Agents = { readonly agents: number; readonly assuming: string };

/** All its calls together. */
const AGENT_TOKENS = ESTIMATE_INPUT_TOKENS + ESTIMATE_CACHED_TOKENS + ESTIMATE_OUTPUT_TOKENS;

export function roughCost(decision: Counted, { model, price }: PricedModel): RoughCost {
  const { agents, assuming } = agentsOf(decision);
  const priced = price === null ? `${model} has no list price here` : `list prices of ${model}`;
  return {
    agents,
    tokens: agents * AGENT_TOKENS,
    usd: price === null ? null : agents * usdOfAgent(price),
    basis: `${assuming}, ${AGENT_TOKENS / 1_000}k tokens an agent, most of them from the cache, ${priced}`,
  };
}

function agentsOf({ system, width, oracle }: Counted): Agents {
  switch (system) {
    case "single":
      return { agents: 1, assuming: "one agent" };
    case "subagents": {
      const pieces = piecesOf(width, FEW_PIECES);
      return { agents: 1 + pieces.count, assuming: `a lead and ${pieces.count} pieces${pieces.basis}` };
    }
    case "team":
      return {
        agents: 1 + TEAM_MEMBERS * TEAM_WAKES,
        assuming: `a lead and ${TEAM_MEMBERS} members, each woken ${TEAM_WAKES} times`,
      };
    case "goal":
      return oracle === null
        ? { agents: 2 * GOAL_ROUNDS, assuming: `${GOAL_ROUNDS} rounds of work and judgement` }
        : {
            agents: GOAL_ROUNDS + 1,
            assuming: `${GOAL_ROUNDS} rounds of work, a judge once the command is green`,
          };
    case "workflow": {
      const pieces = piecesOf(width, WIDE_PIECES);
      return {
        agents: 1 + 2 * pieces.count,
        assuming: `a planner and ${pieces.count} pieces${pieces.basis}, each made and verified once`,
      };
    }
  }
}

function piecesOf(width: number | null, assumed: number): { count: number; basis: string } {
  return width === null ? { count: assumed, basis: " (nobody counted them)" } : { count: width, basis: "" };
}
