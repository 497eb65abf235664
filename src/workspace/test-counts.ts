// How many tests passed, failed and were skipped, read from a command's output when it is a known report.
import { stripVTControlCharacters } from "node:util";
import type { TestCounts } from "../protocol/run-result.ts";
import { readCargoTest } from "./test-counts/cargo-test.ts";
import { readGoTest } from "./test-counts/go-test.ts";
import { readJunitXml } from "./test-counts/junit-xml.ts";
import { readNodeTest } from "./test-counts/node-test.ts";
import { readPytest } from "./test-counts/pytest.ts";
import { addCounts, type ReadCounts } from "./test-counts/tally.ts";
import { readTap } from "./test-counts/tap.ts";
import { readVitestOrJest } from "./test-counts/vitest-jest.ts";

/** Each tells by itself whether all of its report is there. */
const WITH_SUMMARY: readonly ReadCounts[] = [
  readNodeTest,
  readTap,
  readVitestOrJest,
  readPytest,
  readJunitXml,
];
/** One report of several, or none at all at the end: what is missing could not be seen. */
const ONLY_WHOLE: readonly ReadCounts[] = [readCargoTest, readGoTest];

/** The line that counts what is missing (bounded-output.ts), and the rest of the line that was cut in two. */
const BROKEN_BEGINNING = /^(?:\[\.\.\. \d+ bytes[^\n]*\n)?[^\n]*(?:\n|$)/;

/**
 * Counts of all reports in the output together (`npm test && pytest` prints two); `null` when there is none.
 * `complete`: nothing of the output is missing. Without it only reports are counted whose end tells about all of them.
 */
export function readTestCounts(output: string, complete: boolean): TestCounts | null {
  const whole = complete ? output : output.replace(BROKEN_BEGINNING, "");
  const plain = stripVTControlCharacters(whole).replaceAll("\r\n", "\n");
  const readers = complete ? [...WITH_SUMMARY, ...ONLY_WHOLE] : WITH_SUMMARY;
  return addCounts(readers.map((read) => read(plain)).filter((counts) => counts !== null));
}
