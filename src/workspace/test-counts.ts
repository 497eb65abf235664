// How many tests passed, failed and were skipped, read from a command's output when it is a known report.
import { stripVTControlCharacters } from "node:util";
import type { TestCounts } from "../protocol/run-result.ts";
import { readCargoTest } from "./test-counts/cargo-test.ts";
import { readGoTest } from "./test-counts/go-test.ts";
import { readNodeTest } from "./test-counts/node-test.ts";
import { readPytest } from "./test-counts/pytest.ts";
import { addCounts, type ReadCounts } from "./test-counts/tally.ts";
import { readVitestOrJest } from "./test-counts/vitest-jest.ts";

const WITH_SUMMARY: readonly ReadCounts[] = [readNodeTest, readVitestOrJest, readPytest, readCargoTest];
const WITHOUT_SUMMARY: readonly ReadCounts[] = [readGoTest];

/**
 * Counts of all reports in the output together (`npm test && pytest` prints two); `null` when there is none.
 * `complete`: nothing of the output is missing. Without it only reports that end in a summary are counted.
 */
export function readTestCounts(output: string, complete: boolean): TestCounts | null {
  const plain = stripVTControlCharacters(output).replaceAll("\r\n", "\n");
  const readers = complete ? [...WITH_SUMMARY, ...WITHOUT_SUMMARY] : WITH_SUMMARY;
  return addCounts(readers.map((read) => read(plain)).filter((counts) => counts !== null));
}
