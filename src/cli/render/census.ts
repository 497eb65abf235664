// How many agents there were, and what became of them.
import type { Census } from "../../protocol/run-result.ts";

export function censusText(census: Census): string {
  const others = [
    [census.reused, "reused"],
    [census.null, "null"],
    [census.failed, "failed"],
    [census.skipped, "skipped"],
  ] as const;
  const shown = others.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return [`${census.asked} asked`, `${census.done} done`, ...shown].join(", ");
}
