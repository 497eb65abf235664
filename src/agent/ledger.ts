// What an agent has used so far, over all its attempts, and its last sign of life: the heartbeat.
import type Anthropic from "@anthropic-ai/sdk";
import type { AgentHeartbeat } from "../protocol/agent.ts";
import { SIMULATED_MESSAGE_PREFIX } from "../protocol/names.ts";
import { addUsage, NO_USAGE, searches } from "../protocol/usage.ts";
import type { Usage } from "../protocol/usage.ts";
import { costUsd } from "./prices.ts";
import type { PriceRow } from "./prices.ts";
import type { BookedRequest, TranscriptEntry } from "./transcript/entry.ts";

export type LedgerOptions = {
  readonly prices: readonly PriceRow[];
  /** What earlier attempts did: what they used is added up. */
  readonly earlier?: readonly TranscriptEntry[];
  readonly progress: (heartbeat: AgentHeartbeat) => void;
};

export type Ledger = {
  /** Counts one model call and returns its cost; `null` for a model without a price, which adds nothing to the sum. */
  count(model: string, usage: Usage): number | null;
  /** A model that was counted and has no price. */
  modelWithoutPrice(): string | null;
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

export function makeLedger({ prices, earlier = [], progress }: LedgerOptions): Ledger {
  const booked = bookedRequests(earlier);
  let state: AgentHeartbeat = {
    turn: earlier.filter(({ kind }) => kind === "turn").length,
    tool: null,
    usage: booked.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE),
    costUsd: booked.reduce((sum, one) => sum + one.costUsd, 0),
    lastActivityAt: Date.now(),
  };
  let simulated = booked.some(isSimulated);
  let unpriced: string | null = null;
  const change = (part: Partial<AgentHeartbeat>): void => {
    state = { ...state, ...part, lastActivityAt: Date.now() };
    progress(state);
  };
  return {
    count(model, usage) {
      const cost = costUsd(model, usage, Date.now(), prices);
      if (cost === null) unpriced = model;
      change({ usage: addUsage(state.usage, usage), costUsd: state.costUsd + (cost ?? 0) });
      return cost;
    },
    modelWithoutPrice: () => unpriced,
    beginTurn: (turn) => change({ turn, tool: null }),
    beginTool: (tool) => change({ tool }),
    endTool: () => change({ tool: null }),
    touch: () => change({}),
    state: () => state,
    markSimulated: () => void (simulated = true),
    isSimulated: () => simulated,
  };
}

/** Every model call that is paid for, whole or broken off. */
export function bookedRequests(
  entries: readonly TranscriptEntry[],
): readonly (BookedRequest & { at: number })[] {
  return entries.filter((entry) => entry.kind === "turn" || entry.kind === "lost");
}

/** Whether an answer came from the simulator. */
export function isSimulated({
  requestId,
  messageId = requestId ?? "",
}: Pick<BookedRequest, "requestId" | "messageId">): boolean {
  return messageId.startsWith(SIMULATED_MESSAGE_PREFIX);
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
