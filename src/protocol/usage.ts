// What was used and what it cost. Dollars are estimates from list prices, always.

export type Usage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Searches of the web by the API, charged one by one; absent when there were none. */
  readonly webSearches?: number;
};

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export function lessUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens - b.inputTokens,
    outputTokens: a.outputTokens - b.outputTokens,
    cacheReadTokens: a.cacheReadTokens - b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens - b.cacheWriteTokens,
    ...searches((a.webSearches ?? 0) - (b.webSearches ?? 0)),
  };
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    ...searches((a.webSearches ?? 0) + (b.webSearches ?? 0)),
  };
}

/** The key for so many searches: most agents never search. */
export function searches(count: number): Pick<Usage, "webSearches"> {
  return count === 0 ? {} : { webSearches: count };
}
