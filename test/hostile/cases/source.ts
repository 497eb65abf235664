// The text itself as the attack: it must not close the function that holds it, nor confuse lines.
import { fails, isRefused, lines, returns, type HostileClass } from "../hostile-case.ts";

const META = "export const meta = { name: 'test', description: 'a test' }";

export const source: HostileClass = {
  title: "source text",
  cases: [
    { name: "closes its wrapper with a comma", script: "}, x = 1, async () => {", verdict: isRefused(/./) },
    {
      name: "closes both wrappers",
      script: "}; }); globalThis.out = 1; (function () { return async function () {",
      verdict: isRefused(/./),
    },
    {
      name: "closes its wrapper behind an HTML comment",
      script: "<!-- x\n}; }); (() => {",
      verdict: isRefused(/./),
    },
    {
      name: "closes its wrapper in an arrow's parameters",
      script: "return 1 }, y = class { static {",
      verdict: isRefused(/./),
    },
    { name: "ends in an open comment", script: "return 1 /*", verdict: isRefused(/comment|cut off|end/i) },
    { name: "ends in an open template", script: "return `${1", verdict: isRefused(/./) },
    { name: "writes HTML comments", script: "<!-- return 1\nreturn 2\n--> return 3", verdict: returns(2) },
    { name: "hides await behind an escape", script: "\\u0061wait 1", verdict: isRefused(/./) },
    { name: "writes names with escapes", script: "const \\u0061b = 3\nreturn ab", verdict: returns(3) },
    {
      name: "begins with a hashbang",
      script: `#!/usr/bin/env node\n${META}\nthrow new Error('third')`,
      verdict: fails("ScriptError", /third/, 3),
    },
    {
      name: "begins with a byte order mark",
      script: `\ufeff${META}\nthrow new Error('second')`,
      verdict: fails("ScriptError", /second/, 2),
    },
    {
      name: "ends a comment with U+2028",
      script: "// harmless \u2028 throw new Error('after')",
      verdict: fails("ScriptError", /after/),
    },
    {
      name: "has line separators in texts and frames",
      script: "const s = '\u2028\u2029'\nthrow new Error('third')",
      verdict: fails("ScriptError", /third/, 3),
    },
    {
      name: "has bidirectional controls",
      script: "const role = 'user\u202e \u2066// admin\u2069 \u2066'\nreturn role.length",
      verdict: returns(18),
    },
    { name: "has a NUL", script: "return 1 // \0", verdict: isRefused(/NUL|U\+0000|control/i) },
    {
      name: "is one line of 500,000 characters",
      script: `return "${"x".repeat(500_000)}".length`,
      verdict: returns(500_000),
    },
    {
      name: "has 400,000 lines",
      script: `${"\n".repeat(400_000)}throw new Error('far')`,
      verdict: fails("ScriptError", /far/, 400_002),
    },
    {
      name: "nests brackets without end",
      script: `return ${"[".repeat(100_000)}`,
      verdict: isRefused(/deep|nest/i),
    },
    {
      name: "nests functions without end",
      script: `return ${"a => ".repeat(5_000)}1`,
      verdict: isRefused(/deep|nest/i),
    },
    {
      name: "chains operators without end",
      script: `return ${"1+".repeat(100_000)}1`,
      verdict: isRefused(/deep|nest/i),
    },
    {
      name: "asks for arguments and new.target",
      script: "return [arguments, new.target]",
      verdict: isRefused(/./),
    },
    { name: "is TypeScript with a decorator", script: "@x class A {}", verdict: isRefused(/./) },
    {
      name: "shadows every primitive",
      script:
        "const agent = 1, log = 2, args = 3, budget = 4, parallel = 5, console = 6, script = 7\nreturn agent + log + args + budget + parallel + console + script",
      verdict: returns(28),
    },
    {
      name: "makes functions from texts",
      script: lines(
        "const kinds = [function () {}, async function () {}, function* () {}, async function* () {}]",
        "return kinds.map((f) => { try { return typeof f.constructor('return typeof process') } catch (e) { return e.name } })",
      ),
      verdict: returns(["function", "function", "function", "function"]),
    },
    {
      name: "looks for the primitives from eval",
      script: "return [typeof (0, eval)('typeof agent'), (0, eval)('typeof agent'), eval('typeof agent')]",
      verdict: returns(["string", "undefined", "function"]),
    },
    {
      name: "evaluates a text that closes things",
      script: "try { eval('}, x = 1, async () => {') } catch (error) { return error.name }",
      verdict: returns("SyntaxError"),
    },
    {
      name: "uses sloppy mode through Function",
      script: "return Function('with ({ a: 4 }) { return a }')()",
      verdict: returns(4),
    },
    {
      name: "throws in an evaluated text",
      script: "eval('\\n\\n\\nthrow new Error(\"inside\")')",
      verdict: fails("ScriptError", /inside/),
    },
    {
      name: "names its evaluated text like a script",
      script: "eval('throw new Error(\"named\")\\n//# sourceURL=script-0:7:7')",
      verdict: fails("ScriptError", /named/),
    },
  ],
};
