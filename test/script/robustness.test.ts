// Whatever the text, the answer is a result: never an exception, never a long wait.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DIAGNOSTICS_MAX, SCRIPT_MAX_BYTES, WARNINGS_MAX } from "../../src/protocol/limits.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { META } from "./program-engine.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const INPUTS = readdirSync(GOLDEN).map((name) => readFileSync(join(GOLDEN, name, "input.js"), "utf8"));

function codesOf(text: string): string[] {
  const result = compileScript(text);
  return (result.ok ? result.script.warnings : result.diagnostics).map(({ code }) => code);
}

/** A number generator with a seed: the same texts every time. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("S01 a script of exactly 512 KiB compiles, one byte more does not", () => {
  const room = SCRIPT_MAX_BYTES - META.length - 3;
  expect(compileScript(`${META}\n//${"x".repeat(room)}`).ok).toBe(true);
  expect(codesOf(`${META}\n//${"x".repeat(room + 1)}`)).toEqual(["S01-too-large"]);
});

test("S01 the limit counts bytes, not characters", () => {
  expect(codesOf(`${META}\n//${"é".repeat(SCRIPT_MAX_BYTES / 2)}`)).toEqual(["S01-too-large"]);
});

test("S01 600 KB of anything is refused without parsing", () => {
  expect(codesOf("[".repeat(600_000))).toEqual(["S01-too-large"]);
});

/** Milliseconds of the processor, of the quickest of three. */
function computing(act: () => void): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

test.each([
  ["JavaScript", "", true],
  ["TypeScript", "; let z: string = 1", false],
])("a name costs the same however many there are: %s with 40,000 in one scope", (_language, end, ok) => {
  const declaring = (keyword: string): number =>
    computing(() => {
      const names = Array.from({ length: 40_000 }, (_, i) => `a${i}`);
      expect(compileScript(`${META}\n${keyword} ${names.join(",")}${end}`).ok).toBe(ok);
    });
  // The parser never looked for those of `var` among each other. For `let` it was 15 times as long.
  expect(declaring("let") / declaring("var")).toBeLessThan(4);
});

const DEEP = [
  "[",
  "(",
  "{",
  "{a:",
  "`${",
  "!",
  "x=>",
  "1?2:",
  "a=",
  "new ",
  "await ",
  "if(0);else ",
  "f(",
  "1+",
  "a.b(",
  "(()=>{",
  "class{x=",
  "l:",
  "for(;;)",
];

test.each(DEEP)("S03 100,000 times %s is a diagnostic", (piece) => {
  const text = `${META}\nreturn ${piece.repeat(Math.min(100_000, Math.floor(500_000 / piece.length)))}`;
  expect(compileScript(text).ok).toBe(false);
});

test("S03 balanced brackets beyond the limit are a diagnostic, up to it they are fine", () => {
  const nested = (depth: number) => `${META}\nreturn ${"[".repeat(depth)}${"]".repeat(depth)};`;
  expect(codesOf(nested(200))).toEqual([]);
  expect(codesOf(nested(201))).toEqual(["S03-nesting"]);
});

test("S03 a chain of operators deeper than the engine's stack is a diagnostic", () => {
  expect(codesOf(`${META}\nreturn ${"!".repeat(1_500)}1;`)).toEqual(["S03-nesting"]);
  expect(codesOf(`${META}\n${"if (0); else ".repeat(1_500)};`)).toEqual(["S03-nesting"]);
  expect(codesOf(`${META}\nreturn a${".b".repeat(50_000)};`)).toContain("S03-nesting");
});

test("S04 every prefix of every golden script gives a result", () => {
  for (const input of INPUTS) {
    for (let end = 0; end <= Math.min(input.length, 400); end += 9)
      expect(() => compileScript(input.slice(0, end))).not.toThrow();
  }
});

test("S04 2,000 damaged scripts give a result", () => {
  const random = makeRandom(7);
  const pieces = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "`",
    "'",
    '"',
    "${",
    "=>",
    ":",
    "/",
    "<!--",
    "-->",
    "\n",
    "\u2028",
    "await ",
    "export ",
    "import ",
    "#",
    "@",
    "\\",
    "\ud800",
    "\0",
    "as ",
    "class ",
  ];
  const silent: string[] = [];
  for (let round = 0; round < 2_000; round++) {
    const input = INPUTS[random(INPUTS.length)] ?? "";
    const at = random(input.length + 1);
    const piece = pieces[random(pieces.length)] ?? "";
    const text = input.slice(0, at) + piece + input.slice(at + random(4));
    const result = compileScript(text);
    if (!result.ok && result.diagnostics[0]?.severity !== "error") silent.push(text);
  }
  expect(silent).toEqual([]);
});

test("S04 diagnostics are bounded in number and in size", () => {
  const errors = compileScript(
    `${META}\n${"export const a = 1;".replace("const a = 1", "{ a }")}\n`
      .repeat(1)
      .concat("export * from 'x';\n".repeat(1_000)),
  );
  const warnings = compileScript(
    `${META}\n${Array.from({ length: 1_000 }, (_, index) => `unknown${index}();\n`).join("")}`,
  );
  expect(errors.ok ? 0 : errors.diagnostics.length).toBe(DIAGNOSTICS_MAX);
  expect(warnings.ok && warnings.script.warnings.length).toBe(WARNINGS_MAX);
  const long = compileScript(`${META}\nreturn [${'"x", '.repeat(50_000)} 1 2];`);
  expect(long.ok ? 0 : JSON.stringify(long.diagnostics).length).toBeLessThan(3_000);
});

test("a script as large as scripts may be compiles", () => {
  const line =
    '{ const r1 = await parallel(args.map((item) => () => agent(`Do ${item}`, { label: "x", schema: { type: "object" } }))); }\n';
  const lines = Math.floor((SCRIPT_MAX_BYTES - META.length - 1) / line.length);
  expect(compileScript(`${META}\n${line.repeat(lines)}`).ok).toBe(true);
});
