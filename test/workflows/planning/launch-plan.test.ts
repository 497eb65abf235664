// What a launch gate says of a script: figures with their basis, what agents may do, and warnings.
import { describe, expect, it } from "vitest";
import { MODELS, toModelId } from "../../../src/agent/model-table.ts";
import { priceOf } from "../../../src/agent/prices.ts";
import { reviewScript } from "../../../src/planner/review-script.ts";
import type { LaunchPlan } from "../../../src/protocol/launch.ts";
import { parseRunInput, type RunInput } from "../../../src/protocol/run-input.ts";
import { compileScript } from "../../../src/script/compile-script.ts";
import { toLaunchPlan } from "../../../src/workflows/planning/launch-plan.ts";
import { dryRunOf } from "../dry-run/dry-stage.ts";
import { engines } from "../guest-stage.ts";

const META = 'export const meta = { name: "t", description: "t" }\n';
const AT = Date.parse("2026-11-20");

async function planOf(body: string, input: Omit<RunInput, "script"> = {}): Promise<LaunchPlan> {
  const text = META + body;
  const compiled = compileScript(text);
  const parsed = parseRunInput({ ...input, script: text });
  if (!compiled.ok || !parsed.ok) throw new Error("expected a sound script");
  const review = reviewScript(text, input.model ?? "opus", {
    pricesOf: "2026-11-01",
    priced: (name) => {
      const model = toModelId(name, MODELS);
      return { model, price: priceOf(model, { promptTokens: 15_000, at: AT }) };
    },
  });
  const origin = { source: "input", workspace: "/w", engine: engines.id, searchAttributes: [] };
  const script = { ...compiled.script, text, ...origin };
  return toLaunchPlan({ script, review, settings: parsed.settings, dry: await dryRunOf(text, input) });
}

describe("an estimate", () => {
  it("prices agents by the model of their call, else by the run's", async () => {
    const { estimate, phases } = await planOf(
      'await check("x")\nawait agent("a", { model: "haiku" })\nawait agent("b")',
      { model: "opus" },
    );
    const opus = (20_000 * 4 + 100_000 * 0.2 + 5_000 * 20) / 1_000_000;
    const haiku = (20_000 * 0.1 + 100_000 * 0.01 + 5_000 * 0.5) / 1_000_000;
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

  it("names a model without a price instead of guessing one", async () => {
    const { estimate } = await planOf('await agent("a", { model: "claude-unheard-of" })');
    expect(estimate.usd).toBeNull();
    expect(estimate.basis).toContain("no price is known for claude-unheard-of");
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
    expect((await planOf(body)).warnings).toEqual(["dear: about $40, more than $20"]);
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
    const { warnings } = await planOf('await agent("a")\nawait agent("b")', { limits: { agents: 1 } });
    expect(warnings).toEqual([
      expect.stringContaining("there is no test command: verification will be by opinion"),
      "more agents than the run may have: 2 in the dry run, 1 by limits.agents",
    ]);
  });

  it("name the loop that does not end, by its line and its author's words", async () => {
    const { warnings } = await planOf(
      'let ok = false\nwhile (!ok) {\n  await agent("a")\n  ok = (await check("x")).ok\n}',
    );
    expect(warnings).toEqual([
      "when agents are null and checks are red: it did not end: the loop at line 3 ends when `!ok` no longer holds; bound its rounds, and stop when a round changes nothing",
    ]);
  });

  it("do not blame a script that says itself why it gives up", async () => {
    const { warnings } = await planOf(
      'const { ok } = await check("x")\nif (!ok) throw new Error("the tests are red")',
    );
    expect(warnings).toEqual([]);
  });

  it("name scripts that were not looked into, and do not blame what was read of them", async () => {
    const { warnings, atLeast } = await planOf(
      'await check("x")\nconst { value } = await workflow("deep-research", {})\nreturn value',
    );
    expect(atLeast).toBe(true);
    expect(warnings).toEqual([
      "it calls deep-research by workflow(): not looked into, its agents are not in the figures",
    ]);
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
