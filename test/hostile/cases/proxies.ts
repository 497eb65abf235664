// Arguments that change while they are read, or fight back.
import { endsSomehow, fails, lines, returns, returnsSome, type HostileClass } from "../hostile-case.ts";

const MANY_KEYS =
  "new Proxy({}, { ownKeys: () => Array.from({ length: 30000 }, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) })";
const BOTTOMLESS =
  "const down = () => new Proxy({}, { get: (t, k) => (k === 'toJSON' ? undefined : down()), ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) })";

export const proxies: HostileClass = {
  title: "proxies and getters",
  cases: [
    {
      name: "has an option that throws when read",
      script: "await agent('x', { get label() { throw new Error('boo') } })",
      verdict: fails("ScriptError", /boo/, 2),
    },
    {
      name: "has an option that changes when read again",
      script: "let n = 0\nreturn await agent('changing', { get label() { return n++ === 0 ? 'a' : {} } })",
      verdict: returnsSome("the agent's text", (value) => String(value).includes("changing")),
    },
    {
      name: "has a schema that changes when read again",
      script: lines(
        "let n = 0",
        "const schema = { type: 'object', get properties() { return n++ === 0 ? {} : { a: { type: 'number' } } } }",
        "return typeof (await agent('changing', { schema }))",
      ),
      verdict: returns("object"),
    },
    {
      name: "has options with 30,000 keys",
      script: `await agent('x', ${MANY_KEYS})`,
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "has options that are an endless proxy",
      script: "await agent('x', new Proxy({}, {\n  get() { for (;;); } }))",
      verdict: fails("ScriptLimit", /too long/, 3),
    },
    {
      name: "has a prompt that is no text",
      script: lines(
        "const got = []",
        "for (const prompt of [new String('x'), { toString: () => 'x' }, ['x'], new Proxy({}, {}), Symbol('x'), 1n, undefined])",
        "  await agent(prompt).catch((error) => got.push(error.name))",
        "return got",
      ),
      verdict: returns(Array.from({ length: 7 }, () => "TypeError")),
    },
    {
      name: "has a schema without a bottom",
      script: `${BOTTOMLESS}\nawait agent('x', { schema: down() })`,
      verdict: fails("ScriptLimit", /too long/, 3),
    },
    {
      name: "has a schema that contains itself",
      script: "const schema = {}\nschema.a = schema\nawait agent('x', { schema })",
      verdict: fails("ScriptError", /cycle/),
    },
    {
      name: "has a length that lies",
      script: "await parallel(new Proxy([], { get: (t, k) => (k === 'length' ? 1e9 : t[k]) }))",
      verdict: fails("ScriptError", /at most 4096/),
    },
    {
      name: "has a length that grows",
      script:
        "let n = 0\nawait parallel(new Proxy([], { get: (t, k) => (k === 'length' ? 1000 ** n++ : k === Symbol.iterator ? undefined : () => 1) }))",
      verdict: endsSomehow,
    },
    {
      name: "has an iterator that never ends",
      script:
        "const items = [1]\nitems[Symbol.iterator] = function* () {\n  for (;;) yield 1\n}\nawait pipeline(items, (x) => x)",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "has items that change the array",
      script: "const items = [1, 2, 3]\nreturn await pipeline(items, (x) => { items.length = 0; return x })",
      verdict: returns([1, 2, 3]),
    },
    {
      name: "has a stage that is a proxy",
      script: "return await pipeline([1], new Proxy(() => 1, { apply() { throw new Error('stage') } }))",
      verdict: returns([null]),
    },
    {
      name: "has a revoked proxy for an array",
      script: "const { proxy, revoke } = Proxy.revocable([], {})\nrevoke()\nawait parallel(proxy)",
      verdict: fails("ScriptError", /TypeError/),
    },
    {
      name: "returns a value whose toJSON throws",
      script: "return { toJSON() { throw new Error('mine') } }",
      verdict: fails("ScriptError", /mine/),
    },
    {
      name: "returns a value whose toJSON never ends",
      script: "return { toJSON() {\n  for (;;); } }",
      verdict: fails("ScriptLimit", /too long/, 3),
    },
    {
      name: "returns an array that says it is long",
      script:
        "return new Proxy([], { get: (t, k) => (k === 'length' ? 1e9 : k === 'toJSON' ? undefined : 1) })",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "returns what JSON cannot carry",
      script: "return { deep: [{ f() {} }] }",
      verdict: fails("ScriptError", /function/),
    },
    {
      name: "returns numbers that are none",
      script: "return [NaN, Infinity, -0, 5e-324]",
      verdict: returns([null, null, 0, 5e-324]),
    },
    {
      name: "returns an object with the key __proto__",
      script: 'return JSON.parse(\'{"__proto__":{"polluted":1}}\')',
      verdict: returnsSome("an object", (value) => typeof value === "object" && !("polluted" in {})),
    },
    {
      name: "takes a key with the name __proto__ as schema",
      script:
        'return typeof (await agent(\'proto\', { schema: JSON.parse(\'{"type":"object","properties":{"__proto__":{"type":"string"}}}\') }).catch(() => ({})))',
      verdict: returns("object"),
    },
  ],
};
