// go test -v (`=== RUN TestA`, `--- PASS: TestA (0.00s)`) and -json. It prints no summary: tests are counted, without
// their subtests, so the output must be complete. Without either flag it names failures only: nothing to count.
import type { TestCounts } from "../../protocol/run-result.ts";
import { addCounts, type ReadCounts } from "./tally.ts";

const RUN = /^=== RUN {3}([^\s/]+)$/gm;
/** What a test prints without a line break stands before its end. */
const END = /--- (PASS|FAIL|SKIP): ([^\s/]+) \(\d+\.\d+s\)$/gm;

export const readGoTest: ReadCounts = (output) => {
  const reports = [readVerbose(output), readJson(output)];
  return addCounts(reports.filter((counts) => counts !== null));
};

function readVerbose(output: string): TestCounts | null {
  const runs = [...output.matchAll(RUN)].map(([, name = ""]) => name);
  const begun = new Set(runs);
  // A test may print what looks like the end of one that was never run.
  const ends = [...output.matchAll(END)].filter(([, , name = ""]) => begun.has(name));
  const ended = ends.map(([, , name = ""]) => name);
  return sameNames(runs, ended) ? tally(ends.map(([, end = ""]) => end)) : null;
}

function readJson(output: string): TestCounts | null {
  const events = output.split("\n").flatMap(toEvent);
  const names = (of: (action: string) => boolean): string[] =>
    events.filter(({ action }) => of(action)).map(({ name }) => name);
  const isEnd = (action: string): boolean => action === "pass" || action === "fail" || action === "skip";
  if (
    !sameNames(
      names((action) => action === "run"),
      names(isEnd),
    )
  )
    return null;
  return tally(events.map(({ action }) => action.toUpperCase()));
}

/** Of a test, not of a subtest or a package. */
function toEvent(line: string): { action: string; name: string }[] {
  if (!line.startsWith("{") || !line.includes('"Action":')) return [];
  try {
    const { Action: action, Package: of, Test: test } = JSON.parse(line) as Record<string, unknown>;
    if (typeof action !== "string" || typeof test !== "string" || test.includes("/")) return [];
    return [{ action, name: `${String(of)} ${test}` }];
  } catch {
    return [];
  }
}

/** Each test that began has ended, once: else tests are missing, or something else printed these lines. */
function sameNames(begun: readonly string[], ended: readonly string[]): boolean {
  return begun.length > 0 && begun.toSorted().join("\n") === ended.toSorted().join("\n");
}

function tally(ends: readonly string[]): TestCounts {
  const count = (wanted: string): number => ends.filter((end) => end === wanted).length;
  return { passed: count("PASS"), failed: count("FAIL"), skipped: count("SKIP") };
}
