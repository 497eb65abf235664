// The async machinery: thenables, replaced promises, storms of jobs, what never settles.
import { endsSomehow, fails, lines, returns, type HostileClass } from "../hostile-case.ts";

const STUCK = fails("ScriptError", /never happen/);

export const asyncMachinery: HostileClass = {
  title: "async machinery",
  cases: [
    { name: "returns a thenable that never settles", script: "return { then() {} }", verdict: STUCK },
    { name: "awaits a promise that nobody settles", script: "await new Promise(() => {})", verdict: STUCK },
    {
      name: "returns a thenable that settles three times",
      script: "return { then(go) { go(1); go(2); throw 3 } }",
      verdict: returns(1),
    },
    {
      name: "returns a thenable that resolves to itself",
      script: "const t = {\n  then(go) { go(t) } }\nreturn t",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "returns a thenable whose then throws when read",
      script: "return { get then() { throw new Error('no then') } }",
      verdict: fails("ScriptError", /no then/, 2),
    },
    { name: "loops over await", script: "for (;;)\n  await null", verdict: fails("ScriptLimit", /too long/) },
    {
      name: "breeds jobs",
      script: "const f = () => Promise.resolve().then(f)\nawait f()",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "breeds jobs two by two",
      script:
        "const f = () => { Promise.resolve().then(f); Promise.resolve().then(f) }\nf()\nawait new Promise(() => {})",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "iterates an async generator for ever",
      script: "async function* g() {\n  for (;;) yield 1\n}\nfor await (const x of g());",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "replaces Promise.prototype.then",
      script: "Promise.prototype.then = function () { return this }\nreturn await agent('then')",
      verdict: endsSomehow,
    },
    {
      name: "makes Promise.prototype.then call twice",
      script: lines(
        "const then = Promise.prototype.then",
        "Promise.prototype.then = function (f, g) { then.call(this, f, g); return then.call(this, f, g) }",
        "return (await parallel([() => agent('twice'), () => 2]))[1]",
      ),
      verdict: returns(2),
    },
    {
      name: "replaces the Promise constructor",
      script:
        "globalThis.Promise = class { constructor() { throw new Error('mine') } }\nreturn await parallel([() => 1])",
      verdict: fails("ScriptError", /./),
    },
    {
      name: "gives promises a constructor with an endless species",
      script:
        "Object.defineProperty(Promise.prototype, 'constructor', { get() {\n  for (;;); } })\nreturn await agent('species')",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "leaves 1,000 rejections unhandled",
      script: "for (let i = 0; i < 1000; i++) Promise.reject(new Error('left ' + i))\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "leaves rejections that cannot be read",
      script:
        "for (let i = 0; i < 50; i++) Promise.reject(new Proxy({}, { get() { throw 1 } }))\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "leaves a rejection whose reading never ends",
      script: "Promise.reject({ get message() {\n  for (;;); } })\nawait sleep(1)\nreturn 'ok'",
      verdict: endsSomehow,
    },
    {
      name: "throws in a timer",
      script: "setTimeout(() => { throw new Error('late') }, 1)\nawait sleep(50)\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "computes for ever in a timer",
      script: "setTimeout(() => {\n  for (;;); }, 1)\nawait sleep(50)",
      verdict: fails("ScriptLimit", /too long/, 3),
    },
    {
      name: "clears timers it does not have",
      script:
        "for (const t of [0, -1, 1e9, NaN, {}, 'x', null]) clearTimeout(t)\nconst t = setTimeout(() => {}, 1)\nclearTimeout(t); clearTimeout(t)\nawait sleep(5)\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "sleeps for durations that are none",
      script: lines(
        "const got = []",
        "for (const d of [NaN, Infinity, -1, 1e300, '', 'x'.repeat(1000), '1e9 years', {}, null, Symbol.iterator, 0.4])",
        "  await sleep(d).then(() => got.push('slept'), (error) => got.push(error.name))",
        "return got",
      ),
      verdict: returns([
        "TypeError",
        "RangeError",
        "slept",
        "RangeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "slept",
      ]),
    },
    {
      name: "loops over a call that is refused at once",
      script: "for (;;) {\n  try { await approve('q', { details: 'x'.repeat(200000) }) } catch {}\n}",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "loops over a nested script that is refused at once",
      script: "for (;;) {\n  try { await workflow('deeper') } catch {}\n}",
      input: { limits: { depth: 0 } },
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "loops over agents that are refused at once",
      script: "for (;;) {\n  try { await agent(1) } catch {}\n}",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "returns while agents work",
      script: "for (let i = 0; i < 40; i++) agent('left ' + i)\nreturn 'ok'",
      verdict: returns("ok"),
    },
  ],
};
