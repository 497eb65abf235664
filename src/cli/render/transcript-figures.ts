// Tokens and dollars of an agent's requests.
import type { BookedRequest, TranscriptEntry } from "../../agent/transcript/entry.ts";
import { addUsage, NO_USAGE } from "../../protocol/usage.ts";
import type { Usage } from "../../protocol/usage.ts";
import { dollars, plural, tokens } from "./quantities.ts";

export type Totals = {
  add(entry: TranscriptEntry): void;
  state(): { readonly turns: number; readonly usage: Usage; readonly costUsd: number };
};

/** Sums over all requests that were paid for, lost ones included. */
export function makeTotals(): Totals {
  let state = { turns: 0, usage: NO_USAGE, costUsd: 0 };
  return {
    add(entry) {
      if (entry.kind !== "turn" && entry.kind !== "lost") return;
      const turns = entry.kind === "turn" ? entry.turn : state.turns;
      state = { turns, usage: addUsage(state.usage, entry.usage), costUsd: state.costUsd + entry.costUsd };
    },
    state: () => state,
  };
}

/** `12.3k tokens in (90% from cache), 350 out, $0.0042 est.` */
export function bookedLine({ usage, costUsd }: Pick<BookedRequest, "usage" | "costUsd">): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const input = inputTokens + cacheReadTokens + cacheWriteTokens;
  const share = cacheReadTokens === 0 ? "" : ` (${Math.floor((100 * cacheReadTokens) / input)}% from cache)`;
  return `${tokens(input)} tokens in${share}, ${tokens(outputTokens)} out, ${dollars(costUsd)}`;
}

export function totalsLine(totals: Totals): string {
  const { turns, usage, costUsd } = totals.state();
  return `after ${plural(turns, "turn")}, ${bookedLine({ usage, costUsd })}`;
}
