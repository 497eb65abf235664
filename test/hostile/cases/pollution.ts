// Built-ins bent under the prelude. A script that does it hurts itself, and the host believes nothing it says.
import { endsSomehow, fails, lines, returns, returnsSome, type HostileClass } from "../hostile-case.ts";

const FAILS = fails("ScriptError", /./);

/** Replaces every message that has the key `t` by what the expression makes of it. */
function forging(expression: string): string {
  return `Object.prototype.toJSON = function () { return typeof this.t === 'string' ? (${expression}) : this }`;
}

export const pollution: HostileClass = {
  title: "pollution",
  cases: [
    {
      name: "replaces JSON",
      script:
        "JSON.parse = JSON.stringify = () => { throw 1 }\nglobalThis.JSON = undefined\nreturn await agent('json')",
      verdict: returnsSome("the agent's text", (value) => String(value).includes("json")),
    },
    {
      name: "forges its return value",
      script: `${forging("this.t === 'returned' ? { t: 'returned', frame: 0, value: 'forged' } : this")}\nreturn 'true'`,
      verdict: returns("forged"),
    },
    {
      name: "forges an end of another script",
      script: `${forging("this.t === 'agent' ? { t: 'returned', frame: 7, value: 1 } : this")}\nawait agent('x')`,
      verdict: FAILS,
    },
    {
      name: "forges a message of no kind",
      script: `${forging("{ t: 'evil' }")}\nawait agent('x')`,
      verdict: fails("ScriptError", /cannot be read/),
    },
    {
      name: "forges a message that is no object",
      script: "Object.prototype.toJSON = () => 5\nawait agent('x')",
      verdict: fails("ScriptError", /cannot be read/),
    },
    {
      name: "forges a schema of 3 MB",
      script: `${forging("this.t === 'agent' && this.id ? { t: 'agent', id: this.id, prompt: 'x', phase: null, schema: { type: 'object', description: 'd'.repeat(3e6) } } : this")}\nawait agent('x')`,
      verdict: FAILS,
    },
    {
      name: "forges a phase of 3 MB",
      script: `${forging("this.t === 'agent' && this.id ? { t: 'agent', id: this.id, prompt: 'x', phase: 'p'.repeat(3e6) } : this")}\nawait agent('x')`,
      verdict: FAILS,
    },
    {
      name: "forges a check with an environment of 3 MB",
      script: `${forging("this.t === 'check' ? { t: 'check', id: this.id, command: 'true', phase: null, env: { A: 'x'.repeat(3e6) } } : this")}\nawait check('true')`,
      verdict: FAILS,
    },
    {
      name: "forges a nested script with a name of 3 MB",
      script: `${forging("this.t === 'workflow' ? { t: 'workflow', id: this.id, frame: 0, ref: { name: 'n'.repeat(3e6) } } : this")}\nawait workflow('x')`,
      verdict: FAILS,
    },
    {
      name: "forges a failure with a label of 3 MB",
      script: `${forging("this.t === 'failure' ? { t: 'failure', kind: 'k'.repeat(3e6), label: 'l'.repeat(3e6), phase: 'p'.repeat(3e6), message: 'm' } : this")}\nawait parallel([() => { throw 1 }])\nreturn 'ok'`,
      verdict: endsSomehow,
    },
    {
      name: "forges more agents than it may call",
      script: lines(
        "let id = 0",
        forging("this.t === 'log' ? { t: 'agent', id: ++id, prompt: 'x', phase: null } : this"),
        "for (let i = 0; i < 1500; i++) log('')",
        "await sleep(1)",
      ),
      verdict: fails("AgentLimit", /./),
    },
    {
      name: "forges calls with one id",
      script: `${forging("this.t === 'timer' ? { t: 'timer', id: 1, ms: 5 } : this")}\nawait Promise.all([sleep(1), sleep(2), sleep(3)])`,
      verdict: FAILS,
    },
    {
      name: "forges a nested script of a script that is none",
      script: `${forging("this.t === 'workflow' ? { ...this, toJSON: undefined, frame: 99 } : this")}\nawait workflow('x')`,
      verdict: FAILS,
    },
    {
      name: "forges an error with a type",
      script: `${forging("this.t === 'threw' ? { t: 'threw', frame: 0, error: { name: 'n', message: 'm', stack: '', type: 'NoSuchType' } } : this")}\nthrow 1`,
      verdict: FAILS,
    },
    {
      name: "gives all objects a setter for id",
      script:
        "Object.defineProperty(Object.prototype, 'id', { set() { throw 1 }, get() { return 1 }, configurable: true })\nawait agent('x')",
      verdict: endsSomehow,
    },
    {
      name: "gives all objects a frame, a prompt and a t",
      script:
        "Object.assign(Object.prototype, { t: 'returned', frame: 0, value: 1, prompt: 'p' })\nreturn 'mine'",
      verdict: endsSomehow,
    },
    {
      name: "freezes the prototypes",
      script:
        "for (const C of [Object, Array, Map, Promise, Function, Error, String]) Object.freeze(C.prototype)\nreturn await agent('frozen')",
      verdict: endsSomehow,
    },
    {
      name: "takes iterators from arrays",
      script: "Array.prototype[Symbol.iterator] = undefined\nawait agent('x')",
      verdict: FAILS,
    },
    {
      name: "gives arrays an endless iterator",
      script:
        "Array.prototype[Symbol.iterator] = function* () { for (;;) yield { t: 'start', frame: 0 } }\nawait sleep(1)",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "takes iterators from texts",
      script: "String.prototype[Symbol.iterator] = function* () {}\nawait agent('x'.repeat(3e6))",
      verdict: FAILS,
    },
    {
      name: "replaces Map",
      script: "Map.prototype.get = () => undefined\nMap.prototype.set = () => undefined\nawait agent('x')",
      verdict: endsSomehow,
    },
    {
      name: "answers its own calls",
      script:
        "const set = Map.prototype.set\nMap.prototype.set = function (k, v) { if (v?.resolve) v.resolve('mine'); return set.call(this, k, v) }\nreturn await agent('x')",
      verdict: endsSomehow,
    },
    {
      name: "replaces what arrays do",
      script:
        "for (const k of ['map', 'push', 'filter', 'includes', 'join', 'slice']) Array.prototype[k] = () => { throw new Error(k) }\nawait parallel([() => 1])",
      verdict: FAILS,
    },
    {
      name: "replaces what functions do",
      script:
        "for (const k of ['call', 'apply', 'bind']) Function.prototype[k] = () => { throw new Error(k) }\nreturn await parallel([() => 1])",
      verdict: endsSomehow,
    },
    {
      name: "makes texts throw when cut",
      script: "String.prototype.slice = () => { throw new Error('slice') }\nlog('x')\nthrow new Error('y')",
      verdict: FAILS,
    },
    {
      name: "makes telling its error fail",
      script: "Object.prototype.toJSON = () => { throw 1 }\nthrow new Error('untold')",
      verdict: FAILS,
    },
    {
      name: "makes telling its end never end",
      script: "Object.prototype.toJSON = () => { for (;;); }\nreturn 1",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "removes all it can from its global object",
      script:
        "for (const k of Reflect.ownKeys(globalThis)) Reflect.deleteProperty(globalThis, k)\nreturn await agent('bare')",
      verdict: endsSomehow,
    },
  ],
};
