// vitest (`Tests  1 failed | 2 passed (3)`) and jest (`Tests:  1 failed, 2 passed, 3 total`).
import { addCounts, countOf, type ReadCounts } from "./tally.ts";

const SUMMARY = /^\s*Tests(?: {2,}.*\(\d+\)|: .*\d+ total)\s*$/gm;

export const readVitestOrJest: ReadCounts = (output) =>
  addCounts(
    [...output.matchAll(SUMMARY)].map(([line]) => ({
      passed: countOf(line, "passed"),
      failed: countOf(line, "failed"),
      skipped: countOf(line, "skipped") + countOf(line, "todo"),
    })),
  );
