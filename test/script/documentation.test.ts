// docs/script-language.md is what authors and models learn from: its code must compile, its numbers must be true.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as limits from "../../src/protocol/limits.ts";
import { PROGRAM_PARAMETERS } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { formatDiagnostics } from "../../src/script/diagnostics.ts";
import { META } from "./program-engine.ts";

const PAGE = readFileSync(new URL("../../docs/script-language.md", import.meta.url), "utf8");
const BLOCKS = [...PAGE.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
const isWhole = (block: string): boolean => block.includes("export const meta");

test("the page has whole scripts and fragments", () => {
  expect(BLOCKS.filter(isWhole).length).toBeGreaterThanOrEqual(7);
});

test.each(BLOCKS)("every code block compiles without a word: %.60j", (block) => {
  const text = isWhole(block) ? block : `${META}\n${block}`;
  const result = compileScript(text);
  const found = result.ok ? result.script.warnings : result.diagnostics;
  expect(formatDiagnostics("docs/script-language.md", found)).toBe("");
});

test("every primitive is explained", () => {
  expect(PROGRAM_PARAMETERS.filter((name) => !PAGE.includes(`\`${name}`))).toEqual([]);
});

/** As the page writes numbers: `4 096`. */
function written(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, " ");
}

const ROWS: [row: string, numbers: number[]][] = [
  ["script", [limits.SCRIPT_MAX_BYTES]],
  ["name in `meta`", [limits.META_NAME_MAX_CHARS]],
  ["args of a script with an `argsSchema`, as JSON", [limits.TYPED_ARGS_MAX_BYTES]],
  ["brackets open at once in the text", [limits.SCRIPT_MAX_BRACKETS]],
  ["`agent()` calls of a run", [limits.AGENT_CALLS_DEFAULT, limits.AGENT_CALLS_MAX]],
  ["agents of a run at work at once", [limits.CONCURRENCY_DEFAULT, limits.CONCURRENCY_MAX]],
  ["items in one `parallel` or `pipeline`", [limits.ITEMS_MAX]],
  ["depth of `workflow()`", [limits.DEPTH_DEFAULT, limits.DEPTH_MAX]],
  ["prompt and options of one call, as JSON", [limits.CALL_MAX_BYTES]],
  ["one result, and the script's value, as JSON", [limits.RESULT_MAX_BYTES]],
  ["open timers, checks, questions and nested scripts", [limits.PENDING_OTHERS_MAX]],
  ["checks at work at once", [limits.CHECKS_AT_ONCE]],
  ["branches of one `merge()`", [limits.MERGE_BRANCHES_MAX]],
  ["time of a check, unless told otherwise", [limits.CHECK_TIMEOUT_MS_DEFAULT]],
  ["tail of a check's output", [limits.CHECK_OUTPUT_MAX_CHARS]],
  ["tries for an answer that fits its schema", [limits.STRUCTURED_TRIES]],
  ["log lines kept", [limits.LOG_LINES_KEPT, limits.LOG_LINE_MAX_CHARS]],
  ["memory of the script", [limits.GUEST_MEMORY_BYTES]],
];

const SECTION = PAGE.slice(PAGE.indexOf("## 5. Limits"), PAGE.indexOf("## 6. Patterns"));
/** Cells of the table's rows, without its head. */
const TABLE = SECTION.split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .slice(2);

test.each(ROWS)("the limits table says the truth: %s", (row, numbers) => {
  const cells = TABLE.find((each) => each[1] === row);
  expect(cells?.[2]?.match(/\d+(?: \d{3})*/g)).toEqual(numbers.map(written));
});

test("the limits table has no row that nothing checks", () => {
  expect(TABLE.map((cells) => cells[1])).toEqual(ROWS.map(([row]) => row));
});
