// The script engine: only texts cross, every limit holds, and the same deliveries give the same posts.
import { describe, expect, it } from "vitest";
import { EngineLimitError } from "../../../src/workflows/engine/engine.ts";
import { guestValue, startGuest } from "../guest-stage.ts";

/** How a script ends that runs into a limit: the limit and the guest's stack, or the error that it threw. */
async function limitOf(body: string): Promise<{ limit: string; stack: string }> {
  try {
    const { posts } = await startGuest(body);
    const threw = posts.find((post) => post.t === "threw");
    if (threw === undefined) throw new Error(`no limit was hit: ${JSON.stringify(posts).slice(0, 500)}`);
    return { limit: `threw ${threw.error.name}: ${threw.error.message}`, stack: threw.error.stack };
  } catch (error) {
    if (!(error instanceof EngineLimitError)) throw error;
    return { limit: error.limit, stack: error.guestStack };
  }
}

describe("what crosses", () => {
  it("runs a script to its return value", async () => {
    expect(await guestValue("return 1 + 1")).toBe(2);
  });

  it("posts a call and settles it with what the host delivers", async () => {
    const guest = await startGuest("const a = await agent('hi', { label: 'x' }); return { a }");
    expect(guest.posts).toEqual([{ t: "agent", id: 1, prompt: "hi", phase: null, label: "x" }]);
    expect(guest.deliver({ t: "resolve", id: 1, value: "done" })).toEqual([
      { t: "returned", frame: 0, value: { a: "done" } },
    ]);
  });

  it("rejects a call with the host's error, by name and message", async () => {
    const guest = await startGuest(
      "try { await agent('hi') } catch (e) { return [e instanceof Error, e.name, e.message] }",
    );
    const error = { name: "InvalidSchema", message: "no schema", isRecorded: true };
    expect(guest.deliver({ t: "reject", id: 1, error })).toMatchObject([
      { t: "returned", value: [true, "InvalidSchema", "no schema"] },
    ]);
  });

  it("settles several calls in one delivery, in the order of the delivery", async () => {
    const guest = await startGuest(
      "const order = []; await Promise.all(['a', 'b'].map((p) => agent(p).then((r) => order.push(p + r)))); return order",
    );
    const posts = guest.deliver({ t: "resolve", id: 2, value: 2 }, { t: "resolve", id: 1, value: 1 });
    expect(posts).toMatchObject([{ t: "returned", value: ["b2", "a1"] }]);
  });

  it("ignores what settles a call that is settled, or was never made", async () => {
    const guest = await startGuest("return await agent('a')");
    expect(guest.deliver({ t: "resolve", id: 9, value: 0 })).toEqual([]);
    guest.deliver({ t: "resolve", id: 1, value: "first" });
    expect(guest.deliver({ t: "resolve", id: 1, value: "second" })).toEqual([]);
    expect(guest.posts.at(-1)).toMatchObject({ value: "first" });
  });

  it("has the same posts for the same deliveries, text for text", async () => {
    const body = `
      const seen = new WeakRef({}); const m = new Map(); for (const k of ['b', 'a']) m.set(k, {});
      log([...m.keys()], Object.keys({ z: 1, 2: 1, a: 1 }), new Error('x').stack, typeof seen.deref());
      const first = await Promise.race([agent('a'), agent('b'), sleep(5)]);
      return [first, [3, 1, 2].sort(), new Date(0).toString(), Symbol().toString(), 0.1 + 0.2]`;
    const story = async (): Promise<string> => {
      const guest = await startGuest(body);
      guest.deliver({ t: "resolve", id: 2, value: "b" });
      return JSON.stringify(guest.posts);
    };
    expect(await story()).toBe(await story());
  });

  it("keeps two engines apart: what one script does to its built-ins, no other sees", async () => {
    await startGuest(
      "Array.prototype.map = () => 'mine'; globalThis.left = 1; Object.prototype.x = 1; return 1",
    );
    expect(await guestValue("return [[1].map((n) => n + 1), typeof left, ({}).x === undefined]")).toEqual([
      [2],
      "undefined",
      true,
    ]);
  });
});

describe("S09 limits", () => {
  it.each([
    ["an endless loop", "let i = 0;\nfor (;;) { i++; }", "script-0:3:"],
    ["an endless loop of awaits", "let i = 0;\nfor (;;) {\n await null; i++; }", "script-0:4:"],
    [
      "a chain of callbacks without end",
      "const f = () => {\n queueMicrotask(f) };\nf(); await new Promise(() => {})",
      "at f (script-0:3:",
    ],
    ["a loop behind other work", "const a = ['x'].map(String);\nwhile (a.length) {}", "script-0:3:"],
    [
      "a loop that hides behind its own Error",
      "globalThis.Error = class { get stack() { for (;;); } };\nfor (;;);",
      "script-0:3:",
    ],
    ["an endless loop in a callback", "await null;\n(function g() { for (;;); })()", "at g (script-0:3:"],
    ["an endless generator", "\nfor (const x of (function* () { for (;;) yield 1 })());", "script-0:3:"],
    ["regular expressions that track back", "\nfor (;;) /(a+)+$/.test('a'.repeat(40) + '!')", "script-0:3:"],
  ])("fuel ends %s, and the stack names the line", async (_what, body, place) => {
    const end = await limitOf(body);
    expect(end.limit).toBe("fuel");
    expect(end.stack).toContain(place);
  });

  it.each([
    [
      "a loop of 2,000,000 rounds",
      "let n = 0; for (let i = 0; i < 2e6; i++) n += i % 7; return n",
      5_999_995,
    ],
    ["100,000 numbers sorted", "return [...Array(1e5).keys()].sort((a, b) => b - a)[0]", 99_999],
    [
      "2 MB of JSON read and written",
      "const t = JSON.stringify(Array(100000).fill('0123456789012345')); return JSON.stringify(JSON.parse(t)).length",
      1_900_001,
    ],
  ])("honest computing is not cut short: %s", async (_what, body, value) => {
    expect(await guestValue(body)).toBe(value);
  });

  it.each([
    [
      "1,000 agents with prompts of 5 KB",
      "await parallel([...Array(1000).keys()].map((i) => () => agent(i + 'x'.repeat(5000))))",
      1_000,
    ],
    [
      "1,000 agents with a schema of 30 properties",
      "const schema = { type: 'object', properties: Object.fromEntries([...Array(30).keys()].map((i) => ['p' + i, { type: 'string', description: 'what it is about' }])) }; await parallel([...Array(1000).keys()].map((i) => () => agent('p' + i, { schema })))",
      1_000,
    ],
    [
      "a pipeline of as many items as one takes",
      "await pipeline([...Array(4096).keys()], (i) => agent('p' + i), (r) => agent(r))",
      4_096,
    ],
  ])("what a run may ask at once it can ask, and take the answers: %s", async (_what, body, count) => {
    const guest = await startGuest(body, { settings: { maxAgents: 10_000 } });
    expect(guest.posts).toHaveLength(count);
    const answers = guest.posts
      .slice(0, 1_000)
      .map((_post, index) => ({ t: "resolve" as const, id: index + 1, value: "x".repeat(1_000) }));
    expect(() => guest.deliver(...answers)).not.toThrow();
  });

  it("results that come together are read, however large agents may make them", async () => {
    const guest = await startGuest(
      "return (await parallel([...Array(16).keys()].map((i) => () => agent('p' + i)))).length",
    );
    const posts = guest.deliver(
      ...[...Array(16).keys()].map((index) => ({
        t: "resolve" as const,
        id: index + 1,
        value: "line of words\n".repeat(64_000),
      })),
    );
    expect(posts).toMatchObject([{ t: "returned", value: 16 }]);
  });

  it("the largest program that a script may be is read, and leaves its script all that it may use", async () => {
    const program = Array.from(
      { length: 5_000 },
      (_, i) => `const f${i} = (x) => { const y = x + ${i}; return y > 3 ? agent('prompt ' + y) : null };`,
    );
    expect(
      await guestValue(`${program.join("\n")}\nreturn [...Array(1e5).keys()].sort((a, b) => b - a)[0]`),
    ).toBe(99_999);
  });

  it("fuel is full again in every activation: long work in many steps goes on", async () => {
    const guest = await startGuest(
      "let n = 0; for (let k = 0; k < 8; k++) { for (let i = 0; i < 1e6; i++) n++; await agent('x') } return n",
    );
    for (let id = 1; id <= 8; id++) guest.deliver({ t: "resolve", id, value: null });
    expect(guest.posts.at(-1)).toMatchObject({ t: "returned", value: 8e6 });
  });

  it.each([
    ["arrays", "const a = [];\nfor (;;) a.push(new Uint8Array(1e6))", /memory/],
    ["objects", "const a = [];\nfor (;;) a.push({ a: [{}] })", /memory|fuel/],
    ["a text that doubles", "let s = 'x';\nfor (;;) s += s", /string too long|memory/],
    ["a huge repeat", "\nreturn 'x'.repeat(2e9)", /string too long|invalid|memory/],
    ["pending promises", "const a = [];\nfor (;;) a.push(new Promise(() => {}))", /memory|fuel/],
  ])("memory ends %s", async (_what, body, words) => {
    expect((await limitOf(body)).limit).toMatch(words);
  });

  it("memory of one script is given back before the next", async () => {
    for (let n = 0; n < 20; n++)
      await startGuest("const a = new Uint8Array(40e6); a.fill(1); return a.length");
    expect(await guestValue("return new Uint8Array(40e6).length")).toBe(40e6);
  });

  it.each([
    ["plain", "function f() {\n return f() + 1 }\nreturn f()"],
    ["asynchronous", "const f = async () => {\n await f() };\nawait f()"],
    ["through a getter", "const o = { get x() {\n return this.x } };\nreturn o.x"],
    ["through JSON", "const o = { toJSON() {\n return JSON.stringify(o) } };\nreturn JSON.stringify(o)"],
    ["through a proxy", "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {});\nreturn p.x"],
  ])("the stack ends recursion that is %s, as an error the script may catch", async (_what, body) => {
    expect((await limitOf(body)).limit).toMatch(/call stack/);
    const caught = body.replace(/return ([^\n]*)$/, "try { $1 } catch (e) { return e.name }");
    expect(caught === body || (await guestValue(caught)) === "RangeError").toBe(true);
  });

  it.each([
    ["in number", "for (;;) log('x')"],
    ["in size", "const t = 'x'.repeat(1900);\nfor (;;) log(t)"],
  ])("posts are bounded %s", async (_what, body) => {
    expect((await limitOf(body)).limit).toBe("posts");
  });
});

describe("F07 rejections that nobody awaits", () => {
  it("are told once the guest has nothing more to do, whoever made them", async () => {
    const { posts } = await startGuest(
      "agent(5); Promise.reject(new RangeError('mine')); (async () => { throw 'text' })(); await sleep(1)",
    );
    const messages = posts.flatMap((post) => (post.t === "failure" ? [post.message] : []));
    expect(messages).toEqual([
      expect.stringMatching(/^TypeError: agent\(prompt\) takes a text, got number/),
      "RangeError: mine",
      "Error: text",
    ]);
  });

  it("are not told when somebody handles them in time", async () => {
    const { posts } = await startGuest(`
      const p = agent(5); const q = Promise.reject(1);
      await null; await q.catch(() => {}); try { await p } catch { log('caught') }
      await Promise.allSettled([agent(5), Promise.reject(2)]); return 1`);
    expect(posts.filter((post) => post.t === "failure")).toEqual([]);
    expect(posts.at(-1)).toMatchObject({ t: "returned", value: 1 });
  });

  it("are not told twice when the host has written their line", async () => {
    const guest = await startGuest("agent('a'); agent('b'); await sleep(1)");
    const error = { name: "AgentFailed", message: "no" };
    const posts = guest.deliver(
      { t: "reject", id: 1, error: { ...error, isRecorded: true } },
      { t: "reject", id: 2, error: { ...error, isRecorded: false } },
    );
    expect(posts.filter((post) => post.t === "failure")).toHaveLength(1);
  });

  it("are bounded: a loop of them never spends what a script may post", async () => {
    const { posts } = await startGuest("for (let i = 0; i < 10000; i++) agent(i); return 'alive'");
    const failures = posts.flatMap((post) => (post.t === "failure" ? [post.message] : []));
    expect(failures).toHaveLength(201);
    expect(failures.at(-1)).toBe("9800 more rejected promises that nobody awaits");
    expect(posts).toContainEqual({ t: "returned", frame: 0, value: "alive" });
  });
});
