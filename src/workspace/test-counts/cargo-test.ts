// cargo test: one `test result: ok. 3 passed; 0 failed; 1 ignored; ...` per test binary.
import { addCounts, countOf, type ReadCounts } from "./tally.ts";

const SUMMARY = /^test result: (?:ok|FAILED)\. .*$/gm;

export const readCargoTest: ReadCounts = (output) =>
  addCounts(
    [...output.matchAll(SUMMARY)].map(([line]) => ({
      passed: countOf(line, "passed"),
      failed: countOf(line, "failed"),
      skipped: countOf(line, "ignored"),
    })),
  );
