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

test.each(["tap", "spec"])("K01 counts are read from node:test's real output, reporter %s", (reporter) => {
  const { workspace } = makeWorkspace({ "a.test.js": NODE_TEST });
  const env = { PATH: process.env["PATH"], FORCE_COLOR: "1" };
  const args = ["--test", `--test-reporter=${reporter}`, "a.test.js"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: workspace, encoding: "utf8", env });
  expect(readTestCounts(stdout, true)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

test("K01 counts are read from vitest's real output", () => {
  const file = `import { test } from "vitest"; test("a", () => {}); test("b", () => { throw 1; }); test.skip("c", () => {});
    test.todo("d"); test("e", () => {});`;
  const { workspace } = makeWorkspace({ "a.test.ts": file });
  const vitest = `${import.meta.dirname}/../../node_modules/vitest/vitest.mjs`;
  const env = { PATH: process.env["PATH"], FORCE_COLOR: "1" };
  const args = [vitest, "run", "--root", workspace];
  const { stdout } = spawnSync(process.execPath, args, { cwd: workspace, encoding: "utf8", env });
  expect(readTestCounts(stdout, true)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

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
    "cargo test, several binaries",
    "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n" +
      "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n",
    [5, 1, 1],
  ],
  [
    "go test -v, subtests not counted",
    "=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/s (0.00s)\n--- FAIL: TestB (0.00s)\n" +
      "--- SKIP: TestC (0.00s)\nFAIL\n",
    [1, 1, 1],
  ],
  [
    "go test -json",
    '{"Time":"x","Action":"run","Package":"x","Test":"TestA"}\n' +
      '{"Time":"x","Action":"output","Package":"x","Test":"TestA","Output":"--- PASS: TestA (0.00s)\\n"}\n' +
      '{"Time":"x","Action":"pass","Package":"x","Test":"TestA/s","Elapsed":0}\n' +
      '{"Time":"x","Action":"pass","Package":"x","Test":"TestA","Elapsed":0}\n' +
      '{"Time":"x","Action":"fail","Package":"x","Test":"TestB","Elapsed":0}\n' +
      '{"Time":"x","Action":"fail","Package":"x","Elapsed":0.005}\n',
    [1, 1, 0],
  ],
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
  expect(readTestCounts("--- PASS: TestA (0.00s)\n", false)).toBeNull();
  expect(readTestCounts("Tests:       8 passed, 8 total\n", false)).toMatchObject({ passed: 8 });
});

test("K01 a huge output without a report is looked through in no time", () => {
  const output = `${"x".repeat(1_000)}\n1 passed, ${"2 passed, ".repeat(20_000)}\n${'{"Action":'.repeat(20_000)}`;
  const startedAt = performance.now();
  expect(readTestCounts(output, true)).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
