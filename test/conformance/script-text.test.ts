// Rows S01 to S05 and S11, S12: the text of a script, and what is said when it is wrong.
import { describe, expect, it } from "vitest";
import { SCRIPT_MAX_BYTES } from "../../src/protocol/limits.ts";
import type { StatusView } from "../../src/protocol/run-views.ts";
import { addRules, endOf, marker, requestsWith, runScript, startScript, valueOf } from "../support/stage.ts";
import { CAUGHT, failureOf, logOf, runToReturn } from "./outcomes.ts";

const META = "export const meta = { name: 'test', description: 'a test' }";

describe("S01 the text", () => {
  it("S01 a script of exactly 512 KiB runs, one byte more is refused before anything runs", async () => {
    const start = `${META}\n// `;
    const end = "\nreturn 'ran'";
    // Two bytes each: the limit counts bytes, not characters.
    const room = SCRIPT_MAX_BYTES - start.length - end.length;
    const full = `${start}${"é".repeat(Math.floor(room / 2))}${"x".repeat(room % 2)}${end}`;
    expect(SCRIPT_MAX_BYTES).toBe(512 * 1024);
    expect(Buffer.byteLength(full)).toBe(SCRIPT_MAX_BYTES);
    expect(await valueOf(full)).toBe("ran");
    const refused = await failureOf(full.replace("// ", "//  "));
    expect(refused).toMatchObject({ type: "ScriptSyntaxError" });
    expect(refused.message).toMatch(/524.?288|512 KiB/);
  });

  it("S01 comments may come before meta, a statement may not", async () => {
    const comments = "#!/usr/bin/env pawl\n// one\n/* two\n */\n";
    expect(await valueOf(`${comments}${META}\nreturn 1`)).toBe(1);
    expect(await failureOf(`const a = 1\n${META}\nreturn a`)).toMatchObject({ type: "ScriptMetaError" });
    expect(await failureOf(`'use strict'\n${META}\nreturn 1`)).toMatchObject({ type: "ScriptMetaError" });
  });

  it.each([
    ["a variable", "{ name: n, description: 'd' }"],
    ["a call", "{ name: 'n', description: String(1) }"],
    ["a spread", "{ name: 'n', ...{ description: 'd' } }"],
    ["a spread in an array", "{ name: 'n', description: 'd', phases: [...[]] }"],
    ["an interpolation", "{ name: 'n', description: `d${1}` }"],
    ["an operator", "{ name: 'n' + 'm', description: 'd' }"],
    ["a computed key", "{ name: 'n', ['description']: 'd' }"],
  ])("S01 meta with %s is refused, and the place is named", async (_what, meta) => {
    const end = await failureOf(`export const meta = ${meta}\nreturn 1`);
    expect(end.type).toBe("ScriptMetaError");
    expect(end.message).toMatch(/script:1:\d+/);
  });

  it("S01 a template literal without interpolation is fine in meta", async () => {
    expect(
      await valueOf("export const meta = { name: `n`, description: `two\nlines` }\nreturn meta.description"),
    ).toBe("two\nlines");
  });
});

describe("S02 meta", () => {
  it.each([
    ["no name", "{ description: 'd' }", /name/],
    ["no description", "{ name: 'n' }", /description/],
    ["a name that is no string", "{ name: 1, description: 'd' }", /name/],
    ["a description that is no string", "{ name: 'n', description: null }", /description/],
    ["whenToUse that is no string", "{ name: 'n', description: 'd', whenToUse: 1 }", /whenToUse/],
    ["phases that are no array", "{ name: 'n', description: 'd', phases: {} }", /phases/],
    ["a phase without title", "{ name: 'n', description: 'd', phases: [{ detail: 'x' }] }", /title/],
  ])("S02 %s is refused and named", async (_what, meta, named) => {
    const end = await failureOf(`export const meta = ${meta}\nreturn 1`);
    expect(end.type).toBe("ScriptMetaError");
    expect(end.message).toMatch(named);
  });

  it("S02 the optional keys are taken, others are kept and ignored", async () => {
    const script = `export const meta = {
      name: 'full', description: 'with everything', whenToUse: 'always',
      phases: [{ title: 'One' }, { title: 'Two', detail: 'more', model: 'haiku' }], version: 3, tags: ['a', null, -1, true],
    }
    return meta`;
    const { handle, result, value } = await runToReturn(script);
    expect(value).toEqual({
      name: "full",
      description: "with everything",
      whenToUse: "always",
      phases: [{ title: "One" }, { title: "Two", detail: "more", model: "haiku" }],
      version: 3,
      tags: ["a", null, -1, true],
    });
    expect(result.script.name).toBe("full");
    const status = await handle.query<StatusView>("status");
    expect(status.script.description).toBe("with everything");
    expect(status.phases.map(({ title }) => title)).toEqual(["One", "Two"]);
  });

  it("S02 meta is read from the tree: nothing in it is ever evaluated", async () => {
    const mark = marker();
    for (const trap of [
      "get description() { return 'd' }",
      "description: (() => 'd')()",
      "description: 'd', [agent('MARK')]: 1",
      "description: 'd', toString() { return agent('MARK') }",
    ]) {
      const meta = `{ name: 'n', ${trap.replace("MARK", mark)} }`;
      expect(await failureOf(`export const meta = ${meta}\nreturn 1`)).toMatchObject({
        type: "ScriptMetaError",
      });
    }
    expect(await requestsWith(mark)).toEqual([]);
  });
});

describe("S03 the body", () => {
  it("S03 it is an async function in strict mode: await and return at the top, hoisted functions behind the return", async () => {
    const { value } = await runToReturn(
      `${CAUGHT}
      const strict = await caught(() => { undeclared = 1 })
      const frozen = await caught(() => { Object.freeze(args).push(1) })
      const got = await Promise.resolve(late(2))
      return { got, self: this === undefined, inner: (function () { return this === undefined })(), strict: strict.name, frozen: frozen.name }
      function late(n) { return n * later }
      var later`,
      { args: [] },
    );
    expect(value).toEqual({
      got: null,
      self: true,
      inner: true,
      strict: "ReferenceError",
      frozen: "TypeError",
    });
  });

  it.each([
    ["return { a: [1] }", { a: [1] }],
    ["if (true) return 'early'\nlog('never')", "early"],
    ["const a = 1", null],
    ["return", null],
    ["return undefined", null],
    ["return null", null],
    ["return agent('the value is awaited')", "[simulated] the value is awaited"],
    ["", null],
  ])("S03 the return value is the run's result: %j", async (body, value) => {
    expect(await valueOf(body)).toEqual(value);
  });
});

describe("S04 what is refused before anything runs", () => {
  it.each([
    ["import", "import fs from 'node:fs'"],
    ["import for its effect", "import 'x'"],
    ["import()", "const x = await import('node:fs')"],
    ["import.meta", "return import.meta.url"],
    ["export", "export const x = 1"],
    ["export default", "export default async function main() {}"],
    ["require", "const fs = require('fs')"],
    ["a type annotation", "const x: number = 1"],
    ["an interface", "interface A { x: string }"],
    ["a cast", "const y = args as string"],
    ["a generic call", "const m = new Map<string, number>()"],
  ])("S04 %s is refused with line, column, the line itself and what to do", async (_what, line) => {
    const mark = marker();
    const end = await failureOf(`${META}\nawait agent('${mark}')\n${line}\nreturn 1`);
    expect(end.type).toBe("ScriptSyntaxError");
    expect(end.message).toMatch(/script:3:\d+ error/);
    expect(end.message).toContain(`> 3 | ${line}`);
    // The second line of a diagnostic is its advice.
    expect(end.message.split("\n")[1]).toMatch(/^ {2}[A-Z`].{15,}/);
    expect(end.record.census.asked).toBe(0);
    expect(await requestsWith(mark)).toEqual([]);
  });

  it.each([
    ["a missing bracket", "const a = [1, 2;\nreturn a"],
    ["an open text", "const a = 'it's'"],
    ["a stray word", "const a = 1 2"],
    ["a text cut off", "const a = { b: ["],
    ["await in a plain function", "function f() { await agent('x') }"],
  ])("S04 TypeScript is not blamed for %s", async (_what, body) => {
    const end = await failureOf(`${META}\n${body}`);
    expect(end.type).toBe("ScriptSyntaxError");
    expect(end.message).not.toMatch(/TypeScript/i);
    expect(end.message).toMatch(/script:\d+:\d+/);
  });

  it("S04 TypeScript is named where it is the reason", async () => {
    expect((await failureOf(`${META}\nconst x: number = 1\nreturn x`)).message).toMatch(/TypeScript/);
  });
});

describe("S05 clock and chance", () => {
  it("S05 each ban throws when it is reached, catchably, and says what to do", async () => {
    const banned = [
      "Date.now()",
      "Math.random()",
      "new Date()",
      "Date()",
      "new Date",
      "Reflect.construct(Date, [])",
      "Date.call({}, 1)",
      "new (class extends Date {})()",
      "new Date(0).constructor.now()",
      "globalThis['Da' + 'te'].now()",
      "eval('Date.now()')",
      "Function('return Math.random()')()",
    ];
    const script = `${CAUGHT}return [${banned.map((call) => `await caught(() => ${call})`).join(",\n")}]`;
    const caught = (await valueOf(script)) as { name: string; message: string; isError: boolean }[];
    for (const [n, call] of banned.entries()) {
      expect([call, caught[n]]).toEqual([
        call,
        { name: "Error", message: expect.any(String), isError: true },
      ]);
      expect(caught[n]?.message).toMatch(/random/.test(call) ? /index|args/ : /args/);
    }
  });

  it("S05 what is not reached does no harm", async () => {
    expect(await valueOf("if (args) return Date.now() + Math.random(); return 'fine'")).toBe("fine");
  });

  it("S05 dates made from values, Date.parse and Date.UTC work", async () => {
    const { value } = await runToReturn(
      `const d = new Date(args)
       return [d.getTime(), d.toISOString(), d.getHours(), new Date('2024-02-30T00:00:00Z').getDate(), new Date(2024, 1, 1).getMonth(),
         Date.parse('1970-01-02'), Date.UTC(2000, 0), d instanceof Date, new Date(new Date(5)).getTime(), new (class extends Date {})(7).getTime(),
         Date.name, Date.length, typeof Date.prototype.getTime, new Date(0).constructor === Date]`,
      { args: 1_700_000_000_000 },
    );
    expect(value).toEqual([
      ...[1_700_000_000_000, "2023-11-14T22:13:20.000Z", 22, 1, 1, 86_400_000, 946_684_800_000, true, 5, 7],
      ...["Date", 7, "function", true],
    ]);
  });

  it("S05 mentions in comments, strings, prompts and names are harmless", async () => {
    const mark = marker();
    const { handle, value } = await runToReturn(
      `// Date.now() and Math.random(), new Date()
       const text = 'new Date() and Date()' + \`Math.random()\` + /Date.now()/.source
       const own = { now: () => 1, Date: { now: () => 2 } }
       const answer = await agent('${mark} why does Date.now() differ from Math.random()?')
       return [text.length, own.now(), own.Date.now(), answer]`,
    );
    expect(value).toEqual([44, 1, 2, `[simulated] ${mark} why does Date.now() differ from Math.random()?`]);
    expect((await logOf(handle)).filter(({ level }) => level !== "log")).toEqual([]);
  });
});

describe("S11 errors at the start", () => {
  it.each([
    ["a syntax error", `${META}\nawait agent('MARK')\nconst = 1`, "ScriptSyntaxError"],
    ["a meta error", "export const meta = { name: 'n' }\nawait agent('MARK')", "ScriptMetaError"],
    ["no meta", "await agent('MARK') // export const meta", "ScriptMetaError"],
    ["an empty text", "// export const meta", "ScriptMetaError"],
  ])("S11 %s ends the run as failed, no agent starts, nothing is spent", async (_what, script, type) => {
    const mark = marker();
    const handle = await startScript(script.replace("MARK", mark));
    const end = await endOf(handle);
    expect(end).toMatchObject({ kind: "failed", type });
    expect(end).toMatchObject({
      record: {
        status: "failed",
        costUsd: 0,
        census: { asked: 0 },
        usage: { inputTokens: 0, outputTokens: 0 },
      },
    });
    expect(await requestsWith(mark)).toEqual([]);
    const { events } = await handle.fetchHistory();
    const queues = events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
    expect(queues).not.toContain("agent");
  });
});

describe("S12 what the author sees", () => {
  it("S12 console goes where log goes", async () => {
    const { handle } = await runToReturn(
      `log('one'); console.log('two', { a: 1 }); console.info('three'); console.debug('four'); console.trace('five')
       console.warn('six'); console.error('seven', new TypeError('x')); console.table(['eight']); console.group('nine'); console.groupEnd()
       console.dir({ ten: 10 }); console.time('t'); console.timeEnd('t'); console.assert(true, 'no'); console.assert(false, 'eleven')`,
    );
    expect((await logOf(handle)).map(({ level, message }) => [level, message])).toEqual([
      ...[
        ["log", "one"],
        ["log", 'two {"a":1}'],
        ["log", "three"],
        ["log", "four"],
        ["log", "five"],
      ],
      ...[
        ["warn", "six"],
        ["error", "seven TypeError: x"],
        ["log", '["eight"]'],
        ["log", "nine"],
      ],
      ...[
        ["log", '{"ten":10}'],
        ["error", "Assertion failed eleven"],
      ],
    ]);
  });

  it("S12 an uncaught error shows the author's line and column and a code frame", async () => {
    const end = await failureOf(
      `${META}\nconst x = 1\nfunction f() {\n  const é = '😀'; throw new TypeError("no way")\n}\nf()\nreturn x`,
    );
    expect(end.type).toBe("ScriptError");
    expect(end.message).toContain("TypeError: no way\n    at test:4:29");
    expect(end.message).toContain(
      `> 4 |   const é = '😀'; throw new TypeError("no way")\n    |                             ^`,
    );
    expect(end.message).toContain("  3 | function f() {");
  });

  it.each([
    [
      "a call that rejects",
      "const a = 1\nawait agent(5)",
      "TypeError: agent(prompt) takes a text",
      "test:3:",
    ],
    ["a name that is not there", "\nreturn missing.x", "ReferenceError", "test:3:"],
    ["a text that is thrown", "throw 'just a text'", "just a text", ""],
    ["an error of an agent", "\nawait agent('x', { agentType: 'nobody' })", "UnknownAgentType", "test:3:"],
    ["an error in a callback", "await null\n;[1].map((n) => n.x.y)", "TypeError", "test:3:"],
  ])("S12 so does %s", async (_what, body, words, place) => {
    const end = await failureOf(`${META}\n${body}`);
    expect(end.type).toBe("ScriptError");
    expect(end.message).toContain(words);
    expect(end.message).toContain(place);
  });

  it("S12 what a nested script throws names its own line", async () => {
    const mark = marker();
    await addRules([{ name: mark, when: { prompt: mark }, reply: { kind: "text", text: "ok" } }]);
    const end = await runScript(
      `await agent('${mark}')\nreturn await Promise.any([Promise.reject(new Error('deep'))])`,
    );
    expect(end).toMatchObject({ kind: "failed", type: "ScriptError" });
  });
});
