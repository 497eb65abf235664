// The run's log: the last lines, bounded in number and size (W02).
import { cutText } from "../protocol/json.ts";
import { LOG_LINES_KEPT, LOG_LINE_MAX_CHARS, STATUS_LOG_LINES } from "../protocol/limits.ts";
import type { LogLine, LogView } from "../protocol/run-views.ts";
import { fitting } from "./fitting.ts";

export type LogBook = ReturnType<typeof makeLogBook>;

export function makeLogBook(now: () => number) {
  let lines: LogLine[] = [];
  let written = 0;
  return {
    write(level: LogLine["level"], message: string, phase: string | null = null): void {
      lines.push({ at: now(), phase, level, message: cutText(message, LOG_LINE_MAX_CHARS) });
      written += 1;
      // Cut in bulk: shifting a thousand lines for every new one is quadratic.
      if (lines.length >= 2 * LOG_LINES_KEPT) lines = lines.slice(-LOG_LINES_KEPT);
    },
    last: (): readonly LogLine[] => lines.slice(-STATUS_LOG_LINES),
    view(): LogView {
      const kept = fitting(lines.slice(-LOG_LINES_KEPT).reverse()).reverse();
      return { dropped: written - kept.length, lines: kept };
    },
  };
}
