// Adding up counts of tests.
import type { TestCounts } from "../../protocol/run-result.ts";

/** Reads one known report out of a command's output (no colours); `null` when it is not there. */
export type ReadCounts = (output: string) => TestCounts | null;

export function addCounts(all: readonly TestCounts[]): TestCounts | null {
  if (all.length === 0) return null;
  return {
    passed: sum(all.map((counts) => counts.passed)),
    failed: sum(all.map((counts) => counts.failed)),
    skipped: sum(all.map((counts) => counts.skipped)),
  };
}

/** The number before a word in a summary such as `2 failed, 10 passed`; 0 when the word is not there. */
export function countOf(summary: string, word: string): number {
  const match = new RegExp(`(\\d+) ${word}\\b`).exec(summary);
  return match ? Number(match[1]) : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
