// Computing without end, in the script's own loops and inside the engine's built-ins; memory; stack.
import { fails, returns, type HostileClass } from "../hostile-case.ts";

const TOO_LONG = fails("ScriptLimit", /too long/);
const tooLongAt = (line: number) => fails("ScriptLimit", /too long/, line);
const LIMIT = fails("ScriptLimit", /./);

export const loops: HostileClass = {
  title: "computing without end",
  cases: [
    { name: "for", script: "let i = 0\nfor (;;) i++", verdict: tooLongAt(3) },
    {
      name: "while in a function",
      script: "function spin() {\n  while (true);\n}\nspin()",
      verdict: tooLongAt(3),
    },
    { name: "a getter", script: "const o = { get x() {\n  for (;;); } }\nreturn o.x", verdict: tooLongAt(3) },
    { name: "a comparator", script: ";[2, 1].sort(() => {\n  for (;;);\n})", verdict: tooLongAt(3) },
    { name: "a replacer", script: "'x'.replace(/x/, () => {\n  for (;;);\n})", verdict: tooLongAt(3) },
    {
      name: "a proxy's trap",
      script: "const p = new Proxy({}, { has() {\n  for (;;); } })\nreturn 'x' in p",
      verdict: tooLongAt(3),
    },
    {
      name: "a generator",
      script: "function* g() {\n  for (;;) yield 1\n}\nfor (const x of g());",
      verdict: TOO_LONG,
    },
    { name: "a static block", script: "class A { static {\n  for (;;);\n} }", verdict: tooLongAt(3) },
    { name: "a tagged template", script: "const t = () => {\n  for (;;);\n}\nt`x`", verdict: tooLongAt(3) },
    {
      name: "a default parameter",
      script: "const f = (x = (() => {\n  for (;;); })()) => x\nf()",
      verdict: tooLongAt(3),
    },
    {
      name: "a thunk of parallel",
      script: "await parallel([() => {\n  for (;;);\n}])",
      verdict: tooLongAt(3),
    },
    { name: "an evaluated text", script: "eval('for (;;);')", verdict: TOO_LONG },
    { name: "backtracking", script: "\nreturn /(a+)+$/.test('a'.repeat(40) + '!')", verdict: tooLongAt(3) },
    {
      name: "backtracking over a long text",
      script: "return /a*b/.test('a'.repeat(200000))",
      verdict: tooLongAt(2),
    },
    {
      name: "sorting a sparse array",
      script: "const a = []\na[4294967294] = 1\na.sort()",
      verdict: tooLongAt(4),
    },
    {
      name: "reversing a sparse array",
      script: "const a = []\na[4294967294] = 1\na.reverse()",
      verdict: tooLongAt(4),
    },
    {
      name: "joining a sparse array",
      script: "\nreturn new Array(4294967295).join('').length",
      verdict: tooLongAt(3),
    },
    {
      name: "searching what only says that it is long",
      script: "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
      verdict: tooLongAt(2),
    },
    {
      name: "copying within what only says that it is long",
      script: "return Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1, 2)",
      verdict: tooLongAt(2),
    },
    {
      name: "searching a long text again and again",
      script: "const s = 'x'.repeat(4e6)\nfor (let i = 0; ; i++)\n  s.indexOf('y' + i)",
      verdict: tooLongAt(4),
    },
    {
      name: "multiplying huge numbers again and again",
      script: "const x = 3n ** 30000n\nfor (;;)\n  x * x",
      verdict: tooLongAt(4),
    },
    {
      name: "filling memory again and again",
      script: "const a = new Uint8Array(3e7)\nfor (;;)\n  a.fill(1)",
      verdict: tooLongAt(4),
    },
    {
      name: "writing JSON again and again",
      script: "const a = Array.from({ length: 100000 }, (_, i) => i)\nfor (;;)\n  JSON.stringify(a)",
      verdict: TOO_LONG,
    },
    {
      name: "encoding again and again",
      script: "const s = 'x'.repeat(1e7)\nfor (;;)\n  btoa(s)",
      verdict: TOO_LONG,
    },
    {
      name: "normalizing again and again",
      script: "const s = 'e\\u0301'.repeat(1e6)\nfor (;;)\n  s.normalize()",
      verdict: LIMIT,
    },
    {
      name: "a pattern that is large when compiled",
      script: "return new RegExp('(?:'.repeat(5000) + ')'.repeat(5000)).test('')",
      verdict: fails("ScriptError", /SyntaxError|regular|stack/i),
    },
    {
      name: "a script of 30,000 variables",
      script: Array.from({ length: 30_000 }, (_, i) => `let a${i}=0`).join(";") + "\nreturn 1",
      verdict: LIMIT,
    },
  ],
};

export const memory: HostileClass = {
  title: "memory and stack",
  cases: [
    { name: "a text that doubles", script: "let s = 'x'\nfor (;;) s += s", verdict: LIMIT },
    {
      name: "a text of a gigabyte",
      script: "return 'x'.repeat(2 ** 30).length",
      verdict: fails("ScriptError", /RangeError/),
    },
    { name: "a text padded to 500 MB", script: "return 'x'.padEnd(5e8).length", verdict: LIMIT },
    { name: "an array that grows", script: "const a = []\nfor (;;) a.push(a.length)", verdict: LIMIT },
    {
      name: "arrays in arrays",
      script: "const a = []\nfor (;;) a.push(new Array(1000).fill(0))",
      verdict: LIMIT,
    },
    { name: "an array of a billion", script: "return Array.from({ length: 1e9 })", verdict: LIMIT },
    {
      name: "a map that grows",
      script: "const m = new Map()\nfor (let i = 0; ; i++) m.set(i, 'x'.repeat(100))",
      verdict: LIMIT,
    },
    { name: "a buffer of 900 MB", script: "return new ArrayBuffer(9e8).byteLength", verdict: LIMIT },
    {
      name: "a buffer that grows to 900 MB",
      script: "const b = new ArrayBuffer(8, { maxByteLength: 9e8 })\nb.resize(9e8)\nreturn b.byteLength",
      verdict: LIMIT,
    },
    {
      name: "a number of a million digits",
      script: "let x = 2n\nfor (;;)\n  x *= x",
      verdict: tooLongAt(4),
    },
    { name: "a pattern's captures", script: "return 'x'.repeat(5e6).match(/x/g).length", verdict: LIMIT },
    {
      name: "functions bound and bound",
      script: "let f = () => 1\nfor (let i = 0; i < 1e5; i++) f = f.bind(null)\nreturn f()",
      verdict: fails("ScriptLimit", /too deeply|memory/),
    },
    {
      name: "proxies of proxies",
      script: "let p = {}\nfor (let i = 0; i < 1e5; i++) p = new Proxy(p, {})\nreturn p.x",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "itself",
      script: "const f = () => f() + 1\nreturn f()",
      verdict: fails("ScriptLimit", /too deeply/, 2),
    },
    {
      name: "itself, asynchronously",
      script: "const f = async () => { await f() }\nawait f()",
      verdict: LIMIT,
    },
    {
      name: "itself through a getter",
      script: "const o = { get x() { return this.x } }\nreturn o.x",
      verdict: fails("ScriptLimit", /too deeply/, 2),
    },
    {
      name: "itself through a proxy",
      script: "const p = new Proxy(() => {}, { apply: () => p() })\nreturn p()",
      verdict: fails("ScriptLimit", /too deeply/, 2),
    },
    {
      name: "itself through toString",
      script: "const a = { toString: () => '' + a }\nreturn '' + a",
      verdict: fails("ScriptLimit", /too deeply/, 2),
    },
    {
      name: "an evaluated text nested deeply",
      script: "return eval('('.repeat(1e5) + '1' + ')'.repeat(1e5))",
      verdict: LIMIT,
    },
    { name: "JSON nested deeply", script: "return JSON.parse('['.repeat(1e6))", verdict: LIMIT },
    {
      name: "a value nested deeply",
      script: "let a = []\nfor (let i = 0; i < 1e5; i++) a = [a]\nreturn a",
      verdict: LIMIT,
    },
    {
      name: "a value nested as deeply as the engine can write",
      script: "let a = []\nfor (let i = 0; i < 350; i++) a = [a]\nreturn a",
      verdict: { kind: "returns", wanted: "an array", check: Array.isArray },
    },
    {
      name: "catching the end of memory again and again",
      script: "for (;;) {\n  try { const a = []; for (;;) a.push('x'.repeat(1000) + a.length) } catch {}\n}",
      verdict: LIMIT,
    },
    {
      name: "what fits",
      script: "return Array.from({ length: 20000 }, (_, i) => i).reduce((a, b) => a + b)",
      verdict: returns(199990000),
    },
  ],
};
