import { describe, expect, it } from "vitest";
import { explainChoice, type Known } from "../../src/planner/explain-choice.ts";
import { SYSTEMS, type Decision } from "../../src/protocol/choice.ts";
import { WORKSPACES } from "./sentences.ts";

const SONNET = {
  model: "claude-sonnet-5-5",
  price: { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 },
};
const known: Known = {
  asked: { task: "Migrate all modules", as: null, check: null },
  facts: WORKSPACES.tested,
  priced: SONNET,
};
const decision: Decision = {
  system: "workflow",
  by: "rules",
  why: "it is 30 pieces of one mechanical kind",
  oracle: "npm test",
  width: 30,
  risk: null,
};

describe("a choice in two lines", () => {
  it("says what and why, what holds it, and the cost with all its assumptions", () => {
    expect(explainChoice(decision, known).lines).toEqual([
      "workflow, because it is 30 pieces of one mechanical kind. It is held to `npm test`.",
      "About 61 agents, 7.63M tokens, $6.71 (an estimate: a planner and 30 pieces, each made and verified once, 125k tokens an agent, most of them from the cache, list prices of claude-sonnet-5-5).",
    ]);
  });

  it("says when nobody counted", () => {
    expect(explainChoice({ ...decision, width: null }, known).cost.basis).toContain(
      "20 pieces (nobody counted them)",
    );
  });

  it("names a missing command, a missing repository and a high risk", () => {
    const { safer } = explainChoice(
      { ...decision, oracle: null, risk: "high" },
      { ...known, facts: WORKSPACES.loose },
    );
    expect(explainChoice({ ...decision, oracle: null }, known).safer).toEqual([
      'no command will be held against it (--check "npm test" would)',
    ]);
    expect(safer).toEqual([
      "there is no test command: verification will be by opinion (--check names one)",
      "the workspace is no git repository: agents share its files, and no change can be taken back",
      "much can break: read what it did before you keep it",
    ]);
  });

  it("has nothing to make safer about a question", () => {
    const asked = { task: "What does src/router.ts do?", as: null, check: null };
    const single = { ...decision, system: "single", oracle: null } as const;
    expect(explainChoice(single, { ...known, asked, facts: WORKSPACES.loose }).safer).toEqual([]);
  });

  it("says when the rules went against the model", () => {
    const [line] = explainChoice({ ...decision, by: "rules-over-model" }, known).lines;
    expect(line).toContain(", against the model's word.");
  });

  it("counts agents by system, and dollars by the model's list price", () => {
    const costs = SYSTEMS.map((system) => explainChoice({ ...decision, system, width: 4 }, known).cost);
    expect(costs.map(({ agents }) => agents)).toEqual([1, 5, 7, 3, 9]);
    // 20,000 written to the cache, 100,000 read from the cache, 5,000 out.
    expect(costs[0]?.tokens).toBe(125_000);
    expect(costs[0]?.usd).toBeCloseTo(0.05 + 0.01 + 0.05, 10);
  });

  it("counts a judge for each round of a goal, and only one where a command goes before it", () => {
    const goal = { ...decision, system: "goal" } as const;
    const costs = [null, "npm test"].map((oracle) => explainChoice({ ...goal, oracle }, known).cost);
    expect(costs.map(({ agents }) => agents)).toEqual([4, 3]);
    expect(costs[1]?.basis).toContain("2 rounds of work, a judge once the command is green");
  });

  it("has no dollars for a model without a price, and says so", () => {
    const { cost, lines } = explainChoice(decision, { ...known, priced: { model: "house", price: null } });
    expect(cost.usd).toBeNull();
    expect(lines[1]).not.toContain("$");
    expect(cost.basis).toContain("house has no list price here");
  });
});
