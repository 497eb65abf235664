import { describe, expect, it } from "vitest";
import { SYSTEMS, type AskedTask, type ModelAnswer } from "../../src/protocol/choice.ts";
import { decideByAnswer, decideByRules } from "../../src/planner/choose-system.ts";
import { SENTENCES, WORKSPACES, type Sentence } from "./sentences.ts";

const askedOf = ({ task, check = null }: Pick<Sentence, "task"> & { check?: string | null }): AskedTask => ({
  task,
  check: check ?? null,
  as: null,
});

const MEAN_SOMETHING_ELSE = [
  "Make the button green",
  "Turn the whole app dark green",
  "Improve the error message that is shown until the login succeeds",
  "Write a blog post about our team of engineers",
  "Let the user discuss changes with support",
  "Review the parser independently of what its tests say",
  "Check that the lexer handles each character independently",
  "Move the project from npm to pnpm",
  "Rewrite all the imports in src/index.ts",
  "Why is the login slow, and fix it",
  "All tests pass but the build fails; why?",
];

describe("the rules on forty tasks", () => {
  it("the table has forty tasks, no two alike, and at least seven for each system", () => {
    expect(new Set(SENTENCES.map(({ task }) => task)).size).toBe(40);
    for (const system of SYSTEMS) {
      expect(SENTENCES.filter(({ expected }) => expected === system).length).toBeGreaterThanOrEqual(7);
    }
  });

  for (const sentence of SENTENCES) {
    it(`${sentence.rules === null ? "leave open" : `decide ${sentence.rules}`}: ${sentence.task}`, () => {
      const decision = decideByRules(askedOf(sentence), WORKSPACES[sentence.in]);
      expect(decision?.system ?? null).toBe(sentence.rules);
    });
  }

  it("decide 24 of them, all rightly, and leave 16 open", () => {
    const decided = SENTENCES.filter((one) => decideByRules(askedOf(one), WORKSPACES[one.in]) !== null);
    const right = decided.filter(
      (one) => decideByRules(askedOf(one), WORKSPACES[one.in])?.system === one.expected,
    );
    expect([decided.length, right.length, SENTENCES.length - decided.length]).toEqual([24, 24, 16]);
  });
});

describe("what decides", () => {
  const facts = WORKSPACES.tested;

  it("the person's own word decides against every sign", () => {
    const asked = { task: "Migrate all modules to ES modules", as: "single", check: null } as const;
    expect(decideByRules(asked, facts)).toMatchObject({ system: "single", by: "person" });
  });

  it("pieces that the words count are what a workflow is priced by, whoever chose it", () => {
    const task = "Rename the ids in 300 files";
    for (const as of [null, "workflow"] as const) {
      expect(decideByRules({ task, as, check: null }, facts)).toMatchObject({
        system: "workflow",
        width: 300,
      });
    }
    expect(decideByRules({ task, as: "single", check: null }, facts)).toMatchObject({ width: null });
  });

  it("a command to hold a task to makes a goal of it, where nothing else is said", () => {
    const task = "Add a --verbose flag";
    expect(decideByRules({ task, as: null, check: null }, facts)).toBeNull();
    expect(decideByRules({ task, as: null, check: "npm run e2e" }, facts)).toMatchObject({
      system: "goal",
      oracle: "npm run e2e",
    });
  });

  it("a wide mechanical change is plain only where a command can say whether it worked", () => {
    const asked = { task: "Migrate all modules to ES modules", as: null, check: null };
    expect(decideByRules(asked, WORKSPACES.tested)?.system).toBe("workflow");
    expect(decideByRules(asked, WORKSPACES.bare)).toBeNull();
  });

  for (const task of MEAN_SOMETHING_ELSE) {
    it(`words that can mean something else decide nothing: ${task}`, () => {
      expect(decideByRules({ task, as: null, check: null }, facts)).toBeNull();
    });
  }

  it("signs that contradict each other decide nothing", () => {
    const task = "Keep improving all the modules until each reads well";
    expect(decideByRules({ task, as: null, check: null }, facts)).toBeNull();
  });
});

describe("the model's answer", () => {
  const asked: AskedTask = { task: "Do it", as: null, check: null };
  const answer: ModelAnswer = {
    system: "subagents",
    why: "Four independent services.",
    oracle: null,
    width: 4,
    sharesState: false,
    risk: "low",
  };
  const decide = (changed: Partial<ModelAnswer>, more: Partial<AskedTask> = {}) =>
    decideByAnswer({ ...asked, ...more }, WORKSPACES.bare, { ...answer, ...changed });

  it("stands where its figures agree with it, with its reason as part of a sentence", () => {
    expect(decide({})).toEqual({
      system: "subagents",
      by: "model",
      why: "Four independent services",
      oracle: null,
      width: 4,
      risk: "low",
    });
  });

  it("is overruled to a workflow from 20 similar pieces on, and not at 19", () => {
    expect(decide({ width: 19 }).system).toBe("subagents");
    expect(decide({ width: 20 })).toMatchObject({ system: "workflow", by: "rules-over-model" });
    expect(decide({ width: 20, system: "single" }).system).toBe("workflow");
  });

  it("is overruled where a workflow would repeat nothing: a goal with a command, else a single agent", () => {
    expect(decide({ system: "workflow", width: 3 }).system).toBe("workflow");
    expect(decide({ system: "workflow", width: 2 }).system).toBe("single");
    expect(decide({ system: "workflow", width: 2, oracle: "make test" }).system).toBe("goal");
  });

  it("is overruled by shared state, and by its absence", () => {
    expect(decide({ sharesState: true }).system).toBe("team");
    expect(decide({ system: "team", sharesState: true }).system).toBe("team");
    expect(decide({ system: "team" }).system).toBe("subagents");
    expect(decide({ system: "team", width: 1 }).system).toBe("single");
  });

  it("names the command: the person's goes before the model's, the model's before the workspace's", () => {
    const oracle = (more: Partial<AskedTask>, named: string | null) =>
      decideByAnswer({ ...asked, ...more }, WORKSPACES.tested, { ...answer, system: "goal", oracle: named })
        .oracle;
    expect(oracle({}, null)).toBe("npm test");
    expect(oracle({}, " ")).toBe("npm test");
    expect(oracle({}, "npm run unit")).toBe("npm run unit");
    expect(oracle({ check: "npm run e2e" }, "npm run unit")).toBe("npm run e2e");
  });

  it("only a goal and a workflow stand on a command that the person did not name", () => {
    const oracles = SYSTEMS.map(
      (as) => decideByRules({ task: "x", as, check: null }, WORKSPACES.tested)?.oracle,
    );
    expect(oracles).toEqual([null, null, null, "npm test", "npm test"]);
    const named = SYSTEMS.map(
      (as) => decideByRules({ task: "x", as, check: "make" }, WORKSPACES.tested)?.oracle,
    );
    expect(named).toEqual(["make", "make", "make", "make", "make"]);
  });
});
