// vitest (`Tests  1 failed | 2 passed (3)`) and jest (`Tests:  1 failed, 2 passed, 3 total`), and what both print as
// JSON. Each says how many tests there are in all: what does not add up is no report.
import type { TestCounts } from "../../protocol/run-result.ts";
import { addCounts, countOf, type ReadCounts } from "./tally.ts";

const SUMMARY = /^\s*Tests(?: {2,}.*\((\d+)\)|: .*?(\d+) total)\s*$/gm;
const JSON_BEGIN = /^\{.*"numTotalTests":/;

export const readVitestOrJest: ReadCounts = (output) => {
  const inWords = [...output.matchAll(SUMMARY)].map(([line, ofVitest, ofJest]) => {
    const counts = {
      passed: countOf(line, "passed"),
      failed: countOf(line, "failed"),
      skipped: countOf(line, "skipped") + countOf(line, "todo"),
    };
    return ifAll(counts, Number(ofVitest ?? ofJest));
  });
  const asJson = output.split("\n").flatMap((line) => (JSON_BEGIN.test(line) ? [readJson(line)] : []));
  return addCounts([...inWords, ...asJson].filter((counts) => counts !== null));
};

function readJson(line: string): TestCounts | null {
  try {
    const report = JSON.parse(line) as Record<string, unknown>;
    const number = (key: string): number => Number(report[`num${key}Tests`] ?? 0);
    const skipped = number("Pending") + number("Todo");
    return ifAll({ passed: number("Passed"), failed: number("Failed"), skipped }, number("Total"));
  } catch {
    return null;
  }
}

function ifAll(counts: TestCounts, total: number): TestCounts | null {
  return counts.passed + counts.failed + counts.skipped === total ? counts : null;
}
