// What an agent has used so far, over all its attempts, and its last sign of life: the heartbeat.
import type Anthropic from "@anthropic-ai/sdk";
import type { AgentHeartbeat } from "../protocol/agent.ts";
import { addUsage, NO_USAGE, searches } from "../protocol/usage.ts";
import type { Usage } from "../protocol/usage.ts";
import { costUsd } from "./prices.ts";
import type { PriceRow } from "./prices.ts";

export type LedgerOptions = {
  readonly prices: readonly PriceRow[];
  /** The last heartbeat of the attempt before, if there was one: its figures hold the sum of all attempts so far. */
  readonly previous?: AgentHeartbeat;
  readonly progress: (heartbeat: AgentHeartbeat) => void;
};

export type Ledger = {
  /** Counts one model call and returns its cost; `null` for a model without a price, which adds nothing to the sum. */
  count(model: string, usage: Usage): number | null;
  beginTurn(turn: number): void;
  beginTool(name: string): void;
  endTool(): void;
  /** Something happened: a byte came. */
  touch(): void;
  state(): AgentHeartbeat;
  /** The answer came from the simulator. */
  markSimulated(): void;
  isSimulated(): boolean;
};

export function makeLedger({ prices, previous, progress }: LedgerOptions): Ledger {
  let state: AgentHeartbeat = {
    turn: 0,
    tool: null,
    usage: previous?.usage ?? NO_USAGE,
    costUsd: previous?.costUsd ?? 0,
    lastActivityAt: Date.now(),
  };
  let simulated = false;
  const change = (part: Partial<AgentHeartbeat>): void => {
    state = { ...state, ...part, lastActivityAt: Date.now() };
    progress(state);
  };
  return {
    count(model, usage) {
      const cost = costUsd(model, usage, Date.now(), prices);
      change({ usage: addUsage(state.usage, usage), costUsd: state.costUsd + (cost ?? 0) });
      return cost;
    },
    beginTurn: (turn) => change({ turn, tool: null }),
    beginTool: (tool) => change({ tool }),
    endTool: () => change({ tool: null }),
    touch: () => change({}),
    state: () => state,
    markSimulated: () => void (simulated = true),
    isSimulated: () => simulated,
  };
}

/** The API's usage in pawl's words; everything but input and output may be missing there. */
export function toUsage(usage: Anthropic.Usage): Usage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    ...searches(usage.server_tool_use?.web_search_requests ?? 0),
  };
}
