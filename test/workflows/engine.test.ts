import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { programText } from "../../src/protocol/script.ts";
import { PROGRAM_PARAMETERS } from "../../src/protocol/script.ts";
import { quickJsEngine } from "../../src/workflows/engine/quickjs-engine.ts";
import type { GuestMessage, HostEvent } from "../../src/workflows/messages.ts";

const require = createRequire(import.meta.url);
const module = new WebAssembly.Module(readFileSync(require.resolve("quickjs-wasi/quickjs.wasm")));
const engines = quickJsEngine(module);

const program = {
  head: `(function (${PROGRAM_PARAMETERS.join(", ")}) { return async function script() { "use strict";`,
  blanked: [],
  tail: "\n}; })",
};

async function start(
  body: string,
  settings = { maxAgents: 1000, budgetOutputTokens: null as number | null },
  args?: unknown,
) {
  const engine = await engines.make({ settings: JSON.stringify(settings), now: () => 0 });
  const posts: GuestMessage[] = [];
  const take = (texts: readonly string[]) =>
    posts.push(...texts.map((text) => JSON.parse(text) as GuestMessage));
  const deliver = (...events: HostEvent[]) => take(engine.deliver(JSON.stringify(events)));
  take(engine.load(0, programText(body, program)));
  deliver({ t: "start", frame: 0, ...(args === undefined ? {} : { args: args as never }) });
  return { engine, posts, deliver };
}

async function valueOf(body: string): Promise<unknown> {
  const { posts } = await start(body);
  const last = posts.at(-1);
  if (last?.t !== "returned") throw new Error(`the script did not return: ${JSON.stringify(posts)}`);
  return last.value;
}

describe("the engine", () => {
  it("runs a script to its return value", async () => {
    expect(await valueOf("return 1 + 1")).toBe(2);
  });

  it("posts an agent call and settles it with what the host delivers", async () => {
    const { posts, deliver } = await start(
      "const a = await agent('hi', { label: 'x', zzz: 1 }); return { a }",
    );
    expect(posts).toEqual([
      expect.objectContaining({ t: "log", level: "warn" }),
      { t: "agent", id: 1, prompt: "hi", phase: null, label: "x" },
    ]);
    deliver({ t: "resolve", id: 1, value: "done" });
    expect(posts.at(-1)).toEqual({ t: "returned", frame: 0, value: { a: "done" } });
  });

  it("S08 has URL, structuredClone and the encodings as pure built-ins", async () => {
    expect(
      await valueOf(
        `return [new URL("https://é.example/a?b=1").hostname, structuredClone(new Map([[1, { a: 1 }]])).get(1).a,
          atob(btoa("x")), new TextDecoder().decode(new TextEncoder().encode("hé€😀")), new URLSearchParams("a=1&b=2").get("b")]`,
      ),
    ).toEqual(["xn--9ca.example", 1, "x", "hé€😀", "2"]);
  });

  it("shows what globals there are", async () => {
    console.log(await valueOf(`return Object.getOwnPropertyNames(globalThis).join(" ")`));
  });

  for (const body of [
    "for (;;);",
    "let i = 0;\n\n for (;;) await null",
    "let i = 0;\n\n for (;;) { await null; i++; }",
    "let i = 0;\n\n for (;;) { await null; Math.abs(i++); await null }",
    "let i = 0;\n\n i = Math.abs(3);\n for (;;) { i++ }",
    "for (;;) /(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
    "const a = []; for (;;) a.push(new Array(1000).fill(0))",
    "function f() { return f() + 1 } return f()",
    "await null; (function g() { for (;;); })()",
    "for (;;) log('x'.repeat(1000))",
    "const f = async () => { await f() }; await f()",
    "return 'x'.repeat(60e6)",
    "let s = 'x'; for(;;) s += s",
  ])
    it(`tells how ${body} ends`, async () => {
      const t = performance.now();
      const end = await start(body).then(
        ({ posts }) => posts.at(-1),
        (error: unknown) => error,
      );
      console.log(
        body,
        (performance.now() - t).toFixed(0) + "ms",
        JSON.stringify(end).slice(0, 300),
        end instanceof Error
          ? [end.name, end.message, (end as { guestStack?: string }).guestStack?.slice(0, 200)]
          : "",
      );
    });
});
