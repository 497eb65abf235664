// cargo test: for each test binary `running 4 tests`, then `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
import { addCounts, countOf, type ReadCounts } from "./tally.ts";

const LINE = /^(?:running (\d+) tests?|test result: (?:ok|FAILED)\. (.*))$/gm;

export const readCargoTest: ReadCounts = (output) => {
  const counts = [];
  let announced: number | null = null;
  for (const [, running, result] of output.matchAll(LINE)) {
    if (result === undefined) {
      announced = Number(running);
      continue;
    }
    const [passed, failed, skipped] = [
      countOf(result, "passed"),
      countOf(result, "failed"),
      countOf(result, "ignored"),
    ];
    // Not all of a report, or no report: a test printed this line.
    if (announced !== passed + failed + skipped + countOf(result, "measured")) return null;
    announced = null;
    counts.push({ passed, failed, skipped });
  }
  return announced === null ? addCounts(counts) : null;
};
