// How many agents there were, and what became of them.
import type { Census } from "../../protocol/run-result.ts";

export function censusText(census: Census): string {
  const others = countWords([
    [census.reused, "reused"],
    [census.null, "null"],
    [census.failed, "failed"],
    [census.skipped, "skipped"],
  ]);
  return [`${census.asked} asked`, `${census.done} done`, ...others].join(", ");
}

/** Those that are not none: `3 done`. */
export function countWords(counts: readonly (readonly [count: number, word: string])[]): string[] {
  return counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
}
