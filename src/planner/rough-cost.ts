// What a task takes at about, before anybody has planned it. No more than arithmetic on assumptions that are said with it.
import type { Decision, RoughCost } from "../protocol/choice.ts";

/** US dollars per million tokens. */
export type ListPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};

/** `price` is `null` for a model without a list price. */
export type PricedModel = { readonly model: string; readonly price: ListPrice | null };

/** Turns of an agent with something to do: some looks, some changes, a test or two. */
const TURNS = 12;
/** Tokens of instructions and tools that every agent begins with. */
const FIRST_PROMPT_TOKENS = 6_000;
/** Tokens that a turn adds to what the next one reads: the answer and what its tools showed. */
const TURN_ADDS_TOKENS = 2_500;
/** Tokens that a turn writes. */
const TURN_WRITES_TOKENS = 600;

/** Pieces of a few, where nobody counted them. */
const FEW_PIECES = 3;
/** Similar pieces of a wide task, where nobody counted them. */
const WIDE_PIECES = 20;
/** Rounds of work and judgement until a goal is reached. */
const GOAL_ROUNDS = 2;
/** Members of a team beside its lead, and how often each is woken. */
const TEAM_MEMBERS = 3;
const TEAM_WAKES = 2;

type Agents = { readonly agents: number; readonly assuming: string };

export function roughCost(
  decision: Pick<Decision, "system" | "width">,
  { model, price }: PricedModel,
): RoughCost {
  const { agents, assuming } = agentsOf(decision);
  const each = tokensOfAgent();
  const tokens = agents * (each.output + each.cacheRead + each.cacheWrite);
  const usd = price === null ? null : (agents * dollars(each, price)) / 1_000_000;
  const priced = price === null ? `${model} has no list price here` : `list prices of ${model}`;
  return { agents, tokens, usd, basis: `${assuming}, ${TURNS} turns an agent, ${priced}` };
}

function agentsOf({ system, width }: Pick<Decision, "system" | "width">): Agents {
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
      return { agents: 2 * GOAL_ROUNDS, assuming: `${GOAL_ROUNDS} rounds of work and judgement` };
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

type AgentTokens = { readonly output: number; readonly cacheRead: number; readonly cacheWrite: number };

/** Every turn reads what was there before from the cache, and writes there what it adds. */
function tokensOfAgent(): AgentTokens {
  return {
    output: TURNS * TURN_WRITES_TOKENS,
    cacheWrite: FIRST_PROMPT_TOKENS + TURNS * TURN_ADDS_TOKENS,
    cacheRead: TURNS * FIRST_PROMPT_TOKENS + (TURN_ADDS_TOKENS * TURNS * (TURNS - 1)) / 2,
  };
}

function dollars({ output, cacheRead, cacheWrite }: AgentTokens, price: ListPrice): number {
  return output * price.output + cacheRead * price.cacheRead + cacheWrite * price.cacheWrite;
}
