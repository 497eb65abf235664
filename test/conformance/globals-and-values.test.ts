// Rows S06 to S10: what a script has, what it has not, what it may use up, and what may cross.
import { runInThisContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { endOf, startScript, valueOf } from "../support/stage.ts";
import { CAUGHT, agentsOf, failureOf, runToReturn } from "./outcomes.ts";

/** The names that ECMAScript 2023 puts into the global scope. */
const ECMASCRIPT_2023 = (
  "globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI " +
  "encodeURIComponent AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error " +
  "EvalError FinalizationRegistry Float32Array Float64Array Function Int8Array Int16Array Int32Array Map Number Object " +
  "Promise Proxy RangeError ReferenceError RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError Uint8Array " +
  "Uint8ClampedArray Uint16Array Uint32Array URIError WeakMap WeakRef WeakSet Atomics JSON Math Reflect"
).split(" ");

const PRIMITIVES =
  "agent parallel pipeline phase log workflow args budget console setTimeout clearTimeout sleep approve ask check".split(
    " ",
  );
const WEB = "URL URLSearchParams structuredClone TextEncoder TextDecoder atob btoa".split(" ");
const ABSENT = (
  "require process module exports fetch Buffer crypto performance global window self navigator setInterval setImmediate " +
  "XMLHttpRequest WebSocket Worker importScripts WebAssembly print os std scriptArgs gc __dirname __filename Deno Bun"
).split(" ");

describe("S06 what is there", () => {
  it("S06 every global of the contract is there, and the built-ins of ECMAScript 2023", async () => {
    const names = [...PRIMITIVES, ...WEB, ...ECMASCRIPT_2023];
    const script = `const is = {}; ${names.map((name) => `is["${name}"] = (() => { try { ${name}; return true } catch { return false } })()`).join(";")}; return is`;
    const is = (await valueOf(script, { args: 1 })) as Record<string, boolean>;
    expect(names.filter((name) => is[name] !== true)).toEqual([]);
  });

  it("S06 what ECMAScript 2023 brought to objects that were there before works", async () => {
    expect(
      await valueOf(`return [[3, 1].toSorted(), [1, 2].toReversed(), [1, 2].with(0, 9), [1, 2, 3].findLast((n) => n < 3), [1, 2].toSpliced(0, 1),
        'ab'.at(-1), 'aa'.replaceAll('a', 'b'), Object.hasOwn({ a: 1 }, 'a'), [1, [2]].flat(), 2n ** 64n > 1n, /(?<y>a)/d.exec('a').indices.groups.y,
        new Error('a', { cause: 'b' }).cause, [..."a1b2".matchAll(/\\d/g)].length, Object.fromEntries([['a', 1]]), (class { static #p = 5; static x = this.#p }).x]`),
    ).toEqual([[1, 3], [2, 1], [9, 2], 2, [2], "b", "bb", true, [1, 2], true, [0, 1], "b", 2, { a: 1 }, 5]);
  });

  it("S06 a script may shadow any of them with a name of its own", async () => {
    const names = [
      ...PRIMITIVES,
      ...WEB,
      "Map",
      "Promise",
      "JSON",
      "Date",
      "Array",
      "Object",
      "Error",
      "Math",
    ];
    for (const how of ["const NAME = 1", "let NAME = 1", "var NAME = 1"]) {
      const declared = names.map((name) => how.replace("NAME", name)).join(";");
      expect(await valueOf(`${declared}\nreturn [${names.join(", ")}].every((value) => value === 1)`)).toBe(
        true,
      );
    }
    const functions = names.map((name) => `function ${name}() { return "${name}" }`).join("\n");
    expect(await valueOf(`return [${names.map((name) => `${name}()`).join(", ")}]\n${functions}`)).toEqual(
      names,
    );
    expect(
      await valueOf(
        "const budget = 5; class Map {} ; return [budget, await agent('x'), new Map() instanceof Map]",
      ),
    ).toEqual([5, "[simulated] x", true]);
  });
});

describe("S07 what is not", () => {
  it("S07 nothing leads to files, network, shell, clock or host", async () => {
    const script = `return { absent: [${ABSENT.map((name) => `typeof ${name}`).join()}], onGlobal: [${ABSENT.map((name) => `typeof globalThis.${name}`).join()}],
      all: Object.getOwnPropertyNames(globalThis) }`;
    const { absent, onGlobal, all } = (await valueOf(script)) as {
      absent: string[];
      onGlobal: string[];
      all: string[];
    };
    expect(ABSENT.filter((_name, n) => absent[n] !== "undefined" || onGlobal[n] !== "undefined")).toEqual([]);
    // Whatever else the engine brings must be known, and harmless.
    const more =
      "escape unescape queueMicrotask InternalError Iterator Float16Array DOMException DisposableStack AsyncDisposableStack SuppressedError";
    const known = new Set([...ECMASCRIPT_2023, ...WEB, ...more.split(" ")]);
    expect(all.filter((name) => !known.has(name))).toEqual([]);
  });

  it("S07 eval and Function give no more power than the script has", async () => {
    const codes = ABSENT.map((name) => `typeof ${name}`).join(" + ");
    const all = "undefined".repeat(ABSENT.length);
    const { value } = await runToReturn(
      `${CAUGHT}
      const ways = [(c) => eval(c), (c) => (0, eval)(c), (c) => Function('return ' + c)(), (c) => (async () => {}).constructor('return ' + c)(),
        (c) => (function* () {}).constructor('yield ' + c)().next().value, (c) => agent.constructor('return ' + c)(),
        (c) => URL.constructor('return ' + c)(), (c) => args.constructor.constructor('return ' + c)(), (c) => log.constructor('return ' + c)()]
      const ends = []
      for (const way of ways) ends.push([await way(${JSON.stringify(codes)}), (await caught(() => way('import("node:fs")'))).isError, (await caught(() => way('Date.now()'))).isError])
      return ends`,
      { args: {} },
    );
    expect(value).toEqual(Array.from({ length: 9 }, () => [all, true, true]));
  });

  it("S07 an error's stack, a primitive's text and its properties show nothing of the host", async () => {
    const shown = JSON.stringify(
      await valueOf(`let stack; try { await agent(5) } catch (e) { stack = e.stack + Object.getOwnPropertyNames(e) }
        return [stack, agent.toString(), Object.getOwnPropertyNames(agent), Object.getOwnPropertyNames(console), String(budget.spent), new Error('x').stack]`),
    );
    expect(shown).not.toMatch(/node_modules|\/work|dist|workflow-bundle|file:|wasm/);
  });
});

describe("S08 pure web globals", () => {
  it("S08 URL, URLSearchParams, structuredClone, the encoders, atob and btoa work as elsewhere", async () => {
    const expressions = `[
      new URL('https://user:pw@exämple.org:8080/a/../b?x=1&y=é#h').href, new URL('../c', 'https://a.b/d/e/f').pathname, new URL('https://a.b').hostname,
      URL.canParse?.('no url') ?? false, [...new URLSearchParams('a=1&b=2&a=3').getAll('a')], String(new URLSearchParams({ q: 'a b&c' })),
      (() => { try { new URL('no url') } catch (e) { return e.name } })(),
      (() => { const u = new URL('https://a.b/?x=1'); u.searchParams.append('y', '2'); u.port = '99'; return u.href })(),
      structuredClone({ d: new Date(5), m: new Map([[1, new Set([2])]]), a: [1, , 3], u: undefined, r: /x/g }).m.get(1).has(2),
      (() => { const o = { n: 1 }; o.self = o; const c = structuredClone(o); return c !== o && c.self === c })(),
      (() => { try { structuredClone(() => 1) } catch (e) { return e.name } })(),
      [...new TextEncoder().encode('é€')], new TextDecoder().decode(Uint8Array.of(0xe2, 0x82, 0xac, 0xff)), btoa('héé'), atob('aGk='),
      (() => { try { btoa('€') } catch (e) { return e.name } })()]`;
    // The same expressions in Node are the judge.
    const expected: unknown = JSON.parse(JSON.stringify(runInThisContext(expressions)));
    expect(await valueOf(`return ${expressions}`)).toEqual(expected);
  });
});

describe("S09 what a script may use up", () => {
  const HOSTILE: [what: string, body: string, words: RegExp][] = [
    ["an endless loop", "let i = 0\nwhile (true) { i++ }", /too long/],
    [
      "an endless loop after other work",
      "const a = ['x'].map((x) => x + 1)\nfor (;;) a.length = 1",
      /too long/,
    ],
    ["an endless loop of awaits", "let i = 0\nfor (;;) { await null; i++ }", /too long/],
    [
      "a regular expression that tracks back",
      "const s = 'a'.repeat(50);\n/^(a+)+$/.test(s + '!')",
      /too long/,
    ],
    ["unbounded memory", "const a = []\nfor (;;) a.push(new Uint8Array(1e6).fill(1))", /memory/],
    ["unbounded text", "let s = 'x'\nfor (;;) s += s", /memory/],
    ["unbounded recursion", "function f(n) {\n  return f(n + 1) + 1 }\nf(0)", /too deeply|stack/],
    [
      "unbounded asynchronous recursion",
      "const f = async () => {\n  await f() }\nawait f()",
      /too deeply|stack/,
    ],
    ["unbounded posts", "let i = 0\nfor (;;) log('x')", /more than a run can hold/],
  ];

  it.each(HOSTILE)(
    "S09 %s fails the run, says so and names the line, with no task failed or retried",
    async (_what, body, words) => {
      const handle = await startScript(body);
      const end = await endOf(handle);
      expect(end).toMatchObject({
        kind: "failed",
        type: "ScriptLimit",
        message: expect.stringMatching(words),
      });
      // Line 1 is meta, line 2 sets up, line 3 is the one.
      expect(end.kind === "failed" && end.message).toContain("at test:3:");
      expect(end.kind === "failed" && end.message).toContain("> 3 | ");
      const { events = [] } = await handle.fetchHistory();
      expect(
        events?.filter(
          (event) => event.workflowTaskFailedEventAttributes || event.workflowTaskTimedOutEventAttributes,
        ),
      ).toEqual([]);
    },
  );

  it("S09 the other runs on the worker go on, and so does the worker", async () => {
    const neighbour = await startScript(
      "let n = 0; for (let i = 0; i < 12; i++) n += (await agent('step ' + i)).length > 0 ? 1 : 0; return n",
    );
    const ends = await Promise.all(HOSTILE.slice(0, 7).map(async ([, body]) => failureOf(body)));
    expect(ends.map(({ type }) => type)).toEqual(Array.from({ length: 7 }, () => "ScriptLimit"));
    expect(await endOf(neighbour)).toMatchObject({
      kind: "returned",
      result: { value: 12, status: "completed" },
    });
    expect(await valueOf("return 'the worker lives'")).toBe("the worker lives");
  });

  it("S09 what is used in many steps is not added up", async () => {
    expect(
      await valueOf(
        "let n = 0; for (let k = 0; k < 4; k++) { for (let i = 0; i < 1e6; i++) n++; await agent('x') } return n",
      ),
    ).toBe(4e6);
  });
});

describe("S10 what crosses", () => {
  it("S10 values that cross are copies, in and out", async () => {
    const { value, handle } = await runToReturn(
      `const schema = { type: 'object', properties: { a: { const: 1 } }, required: ['a'] }
       const options = { schema, label: 'before' }
       const pending = agent('x', options); options.label = 'after'; schema.properties.a = { const: 2 }
       const first = await pending
       first.a = 'changed'; args.list.push(4)
       const out = { list: args.list }; const again = await agent('x', { schema })
       return { first, again, args, out, same: out.list === args.list }`,
      { args: { list: [1] } },
    );
    expect(value).toEqual({
      first: { a: "changed" },
      again: { a: 2 },
      args: { list: [1, 4] },
      out: { list: [1, 4] },
      same: true,
    });
    expect((await agentsOf(handle))[0]?.label).toBe("before");
    expect((await handle.query<{ text: string }>("script")).text).toContain("args.list.push(4)");
  });

  it.each([
    ["a function", "{ f: () => 1 }", /"f" is a function/],
    ["a cycle", "cycle", /cycle/],
    ["a BigInt", "[{ n: 1n }]", /"n" is a bigint/],
    ["a symbol", "{ s: Symbol('x') }", /"s" is a symbol/],
  ])("S10 %s gives a clear error where it crosses", async (_what, expression, words) => {
    const cycle = "const cycle = {}; cycle.self = cycle;";
    const returned = await failureOf(`${cycle} return ${expression}`);
    expect(returned).toMatchObject({ type: "ScriptError", message: expect.stringMatching(words) });
    expect(returned.message).toContain("the script's return value");
    const calls = [
      `agent('x', { schema: { type: 'object', x: ${expression} } })`,
      `workflow('x', ${expression})`,
      `approve('x', { details: ${expression} })`,
      `ask('x', { default: ${expression} })`,
    ];
    const { value } = await runToReturn(
      `${CAUGHT}${cycle} return [${calls.map((call) => `await caught(() => ${call})`).join(", ")}]`,
    );
    for (const end of value as object[])
      expect(end).toMatchObject({ isError: true, name: "TypeError", message: expect.stringMatching(words) });
    expect((value as { message: string }[]).map(({ message }) => message.split(" must be")[0])).toEqual([
      "agent(): schema",
      "workflow(): args",
      "approve(): details",
      "ask(): default",
    ]);
  });

  it("S10 undefined in objects is dropped, in arrays it is null, and dates and toJSON are what JSON makes of them", async () => {
    expect(
      await valueOf(
        "return { a: undefined, b: [undefined, NaN], d: new Date(0), t: { toJSON: () => 'json' }, n: null, deep: { u: undefined } }",
      ),
    ).toEqual({ b: [null, null], d: "1970-01-01T00:00:00.000Z", t: "json", n: null, deep: {} });
  });

  it("S10 keys that objects of the host treat specially are keys like any other", async () => {
    const args = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "toString": 3}') as object;
    const value = await valueOf(
      "return { keys: Object.keys(args), proto: args.__proto__, polluted: ({}).a === undefined }",
      { args: args as never },
    );
    expect(value).toEqual({
      keys: ["__proto__", "constructor", "toString"],
      proto: { a: 1 },
      polluted: true,
    });
  });

  it("S10 a value too large to return is a clear error", async () => {
    const end = await failureOf("return 'x'.repeat(1.2e6)");
    expect(end).toMatchObject({
      type: "ScriptLimit",
      message: expect.stringMatching(/1048576 bytes/),
    });
  });
});
