// What a launch gate says of a script: figures with their basis, what agents may do, and warnings.
import { describe, expect, it } from "vitest";
import { MODELS, toModelId } from "../../../src/agent/model-table.ts";
import { priceOf } from "../../../src/agent/prices.ts";
import { reviewScript } from "../../../src/planner/review-script.ts";
import { outlineOf } from "../../../src/planner/outline.ts";
import type { LaunchPlan } from "../../../src/protocol/launch.ts";
import { parseRunInput, type RunInput } from "../../../src/protocol/run-input.ts";
import type { NestedScript } from "../../../src/protocol/script.ts";
import { compileScript } from "../../../src/script/compile-script.ts";
import { dryRun } from "../../../src/workflows/dry-run/dry-run.ts";
import { toLaunchPlan } from "../../../src/workflows/planning/launch-plan.ts";
import { saved } from "../dry-run/dry-stage.ts";
import { engines } from "../guest-stage.ts";

const META = 'export const meta = { name: "t", description: "t" }\n';
const AT = Date.parse("2026-11-20");

type Planned = Omit<RunInput, "script"> & {
  /** Agents that planning has taken. */
  readonly taken?: number;
  readonly nested?: readonly NestedScript[];
};

const TYPES = [
  { name: "Explore", model: null, tools: ["Read", "Glob", "Grep"] },
  { name: "cheap", model: "haiku", tools: ["Read", "Write", "Edit", "Bash"] },
];

async function planOf(body: string, { taken = 0, nested = [], ...input }: Planned = {}): Promise<LaunchPlan> {
  const text = META + body;
  const compiled = compileScript(text);
  const parsed = parseRunInput({ ...input, script: text });
  if (!compiled.ok || !parsed.ok) throw new Error("expected a sound script");
  const reviewable = {
    types: TYPES,
    outline: outlineOf(text),
    nested: nested.flatMap((one) => ("outline" in one ? [one.outline] : [])),
  };
  const review = reviewScript(reviewable, input.model ?? "opus", {
    pricesOf: "2026-11-01",
    priced: (name) => {
      const model = toModelId(name, MODELS);
      return { model, price: priceOf(model, { promptTokens: 15_000, at: AT }) };
    },
  });
  const origin = { source: "input", workspace: "/w", engine: engines.id, searchAttributes: [] };
  const script = { ...compiled.script, text, ...origin, nested, review };
  const { settings } = parsed;
  const agentsLeft = settings.maxAgents - taken;
  const dry = await dryRun({ settings, script, engines, now: 0 });
  return toLaunchPlan({ script, review, settings, agentsLeft, dry });
}

describe("an estimate", () => {
  it("prices agents by the model of their call, else by the run's", async () => {
    const { estimate, phases } = await planOf(
      'await check("x")\nawait agent("a", { model: "haiku" })\nawait agent("b")',
      { model: "opus" },
    );
    // The 20,000 that are not in the cache are written to it.
    const opus = (20_000 * 5 + 100_000 * 0.2 + 5_000 * 20) / 1_000_000;
    const haiku = (20_000 * 0.125 + 100_000 * 0.01 + 5_000 * 0.5) / 1_000_000;
    expect(estimate.usd).toBeCloseTo(opus + haiku, 6);
    expect(estimate).toMatchObject({ inputTokens: 40_000, cachedTokens: 200_000, outputTokens: 10_000 });
    expect(estimate.basis).toContain("list prices of 2026-11-01");
    expect(phases).toEqual([
      {
        title: null,
        agents: [
          { model: "claude-haiku-5-5", count: 1 },
          { model: "claude-opus-5-5", count: 1 },
        ],
      },
    ]);
  });

  it("names a model without a price instead of guessing one, in the warnings too, and says what is not counted", async () => {
    const body = 'await check("x")\nawait agent("a", { model: "claude-unheard-of" })';
    const { estimate, warnings } = await planOf(body);
    expect(estimate).toMatchObject({ usd: null, unpriced: [{ model: "claude-unheard-of", agents: 1 }] });
    expect(estimate.basis).toContain(
      "no price is known for claude-unheard-of, and what its agents take is not in the dollars",
    );
    expect(warnings).toEqual([
      "no price is known for claude-unheard-of: 1 agent is not in the dollars (models.json in PAWL_HOME can name one)",
    ]);
    const both = await planOf(`${body}\nawait agent("b", { model: "haiku" })`);
    expect(both.estimate.usd).toBeCloseTo((20_000 * 0.125 + 100_000 * 0.01 + 5_000 * 0.5) / 1_000_000, 6);
    expect(both.estimate.unpriced).toEqual([{ model: "claude-unheard-of", agents: 1 }]);
  });

  it("prices agents by the model of their type, where their call names none", async () => {
    const { phases } = await planOf(
      'await agent("a", { agentType: "cheap" })\nawait agent("b", { agentType: "cheap", model: "inherit" })',
    );
    expect(phases[0]?.agents).toEqual([
      { model: "claude-haiku-5-5", count: 1 },
      { model: "claude-opus-5-5", count: 1 },
    ]);
  });

  it("lists few of many made-up models, and counts all", async () => {
    const { estimate } = await planOf(
      'await parallel(Array.from({ length: 9 }, (_, n) => () => agent("a", { model: n + "m".repeat(300) })))',
    );
    expect(estimate.unpriced?.map(({ agents }) => agents)).toEqual([1, 1, 1, 1, 1, 4]);
    expect(Math.max(...(estimate.unpriced ?? []).map(({ model }) => model.length))).toBeLessThan(200);
  });

  it("says what it takes when checks stay red, where that is more", async () => {
    const { estimate, agents, agentsIfBad } = await planOf(`
const fix = async (n) => (await agent("fix " + n, { model: "haiku" })) ?? "nothing"
for (let n = 0; n < 4; n++) {
  const done = await fix(n)
  if (done === "nothing" || (await check("x")).ok) break
}`);
    expect({ agents, agentsIfBad }).toEqual({ agents: 1, agentsIfBad: 4 });
    expect(estimate.worse).toMatchObject({ when: "checks stay red", agents: 4, atLeast: false });
    expect(estimate.worse?.usd).toBeCloseTo(4 * (estimate.usd ?? 0), 6);
  });

  it("says that what has no end is the least, and which play it is of", async () => {
    const { estimate, warnings } = await planOf(
      'let ok = false\nwhile (!ok) {\n  const a = await agent("a")\n  ok = a === null || (await check("x")).ok\n}',
    );
    expect(estimate.worse).toMatchObject({ when: "checks stay red", atLeast: true });
    expect(warnings).toEqual([
      expect.stringMatching(/^when checks stay red: it did not end: the loop at line 3 /),
    ]);
  });

  it("has no worse case where going badly takes no more", async () => {
    expect((await planOf('await agent("a")\nawait check("x")')).estimate).not.toHaveProperty("worse");
  });

  it("counts the agents of scripts that it calls, their models and loops, and says as what they were read", async () => {
    const review = saved(
      "review",
      'phase("Look")\nfor (const one of await agent("a")) await agent(one, { model: "haiku" })\nreturn (await check("x")).ok',
    );
    const plan = await planOf('await agent("first")\nreturn workflow("review")', { nested: [review] });
    expect(plan).toMatchObject({
      agents: 12,
      loops: ['the loop at line 2 of review goes once for each of `await agent("a")`'],
      checks: ["x"],
    });
    expect(plan.phases.map(({ title }) => title)).toEqual([null, "Look"]);
    expect(plan.estimate.basis).toContain("with those of review as read when this was shown");
    expect(plan.warnings).toEqual([
      expect.stringContaining(
        "when agents are null and checks are red: it fails with ScriptError: TypeError",
      ),
    ]);
  });

  it("is the least where answers decide how many agents there are, and not where they do not", async () => {
    const open = await planOf(
      'const a = await agent("a")\nfor (const line of a.split("\\n")) await agent(line)',
    );
    expect(open).toMatchObject({
      atLeast: true,
      loops: ['the loop at line 3 goes once for each of `a.split("\\n")`'],
    });
    const closed = await planOf('for (const n of [1, 2]) await agent("a" + n)');
    expect(closed).toMatchObject({ atLeast: false, loops: [], agents: 2 });
  });
});

describe("warnings", () => {
  it("point at a dear plan", async () => {
    const body =
      'await check("x")\nawait parallel(Array.from({ length: 200 }, (_, n) => () => agent("a" + n)))';
    expect((await planOf(body)).warnings).toEqual(["dear: about $44, more than $20"]);
  });

  it("say that there may be many more agents than a dry run looks at, and blame nobody for it", async () => {
    const body = `await check("x")
for (let n = 0; n < 9; n++) await parallel(Array.from({ length: 50 }, (_, k) => () => agent("a" + n + k, { model: "haiku" })))`;
    const plan = await planOf(body);
    expect(plan).toMatchObject({ agents: 300, atLeast: true });
    expect(plan.warnings).toEqual([
      "the dry run looked at 300 agents and no further: there may be many more",
    ]);
  });

  it("say that nothing judges the work, and that there are more agents than the run may have", async () => {
    const body = 'await agent("a")\nawait agent("b")';
    const { warnings } = await planOf(body, { limits: { agents: 1 } });
    expect(warnings).toEqual([
      expect.stringContaining("there is no test command: verification will be by opinion"),
      "more agents than the run may have: 2 in the dry run, 1 by limits.agents",
    ]);
    const planned = await planOf(body, { limits: { agents: 3 }, taken: 2 });
    expect(planned.warnings).toContain(
      "more agents than the run may have: 2 in the dry run, 1 left of 3 by limits.agents",
    );
    expect((await planOf(body, { limits: { agents: 3 }, taken: 1 })).warnings).toHaveLength(1);
  });

  it("name the loop that does not end, by its line and its author's words", async () => {
    const { warnings } = await planOf(
      'let ok = false\nwhile (!ok) {\n  await agent("a")\n  ok = (await check("x")).ok\n}',
    );
    expect(warnings).toEqual([
      "when checks stay red: it did not end: the loop at line 3 ends when `!ok` no longer holds; bound its rounds, and stop when a round changes nothing",
    ]);
  });

  it("do not blame a script that says itself why it gives up", async () => {
    const { warnings } = await planOf(
      'const { ok } = await check("x")\nif (!ok) throw new Error("the tests are red")',
    );
    expect(warnings).toEqual([]);
    const nested = [saved("careful", 'if ((await agent("a")) === null) throw new Error("nobody answered")')];
    expect((await planOf('await check("x")\nawait workflow("careful")', { nested })).warnings).toEqual([]);
  });

  it("name scripts that were not looked into, and do not blame what was read of them", async () => {
    const nested = [{ ref: { kind: "name", name: "nobody" }, missing: "it is not there" }] as const;
    const { warnings, atLeast, estimate } = await planOf(
      'await check("x")\nconst { value } = await workflow(args.which ?? "deep-research", {})\nawait workflow("nobody")\nreturn value',
      { nested, args: {} },
    );
    expect(atLeast).toBe(true);
    expect(warnings).toEqual([
      "it calls deep-research by workflow(): not looked into (its name is known only when it is called), its agents are not in the figures",
    ]);
    expect(estimate.basis).toContain("without those of deep-research");
  });
});

it("says what agents may do, in the words of those who have to allow it", async () => {
  const { may } = await planOf(
    'const a = await agent("a", { isolation: "worktree", details: true })\nawait merge([a], { check: "x" })\nawait approve("go?")',
    { grant: ["WebSearch"] },
  );
  expect(may).toEqual([
    "agents read and change files of the workspace, and run commands there, in the sandbox",
    "granted besides: WebSearch",
    "some work in git worktrees of their own",
    "their commits are merged into the workspace",
    "it asks people once",
  ]);
});

it("does not say that agents have few tools where those of another script were not looked into", async () => {
  const { may } = await planOf('await agent("a", { tools: ["Read"] })\nreturn workflow("migrate")');
  expect(may).toEqual([
    "agents read and change files of the workspace, and run commands there, in the sandbox",
    "what agents of migrate may do was not looked into",
    "tools named: Read",
  ]);
});

it("says by the tools of their types what agents may do", async () => {
  const may = async (options: string) => (await planOf(`await agent("a", ${options})`)).may;
  expect(await may('{ agentType: "Explore" }')).toEqual([
    "agents have only the tools their calls or types name",
    "agent types: Explore (Read, Glob, Grep)",
  ]);
  expect(await may('{ agentType: "cheap" }')).toEqual([
    "agents read and change files of the workspace, and run commands there, in the sandbox",
    "agent types: cheap (Read, Write, Edit, Bash)",
  ]);
});
