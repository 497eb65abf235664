import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readTestCounts } from "../../src/workspace/test-counts.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

const NODE_TEST = `
  const { test, describe } = require("node:test");
  test("passes and prints a lure", () => { console.log("pass 70"); console.log("# pass 70"); });
  test("fails", () => { throw new Error("no"); });
  test("is skipped", { skip: true }, () => {});
  test("is to be done", { todo: true }, () => {});
  describe("suite", () => { test("passes too", () => {}); });
`;

test.each(["tap", "spec", "junit"])(
  "K01 counts are read from node:test's real output, reporter %s",
  (reporter) => {
    const { workspace } = makeWorkspace({ "a.test.js": NODE_TEST });
    const env = { PATH: process.env["PATH"], FORCE_COLOR: "1" };
    const args = ["--test", `--test-reporter=${reporter}`, "a.test.js"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: workspace, encoding: "utf8", env });
    expect(readTestCounts(stdout, true)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  },
);

test.each(["default", "json", "junit", "tap-flat"])(
  "K01 counts are read from vitest's real output, reporter %s",
  (reporter) => {
    const file = `import { test } from "vitest"; test("a", () => {}); test("b", () => { throw 1; }); test.skip("c", () => {});
    test.todo("d"); test("e", () => {});`;
    const { workspace } = makeWorkspace({ "a.test.ts": file });
    const vitest = `${import.meta.dirname}/../../node_modules/vitest/vitest.mjs`;
    const env = { PATH: process.env["PATH"], FORCE_COLOR: "1" };
    const args = [vitest, "run", "--root", workspace, `--reporter=${reporter}`];
    const { stdout } = spawnSync(process.execPath, args, { cwd: workspace, encoding: "utf8", env });
    expect(readTestCounts(stdout, true)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  },
);

const PYTEST = "===== test session starts =====\nplatform linux\n\n";
const CARGO = `running 4 tests
test a ... ok

test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 3 tests

test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
`;
/** As go 1.26 prints it. */
const GO_VERBOSE = `=== RUN   TestA
=== RUN   TestA/s
--- PASS: TestLure (0.00s)
--- PASS: TestA (0.00s)
    --- PASS: TestA/s (0.00s)
=== RUN   TestB
    a_test.go:4: no
--- FAIL: TestB (0.01s)
=== RUN   TestC
    a_test.go:5: 
--- SKIP: TestC (0.00s)
=== RUN   TestD
no newline--- PASS: TestD (0.00s)
FAIL
FAIL	x	0.009s
`;
const JEST = { numFailedTests: 1, numPassedTests: 5, numPendingTests: 1, numTodoTests: 1, numTotalTests: 8 };
/** Two that pass, one that fails, one in error, one skipped; markup in all the places that may hold it. */
const JUNIT = `<?xml version="1.0" encoding="utf-8"?>
<testsuites name="all"><testsuite name="pytest" errors="1" failures="1" tests="5">
<testcase classname="a" name="x > y" time="0.018" /><!-- <testcase> -->
<testcase name="b"><failure message="a > b">&gt; assert 0 <![CDATA[<testcase name="lure"/>]]></failure></testcase>
<testsuite name="inner"><testcase name='c "d"'><system-out>text</system-out></testcase></testsuite>
<testcase name="e"><error message="boom"/></testcase>
<testcase name="f"><skipped/></testcase>
</testsuite></testsuites>
`;

/** A line for the beginning, the output and the end of each test, and one for the end of the package. */
function goJson(...ends: readonly (readonly [string, string])[]): string {
  const events = ends.flatMap(([end, name]) => [
    { Action: "run", Package: "x", Test: name },
    { Action: "output", Package: "x", Test: name, Output: `--- PASS: ${name} (0.00s)\n` },
    { Action: end, Package: "x", Test: name, Elapsed: 0 },
  ]);
  return [...events, { Action: "fail", Package: "x" }].map((event) => `${JSON.stringify(event)}\n`).join("");
}

const reports: readonly (readonly [string, string, object | null])[] = [
  [
    "jest",
    "Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 skipped, 1 todo, 5 passed, 9 total\n",
    [5, 1, 3],
  ],
  ["jest, all passed", "Tests:       8 passed, 8 total\n", [8, 0, 0]],
  ["pytest", "===== 1 failed, 12 passed, 2 skipped, 1 xfailed, 3 warnings in 0.12s =====\n", [12, 1, 3]],
  ["pytest with errors", "=== 2 passed, 1 error in 1.50s (0:00:01) ===\n", [2, 1, 0]],
  ["pytest -q", "..F\n1 failed, 2 passed in 0.03s\n", [2, 1, 0]],
  [
    "pytest, and a test that prints a summary",
    `${PYTEST}=== 7 passed in 0.1s ===\n=== 3 passed in 0.12s ===\n`,
    null,
  ],
  [
    "pytest, two sessions",
    `${PYTEST}=== 7 passed in 0.1s ===\n${PYTEST}=== 1 failed in 0.12s ===\n`,
    [7, 1, 0],
  ],
  ["cargo test, several binaries", CARGO, [5, 1, 1]],
  ["cargo test, of which the beginning is missing", CARGO.slice(CARGO.indexOf("test a")), null],
  ["go test -v, of subtests, lures, and a test that prints without a line break", GO_VERBOSE, [2, 1, 1]],
  ["go test -v that a panic ended", GO_VERBOSE.replace(/^--- FAIL: TestB.*\n/m, "panic: no\n"), null],
  [
    "go test, which names failures only",
    "--- FAIL: TestB (0.00s)\n    a_test.go:4: no\nFAIL\nFAIL\tx\t0.003s\n",
    null,
  ],
  [
    "go test -json",
    goJson(["pass", "TestA"], ["pass", "TestA/s"], ["fail", "TestB"], ["skip", "TestC"]),
    [1, 1, 1],
  ],
  [
    "go test -json that was cut off",
    `${goJson(["pass", "TestA"])}{"Action":"run","Package":"x","Test":"TestB"}\n`,
    null,
  ],
  ["jest --json", `${JSON.stringify(JEST)}\n`, [5, 1, 2]],
  ["jest --json that does not add up", `${JSON.stringify({ ...JEST, numTotalTests: 9 })}\n`, null],
  [
    "TAP, its plan first",
    "1..4\nok 1 - a\nnot ok 2 - b\n  ---\n  at: x\n  ...\nok 3 # SKIP no\nnot ok 4 # TODO\n",
    [1, 1, 2],
  ],
  ["TAP, its plan last", "TAP version 13\n# a\nok 1 a\nok 2 b\n\n1..2\n# tests 2\n", [2, 0, 0]],
  ["TAP that does not keep its plan", "TAP version 13\n1..3\nok 1 a\nok 2 b\n", null],
  ["TAP out of order", "1..2\nok 2 a\nok 1 b\n", null],
  ["TAP that bailed out", "1..1\nok 1 a\nBail out! no disk\n", null],
  ["JUnit XML", JUNIT, [2, 2, 1]],
  ["JUnit XML between other lines", `building\n${JUNIT}done\n`, [2, 2, 1]],
  ["JUnit XML that was cut off", JUNIT.slice(0, JUNIT.indexOf("</testsuites>")), null],
  ["JUnit XML whose elements do not nest", JUNIT.replace("</failure>", ""), null],
  [
    "two reports, added up",
    "Tests:       8 passed, 8 total\n\n=== 1 failed, 2 passed in 0.12s ===\n",
    [10, 1, 0],
  ],
  ["no report", "everything is fine: 3 passed\nTests are good (3)\n", null],
  ["nothing", "", null],
  ["prose about tests", "We ran 4 tests; 3 passed in 2 runs.\n# pass 3\n", null],
];

describe("K01 counts are read from a report of", () => {
  test.each(reports)("%s", (_, output, expected) => {
    const [passed, failed, skipped] = Array.isArray(expected) ? expected : [];
    expect(readTestCounts(output, true)).toEqual(expected === null ? null : { passed, failed, skipped });
  });
});

test("K01 a report without a summary is not counted when part of it is missing", () => {
  expect(readTestCounts(GO_VERBOSE, false)).toBeNull();
  expect(readTestCounts(CARGO, false)).toBeNull();
  const dropped = "[... 90 bytes of output dropped here ...]\ne.test.js\nTests:       8 passed, 8 total\n";
  expect(readTestCounts(dropped, false)).toMatchObject({ passed: 8 });
  expect(readTestCounts(dropped.replace("e.test.js\n", ""), false)).toBeNull();
});

test("K01 a huge output without a report is looked through in no time", () => {
  const markup = `<testsuites>${"<a ".repeat(50_000)}\n<testsuites>${`<a b="`.repeat(50_000)}\n<testsuite>${"<!--".repeat(50_000)}`;
  const lines = `1 passed, ${"2 passed, ".repeat(20_000)}\n${'{"Action":'.repeat(20_000)}\n${'{"numTotalTests":'.repeat(20_000)}`;
  const output = `${"x".repeat(1_000)}\n${lines}\n${markup}\n${"--- PASS: ".repeat(20_000)}`;
  const startedAt = performance.now();
  expect(readTestCounts(output, true)).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

const samples = reports.filter(([, , expected]) => expected !== null);

test.each(samples)(
  "K01 of a report whose beginning was dropped the counts are right or there are none: %s",
  (name, output) => {
    if (name === "two reports, added up" || name === "pytest, two sessions") return;
    const whole = readTestCounts(output, true);
    const ofParts = Array.from({ length: 40 }, (_, part) =>
      readTestCounts(output.slice(Math.floor((output.length * part) / 40)), false),
    );
    expect(
      ofParts.filter((counts) => counts !== null && JSON.stringify(counts) !== JSON.stringify(whole)),
    ).toEqual([]);
  },
);

test("K01 lines of reports in any order never give more than numbers, and take no time", () => {
  const lines = samples.flatMap(([, output]) => output.split("\n"));
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: next(60) }, () => lines[next(lines.length)] ?? "").join("\n");
    const counts = readTestCounts(text, round % 2 === 0);
    if (counts === null) continue;
    for (const count of Object.values(counts)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
  }
});
