// The run's failures: the first lines and the count of the rest (A05, F02, F07).
import { cutText, utf8Bytes } from "../protocol/json.ts";
import { FAILURES_KEPT, FAILURES_MAX_BYTES, FAILURE_MESSAGE_MAX_CHARS } from "../protocol/limits.ts";
import type { FailureLine } from "../protocol/run-result.ts";

/** An error's name may be anything a script throws. */
const NAME_MAX_CHARS = 200;

export type FailureBook = ReturnType<typeof makeFailureBook>;

export function makeFailureBook() {
  const lines: FailureLine[] = [];
  let count = 0;
  let bytes = 0;
  return {
    add({ call, label, phase, kind, message }: FailureLine): void {
      count += 1;
      if (lines.length >= FAILURES_KEPT) return;
      const shown = { label: label.slice(0, NAME_MAX_CHARS), kind: kind.slice(0, NAME_MAX_CHARS) };
      const line = { call, phase, ...shown, message: cutText(message, FAILURE_MESSAGE_MAX_CHARS) };
      bytes += utf8Bytes(JSON.stringify(line));
      // They are part of the run's result: characters that JSON writes as escapes weigh six times as much.
      if (bytes <= FAILURES_MAX_BYTES) lines.push(line);
    },
    count: (): number => count,
    lines: (): readonly FailureLine[] => [...lines],
    more: (): number => count - lines.length,
  };
}
