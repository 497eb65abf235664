// A syntax error is found when the script is compiled, never first by the engine: parser and engine must agree.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SCRIPT_MAX_BRACKETS } from "../../src/protocol/limits.ts";
import { PROGRAM_PARAMETERS } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { BUILT_INS } from "../../src/script/known-names.ts";
import { engineGlobals, META, runProgram, runScript } from "./program-engine.ts";

const ACCEPTED = [
  "class A { x = 1; #y = 2; static s = 3; static { this.z = 1; } has(o) { return #y in o; } get y() { return this.#y; } } return new A().y;",
  "let a; a ??= 1; a ||= 2; a &&= 3; return a;",
  "return 1_000 + 0b11 + 0o7 + 0xf + 1e3;",
  "return /(?<y>a)|(?<y>b)/.test('a');",
  "return /[\\p{L}--[a-z]]/v.test('A') && /a/dgimsuy.test('a') && /(?<=a)b(?!c)/.test('ab') && /(?i:a)b/.test('Ab');",
  "for await (const x of [1]) {} return 1;",
  "let a; return a?.b?.[0]?.() ?? 1;",
  "try { throw 1; } catch { return 2; } finally {}",
  "return 2n ** 64n;",
  "outer: for (;;) { for (;;) break outer; } return 1;",
  "return ((a, b = 2, { c } = {}, ...d) => 1)();",
  "const { a, ...b } = { a: 1, c: 2 }; return b;",
  "let o = { async *x() {}, get y() { return 1; }, set y(v) {}, ['z']: 1, async w() {}, *v() {} }; return 1;",
  "let async = 1, get = 2, set = 3, of = 4, from = 5, as = 6, type = 7, using = 8; return async;",
  "return String.raw`\\u` + `a${`b${1}`}`;",
  "using x = null; await using y = null; return 1;",
  "var \u{20BB7} = 1; return \\u{61}bc; var abc;",
  "return function () { 'use strict'; return new.target; };",
  "debugger; return 1;",
  "do ; while (0) return 1;",
  "return (async) => 1;",
  "return 1..toString() + 10n.constructor;",
  "switch (1) { case 1: { let a; } default: function f() {} } return 1;",
  "let undefined = 1; return undefined;",
  "return async function* () { yield* [1]; for await (const x of []) yield x; };",
  "return class extends Array { constructor() { super(); } at(i) { return super.at(i); } static async *#p() {} };",
  "return Object.hasOwn({}, 'a') || [3].toSorted() || [3].at(-1) || 'a'.replaceAll('a', 'b') || 'a'.isWellFormed();",
];

const REFUSED = [
  "const await = 1;",
  "var yield = 1;",
  "return 0777;",
  "return '\\08';",
  "return 08;",
  "with ({}) {}",
  "function f(a, a) {}",
  "let x; var x;",
  "let let = 1;",
  "return class { accessor x = 1 };",
  "@dec class A {}",
  "if (1) function f() {}",
  "for (async of []) {}",
  "return a ?? b || c;",
  "return -1 ** 2;",
  "var x; delete x;",
  "return 3in[];",
  "return `\\u`;",
  "return function (a = 1) { 'use strict'; };",
  "a: a: 1;",
  "break;",
  "continue;",
  "return class { constructor() {} constructor() {} };",
  "return class { #a; #a };",
  "return o.#p;",
  "({ a: 1 } = 1);",
  "({ a }) = {};",
  "1 = 2;",
  "eval = 1;",
  "arguments = 1;",
  "return (a, a) => 1;",
  "let [x, x] = [];",
  "try {} catch (e) { let e; }",
  "switch (1) { case 1: let a; case 2: let a; }",
  "super();",
  "return /(/;",
  "return /a/gg;",
  "return /\\u{110000}/u;",
  "return '\\x4';",
  "return 1__0;",
  "return 1.5n;",
  "return { get a(b) {} };",
  "const a;",
  "for (let x = 1 of []) {}",
  "new.foo;",
  "return { __proto__: null, '__proto__': 1 };",
  "enum A {}",
  "let static = 1;",
  "import.meta;",
  "export const x = 1;",
  "import x from 'y';",
  "return a => {} ();",
  "\\u{110000}",
  "return 'a\nb';",
  "return 1 +",
];

test.each(ACCEPTED)("S03 accepted by parser and engine: %s", async (body) => {
  expect(await runScript(`${META}\n${body}`)).not.toMatchObject({ kind: "refused" });
});

test.each(REFUSED)("S04 refused by parser and engine: %s", async (body) => {
  expect(compileScript(`${META}\n${body}`).ok).toBe(false);
  const program = `(function () { return async function () { "use strict";\n${body}\n}; })`;
  expect(await runProgram(program, body)).toMatchObject({ kind: "refused" });
});

const GOLDEN = join(import.meta.dirname, "golden");
const COMPILED = readdirSync(GOLDEN).filter((name) => /^(?:ok|warn)-/.test(name));

test.each(COMPILED)("S03 the engine accepts golden script %s", async (name) => {
  const outcome = await runScript(readFileSync(join(GOLDEN, name, "input.js"), "utf8"));
  expect(outcome).not.toMatchObject({ kind: "refused" });
});

test("S06 every name that counts as known exists in the engine, or is provided by the prelude", async () => {
  const provided = ["URL", "URLSearchParams", "structuredClone", "TextEncoder", "TextDecoder", "Atomics"];
  const exists = new Set([...(await engineGlobals()), ...PROGRAM_PARAMETERS, ...provided]);
  expect([...BUILT_INS].filter((name) => !exists.has(name))).toEqual([]);
});

const NESTS: [open: string, close: string, brackets: number][] = [
  ["[", "]", 1],
  ["({a:", "})", 2],
  ["(", ")", 1],
  ["`${", "}`", 2],
  ["class { x = ", "}", 1],
  ["function () { return ", "}", 1],
  ["a => (", ")", 1],
  ["f(", ")", 1],
  ["[a = ", "]", 1],
];

test.each(NESTS)("S01 what the parser lets nest, the engine compiles: %s", async (open, close, brackets) => {
  const depth = Math.floor((SCRIPT_MAX_BRACKETS - 2) / brackets);
  const text = `${META}\nlet a; return () => ${open.repeat(depth)}1${close.repeat(depth)};`;
  expect(await runScript(text)).toMatchObject({ kind: "value" });
});

const CHAINS = [
  `${"if (0); else ".repeat(900)};`,
  `return ${"a => ".repeat(450)}1;`,
  `return 1${" + 1".repeat(900)};`,
  `return ${"!".repeat(900)}1;`,
  `return ${"0 ? 1 : ".repeat(900)}2;`,
];

test.each(CHAINS)("S01 long chains without brackets compile in the engine: %.20s", async (body) => {
  expect(await runScript(`${META}\n${body}`)).toMatchObject({ kind: "value" });
});
