// pytest: `=== 1 failed, 2 passed, 1 skipped in 0.12s ===`, with -q the same without the bars.
import { addCounts, countOf, type ReadCounts } from "./tally.ts";

const WORDS = "passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?|rerun";
const SUMMARY = new RegExp(`^(?:=+ )?((?:\\d+ (?:${WORDS})(?:, )?)+) in [\\d.]+s.*$`, "gm");
const BEGIN = /^=+ test session starts =+$/gm;

export const readPytest: ReadCounts = (output) => {
  const summaries = [...output.matchAll(SUMMARY)];
  // With -q sessions have no beginning. A summary more than there are sessions was printed by a test.
  const sessions = Math.max(1, [...output.matchAll(BEGIN)].length);
  if (summaries.length !== sessions) return null;
  return addCounts(
    summaries.map(([, summary = ""]) => ({
      passed: countOf(summary, "passed") + countOf(summary, "xpassed"),
      failed: countOf(summary, "failed") + countOf(summary, "errors?"),
      skipped: countOf(summary, "skipped") + countOf(summary, "xfailed"),
    })),
  );
};
