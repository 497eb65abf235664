// node:test, reporters `tap` (`# pass 3`) and `spec` (`ℹ pass 3`).
import { addCounts, type ReadCounts } from "./tally.ts";

const LINES = ["tests", "suites", "pass", "fail", "cancelled", "skipped", "todo"];
/** The whole block, in order: a test may print `pass 3` by itself. */
const SUMMARY = new RegExp(LINES.map((word) => `^[#ℹ] ${word} (\\d+)$`).join("\\n"), "gm");

export const readNodeTest: ReadCounts = (output) =>
  addCounts(
    [...output.matchAll(SUMMARY)].map((match) => {
      const [pass, fail, cancelled, skipped, todo] = match.slice(3).map(Number);
      return {
        passed: pass ?? 0,
        failed: (fail ?? 0) + (cancelled ?? 0),
        skipped: (skipped ?? 0) + (todo ?? 0),
      };
    }),
  );
