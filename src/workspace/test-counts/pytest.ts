// pytest: `=== 1 failed, 2 passed, 1 skipped in 0.12s ===`, with -q the same without the bars.
import { addCounts, countOf, type ReadCounts } from "./tally.ts";

const WORDS = "passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?|rerun";
const SUMMARY = new RegExp(`^(?:=+ )?((?:\\d+ (?:${WORDS})(?:, )?)+) in [\\d.]+s.*$`, "gm");

export const readPytest: ReadCounts = (output) =>
  addCounts(
    [...output.matchAll(SUMMARY)].map(([, summary = ""]) => ({
      passed: countOf(summary, "passed") + countOf(summary, "xpassed"),
      failed: countOf(summary, "failed") + countOf(summary, "errors?"),
      skipped: countOf(summary, "skipped") + countOf(summary, "xfailed"),
    })),
  );
