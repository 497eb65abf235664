// What is thrown is read by the host: it may be anything.
import { fails, lines, returns, type HostileClass } from "../hostile-case.ts";

export const errors: HostileClass = {
  title: "errors and stacks",
  cases: [
    { name: "throws null", script: "throw null", verdict: fails("ScriptError", /null/) },
    { name: "throws undefined", script: "throw undefined", verdict: fails("ScriptError", /undefined/) },
    {
      name: "throws a symbol",
      script: "throw Symbol('odd')",
      verdict: fails("ScriptError", /Symbol\(odd\)/),
    },
    { name: "throws a BigInt", script: "throw 12n", verdict: fails("ScriptError", /12/) },
    { name: "throws a function", script: "throw () => 1", verdict: fails("ScriptError", /Error/) },
    {
      name: "throws a proxy whose every trap throws",
      script: lines("const angry = new Proxy({}, { get() { throw 1 } })", "throw new Proxy({}, angry)"),
      verdict: fails("ScriptError", /./),
    },
    {
      name: "throws a revoked proxy",
      script: "const { proxy, revoke } = Proxy.revocable({}, {})\nrevoke()\nthrow proxy",
      verdict: fails("ScriptError", /cannot be shown/),
    },
    {
      name: "throws what throws when read",
      script:
        "throw { get name() { throw 1 }, get message() { throw 2 }, get stack() { throw 3 }, toString() { throw 4 } }",
      verdict: fails("ScriptError", /cannot be shown/),
    },
    {
      name: "throws what never ends when read",
      script: "throw {\n  get message() { for (;;); }\n}",
      verdict: fails("ScriptLimit", /too long/, 3),
    },
    {
      name: "throws an error whose toString never ends",
      script: "throw Object.assign(new Error('calm'), {\n  toString() { for (;;); } })",
      verdict: fails("ScriptError", /calm/, 2),
    },
    {
      name: "throws an error that is its own cause",
      script: "const error = new Error('ring')\nerror.cause = error\nthrow error",
      verdict: fails("ScriptError", /ring/, 2),
    },
    {
      name: "throws half a surrogate pair and a NUL",
      script: "throw new Error('a\\u0000b\\ud800c')",
      verdict: fails("ScriptError", /a.*b.*c/s, 2),
    },
    {
      name: "throws emoji that a cut falls into",
      script: "throw new Error('x' + '\\u{1f600}'.repeat(9000))",
      verdict: fails("ScriptError", /x\u{1f600}/u),
    },
    {
      name: "throws an error of 4 MB",
      script: "throw new Error('m'.repeat(4e6))",
      verdict: fails("ScriptError", /mmm/),
    },
    {
      name: "throws an error with a name of 4 MB",
      script: "throw Object.assign(new Error('m'), { name: 'n'.repeat(4e6) })",
      verdict: fails("ScriptError", /nnn/),
    },
    {
      name: "forges a stack",
      script:
        "throw Object.assign(new Error('m'), { stack: 'at x (script-9:1:1)\\nat y (script-0:99999999:99999999)\\nat z (script-0:-1:0)' })",
      verdict: fails("ScriptError", /m/),
    },
    {
      name: "has a stack that is an object",
      script: "throw { name: 1, message: {}, stack: [] }",
      verdict: fails("ScriptError", /./),
    },
    {
      name: "pretends that a limit of pawl was hit",
      script: "throw Object.assign(new Error('m'), { type: 'AgentLimit', name: 'AgentLimit' })",
      verdict: fails("ScriptError", /m/, 2),
    },
    {
      name: "pretends that the engine is missing",
      script: "throw Object.assign(new Error('m'), { name: 'EngineMissing' })",
      verdict: fails("ScriptError", /EngineMissing: m/, 2),
    },
    {
      name: "pretends to be a cancellation",
      script: "throw Object.assign(new Error('m'), { name: 'CancelledFailure' })",
      verdict: fails("ScriptError", /CancelledFailure: m/, 2),
    },
    {
      name: "prepares stacks for ever",
      script: "Error.prepareStackTrace = () => {\n  for (;;);\n}\nthrow new Error('m')",
      verdict: fails("ScriptError", /m/, 5),
    },
    {
      name: "prepares stacks that are no texts",
      script: "Error.prepareStackTrace = () => ({ toString() { throw 1 } })\nthrow new Error('m')",
      verdict: fails("ScriptError", /m/),
    },
    {
      name: "wants endless stacks",
      script: "Error.stackTraceLimit = Infinity\nfunction f() {\n  f()\n}\nf()",
      verdict: fails("ScriptLimit", /too deeply/),
    },
    {
      name: "throws away the errors' constructors",
      script: "globalThis.Error = globalThis.TypeError = undefined\nreturn agent(1)",
      verdict: fails("ScriptError", /./),
    },
    {
      name: "catches its own overflow and goes on",
      script: "let deep = 0\nconst f = () => { deep++; f() }\ntry { f() } catch { return deep > 10 }",
      verdict: returns(true),
    },
    {
      name: "catches overflow in overflow",
      script: "const f = () => {\n  try { f() } catch { f() }\n}\nf()",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "tries to catch the end of its fuel",
      script: "for (;;) {\n  try { for (;;); } catch { continue } finally { continue }\n}",
      verdict: fails("ScriptLimit", /too long/, 3),
    },
  ],
};
