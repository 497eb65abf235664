// A dry run says what only running finds, how wide a script goes, and where it does not end.
import { describe, expect, it } from "vitest";
import { DRY_AGENTS_MAX } from "../../../src/protocol/limits.ts";
import { dryRunOf, saved } from "./dry-stage.ts";

const LIST = `{ type: "object", required: ["files"], properties: { files: { type: "array", items: { type: "string" } } } }`;

describe("a dry run that goes well", () => {
  it("counts agents by phase and model, and the widest fan-out at once", async () => {
    const { well } = await dryRunOf(`
phase("map")
const { files } = await agent("list", { schema: ${LIST} })
phase("fix")
await parallel(files.map((file) => () => agent("fix " + file, { model: "haiku" })))
return "done"`);
    expect(well).toMatchObject({ end: "returned", problem: null, widest: 3 });
    expect(well.agents).toEqual([
      { phase: "map", model: null, count: 1 },
      { phase: "fix", model: "haiku", count: 3 },
    ]);
  });

  it("plays the scripts it calls along, with the defaults of their args, and as deep as the run may", async () => {
    const args = ', argsSchema: { type: "object", properties: { n: { type: "integer", default: 2 } } }';
    const nested = [
      saved("inner", `for (let k = 0; k < args.n; k++) await agent("inner " + k)\nreturn args.n`, args),
      saved("outer", `return workflow("inner", {})`),
    ];
    const one = await dryRunOf(
      `if ((await workflow("inner", {})) !== 2) throw new Error("no defaults")`,
      {},
      nested,
    );
    expect(one.well).toMatchObject({ end: "returned", nested: ["inner"], unseen: [] });
    expect(one.well.agents).toEqual([{ phase: null, model: null, count: 2 }]);
    const two = `return workflow("outer")`;
    expect((await dryRunOf(two, { limits: { depth: 2 } }, nested)).well).toMatchObject({
      end: "returned",
      nested: ["outer", "inner"],
    });
    expect((await dryRunOf(two, {}, nested)).well).toMatchObject({
      end: "threw",
      problem: expect.stringContaining("workflow() may nest 1 deep"),
    });
  });

  it("counts checks, merges, questions, and names the scripts it does not look into", async () => {
    const { well } = await dryRunOf(`
const one = await agent("a", { isolation: "worktree", details: true })
const [row] = await merge([one], { check: "npm test" })
if (row.status !== "merged" || row.check.ok !== true) throw new Error("not merged")
const { ok } = await check("npm test")
const yes = await approve("go?")
const color = await ask("which?", { choices: ["red", "blue"] })
await workflow("deep-research", {})
return [ok, yes.approved, color]`);
    expect(well).toMatchObject({
      end: "returned",
      checks: 1,
      merges: 1,
      gates: 2,
      nested: [],
      unseen: [{ name: "deep-research", why: "its name is known only when it is called" }],
    });
  });

  it("lets timers fire only when nothing else happens, in their order", async () => {
    const { well } = await dryRunOf(`
const first = await Promise.race([agent("work").then(() => "agent"), sleep("1s").then(() => "sleep")])
if (first !== "agent") throw new Error(first)
const timers = []
await Promise.all([sleep("2h").then(() => timers.push(2)), sleep("1h").then(() => timers.push(1))])
if (timers.join() !== "1,2") throw new Error(timers.join())`);
    expect(well.end).toBe("returned");
  });

  it("sees each member of a team once, and its lead from the first word to the last", async () => {
    const { well, badly } = await dryRunOf(`
const built = await team("build", { members: [{ name: "ann" }, { name: "bob", model: "haiku" }] })
return built.status`);
    expect(well).toMatchObject({ end: "returned", problem: null });
    expect(well.agents).toEqual([
      { phase: null, model: null, count: 3 },
      { phase: null, model: "haiku", count: 1 },
    ]);
    expect(badly).toMatchObject({ end: "returned" });
  });

  it("gives the args of the run", async () => {
    const { well } = await dryRunOf(`for (const file of args.files) await agent(file)`, {
      args: { files: ["a", "b"] },
    });
    expect(well.agents).toEqual([{ phase: null, model: null, count: 2 }]);
  });

  it("names the author's line of an error that only running finds", async () => {
    const { well } = await dryRunOf(`
const list = await agent("list", { schema: ${LIST} })
return list.flies.map((file) => file)`);
    expect(well).toMatchObject({ end: "threw", line: 3 });
    expect(well.problem).toContain("TypeError");
  });
});

describe("a dry run that goes badly", () => {
  it("has null agents, red checks, and people who say no", async () => {
    const { badly } = await dryRunOf(`
const a = await agent("a")
const c = await check("npm test")
const p = await approve("go?")
if (a !== null || c.ok || p.approved) throw new Error("it went well")`);
    expect(badly.end).toBe("returned");
  });

  it("finds what is read of an agent that is null", async () => {
    const { badly, well } = await dryRunOf(`
const list = await agent("list", { schema: ${LIST} })
return list.files`);
    expect(well.end).toBe("returned");
    expect(badly).toMatchObject({ end: "threw", line: 3 });
  });

  it("names the line of a loop that does not end as long as a check is red", async () => {
    const { badly } = await dryRunOf(`
while (!(await check("npm test")).ok) {
  await agent("fix it")
}`);
    expect(badly).toMatchObject({ end: "unended" });
    expect([2, 3]).toContain(badly.line);
  });
});

describe("a dry run whose checks stay red", () => {
  it("has agents that answer, red checks, and merges that meet conflicts", async () => {
    const { red } = await dryRunOf(`
const a = await agent("a", { isolation: "worktree", details: true })
const c = await check("npm test")
const [row] = await merge([a])
if (a.status !== "done" || c.ok || row.status !== "conflict" || !(await approve("go?")).approved) throw new Error("no")`);
    expect(red).toMatchObject({ mood: "red", end: "returned" });
  });

  it("finds the loop that only an agent without an answer would leave", async () => {
    const { red, badly } = await dryRunOf(`
while (!(await check("npm test")).ok) {
  if ((await agent("fix it")) === null) break
}`);
    expect(badly.end).toBe("returned");
    expect(red).toMatchObject({ end: "unended" });
  });

  it("is not played where nothing can be red", async () => {
    expect((await dryRunOf(`return agent("a")`)).red).toBeNull();
  });
});

describe("a dry run is bounded", () => {
  it("in answers, though the script catches everything", async () => {
    const { well } = await dryRunOf(`for (;;) { try { await agent("again") } catch {} }`);
    expect(well.end).toBe("unended");
  });

  it("in time that loops of timers take", async () => {
    const { well } = await dryRunOf(`for (;;) await sleep("1d")`);
    expect(well.end).toBe("unended");
  });

  it("in agents", async () => {
    const { well } = await dryRunOf(
      `await Promise.all(Array.from({ length: ${DRY_AGENTS_MAX + 10} }, (_, n) => agent("a" + n)))`,
    );
    expect(well.end).toBe("unended");
    expect(well.problem).toContain(String(DRY_AGENTS_MAX));
  });

  it("in what it computes: an endless loop is named by its line", async () => {
    const { well } = await dryRunOf(`
let n = 0
for (;;) {
  n += 1
}`);
    expect(well).toMatchObject({ end: "limit" });
    expect([3, 4]).toContain(well.line);
  });

  it("in what it asks for", async () => {
    const { well } = await dryRunOf(`for (let n = 0; n < 50; n++) await agent("x".repeat(500000))`);
    expect(well.end).toBe("unended");
  });

  it("and says when the script waits for what nothing settles", async () => {
    const { well } = await dryRunOf(`await new Promise(() => {})`);
    expect(well.end).toBe("stuck");
  });

  it("and says the same every time", async () => {
    const body = `const r = await parallel([1, 2, 3].map((n) => () => agent("a" + n))); return r.length`;
    expect(await dryRunOf(body)).toEqual(await dryRunOf(body));
  });
});
