// The run's failures: the first lines and the count of the rest (A05, F02, F07).
import { cutText } from "../protocol/json.ts";
import { FAILURES_KEPT, FAILURE_MESSAGE_MAX_CHARS } from "../protocol/limits.ts";
import type { FailureLine } from "../protocol/run-result.ts";

export type FailureBook = ReturnType<typeof makeFailureBook>;

export function makeFailureBook() {
  const lines: FailureLine[] = [];
  let count = 0;
  return {
    add(line: FailureLine): void {
      count += 1;
      if (lines.length < FAILURES_KEPT)
        lines.push({ ...line, message: cutText(line.message, FAILURE_MESSAGE_MAX_CHARS) });
    },
    count: (): number => count,
    lines: (): readonly FailureLine[] => [...lines],
    more: (): number => count - lines.length,
  };
}
