// The outline of a script: who is asked where, what bounds the loops around them, what judges the work.
import { describe, expect, it } from "vitest";
import { outlineOf } from "../../src/planner/outline.ts";

const META = 'export const meta = { name: "t", description: "t" }\n';

describe("an outline", () => {
  it("lists agents with their line, label, model, type, tools and worktree, as far as they are written out", () => {
    const { agents } = outlineOf(`${META}
await agent("a", { label: "first", model: "haiku", agentType: "Explore", tools: ["Read"], isolation: "worktree" })
await agent(\`b \${args.x}\`, { label: args.label })`);
    expect(agents).toEqual([
      { line: 3, label: "first", model: "haiku", agentType: "Explore", tools: ["Read"], worktree: true },
      { line: 4, label: null, model: null, agentType: null, tools: null, worktree: false },
    ]);
  });

  it("counts calls by primitive, and not the author's own functions of the same name", () => {
    const { calls } = outlineOf(`${META}
const check = (x) => x
check("npm test")
await approve("go?")
await agent("a")`);
    expect(calls).toEqual({ approve: 1, agent: 1 });
  });

  it.each([
    ["nothing", 'await agent("a")', false, []],
    ["a check", 'await check("npm test")', true, ["npm test"]],
    ["a merge with a check", 'await merge([], { check: "npm test" })', true, ["npm test"]],
    ["a merge without one", "await merge([])", false, []],
    ["a command from args", "await check(args.test)", true, ["args.test"]],
  ])("says whether a command judges the work: %s", (_name, body, judged, checks) => {
    expect(outlineOf(META + body)).toMatchObject({ judged, checks });
  });

  it("names the scripts that it calls, each once, as far as they are written out", () => {
    const { nested } = outlineOf(`${META}
await workflow("review", { a: 1 })
await workflow(\`review\`)
await workflow({ scriptPath: "tools/${"x".repeat(300)}.js" })
await workflow(args.which)
await workflow()`);
    expect(nested).toEqual([
      { kind: "name", name: "review" },
      { kind: "path", path: `tools/${"x".repeat(300)}.js` },
    ]);
  });
});

describe("loops of an outline", () => {
  it.each([
    ["for (const f of args.files) await agent(f)", "loop", "goes once for each of `args.files`", true],
    ["for (const f of found) await agent(f)", "loop", "goes once for each of `found`", false],
    ["for (let n = 0; n < 5; n++) await agent('a')", "loop", "ends when `n < 5` no longer holds", true],
    ["while (!ok && n < 3) await agent('a')", "loop", "ends when `!ok && n < 3` no longer holds", true],
    ["while (!ok) await agent('a')", "loop", "ends when `!ok` no longer holds", false],
    ["do { await check('x') } while (!ok)", "loop", "ends when `!ok` no longer holds", false],
    ["for (;;) await agent('a')", "loop", "ends only by a `break`, a `return` or an error inside", false],
    ["await parallel(found.map((f) => () => agent(f)))", "each", "goes once for each of `found`", false],
    [
      "await parallel(['a', 'b'].map((f) => () => agent(f)))",
      "each",
      "goes once for each of `['a', 'b']`",
      true,
    ],
    ["await pipeline(found, (f) => agent(f))", "each", "goes once for each of `found`", false],
  ])("%s", (body, kind, ends, counted) => {
    const declared = "let ok = false, n = 0, found = []\n";
    expect(outlineOf(META + declared + body).loops).toEqual([{ line: 3, lastLine: 3, kind, ends, counted }]);
  });

  it("are seen around calls of the author's own functions, wherever those are", () => {
    const { loops } = outlineOf(`${META}
while (await round()) { log("again") }
async function round() { return fix() }
async function fix() { return agent("fix") }`);
    expect(loops.map(({ line }) => line)).toEqual([3]);
  });

  it("without anything dear inside are left out", () => {
    expect(outlineOf(`${META}for (const f of args) log(f)`).loops).toEqual([]);
  });
});
