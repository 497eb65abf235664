// Agents that the run has to answer before they go on: questions to people. The test plays agents and people.
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/protocol/json.ts";
import type { YieldedCall } from "../../src/protocol/agent.ts";
import { YIELD_ANSWERS_MAX_CHARS } from "../../src/protocol/limits.ts";
import { figures, next, outcome, startRun, type RunStage } from "./run-stage.ts";

const option = (label: string) => ({ label, description: `about ${label}` });
const WHICH = {
  question: "Which database?",
  header: "Database",
  options: [option("SQLite"), option("Postgres")],
};

function asking(id: string, ...questions: object[]): YieldedCall {
  return { id, tool: "AskUserQuestion", input: { questions } as never };
}

/** An agent that has yielded. */
async function yielded(...yields: YieldedCall[]): Promise<RunStage> {
  const run = startRun("phase('Build'); return agent('do', { label: 'builder' })");
  await run.settle();
  next(run.agents).resolve({ ...figures(5), yields });
  await run.settle();
  return run;
}

function gateOf(run: RunStage) {
  const [gate, ...more] = run.gates.open();
  if (gate === undefined || more.length > 0) throw new Error(`${more.length + 1} gates`);
  return gate;
}

/** What the next leg is told when a person answers so. */
async function toldAfter(run: RunStage, value: Json): Promise<string> {
  await run.gates.answer({ value, by: "ann" });
  await run.settle();
  const { answers = [] } = next(run.agents).task;
  return answers.map(({ content }) => content).join("\n");
}

describe("AskUserQuestion", () => {
  it("opens a gate with the question, its choices, and who asks", async () => {
    const run = await yielded(asking("toolu_1", WHICH));
    expect(gateOf(run)).toMatchObject({
      ...{
        id: "g1",
        kind: "ask",
        question: "Which database?",
        choices: ["SQLite", "Postgres"],
        phase: "Build",
      },
      takesOther: true,
      details: {
        agent: { call: 1, label: "builder" },
        questions: [{ question: "Which database?", options: [option("SQLite"), option("Postgres")] }],
      },
    });
    expect(run.record.status(run.gates.open(), [])).toMatchObject({
      status: "waiting",
      phases: [{ title: "Build", waiting: 1, working: 0 }],
      working: [],
    });
  });

  it("continues the agent with the answer, as the next leg of the same task", async () => {
    const run = await yielded(asking("toolu_1", WHICH));
    await run.gates.answer({ value: "SQLite", by: "ann" });
    await run.settle();
    const second = next(run.agents);
    expect(second.task).toMatchObject({ call: 1, prompt: "do", leg: 1 });
    expect(second.task.answers).toEqual([
      {
        ...{ id: "toolu_1", isError: false },
        content: 'The user (ann) has answered: "Which database?" = "SQLite". Go on with that in mind.',
      },
    ]);
    second.resolve(outcome("done", figures(9)));
    const result = await run.result();
    expect(result).toMatchObject({
      value: "done",
      census: { asked: 1, done: 1 },
      usage: { outputTokens: 9 },
    });
    expect(result.costUsd).toBeCloseTo(0.09);
  });

  it("takes other words than the choices, but no nonsense", async () => {
    const run = await yielded(asking("t", WHICH));
    await expect(run.gates.answer({ value: 3 })).rejects.toThrow(/or another text; got 3/);
    await expect(run.gates.answer({ value: " " })).rejects.toThrow(/or another text/);
    expect(await toldAfter(run, "neither: files")).toContain('"neither: files"');
  });

  it("asks for a list where several may be chosen", async () => {
    const run = await yielded(asking("t", { ...WHICH, multiSelect: true }));
    expect(gateOf(run)).toMatchObject({ choices: null, schema: { type: "array" } });
    expect(await toldAfter(run, ["SQLite", "Postgres"])).toContain('["SQLite","Postgres"]');
  });

  it("asks several questions in one gate, answered by one object", async () => {
    const run = await yielded(asking("t", WHICH, { question: "Which port?", header: "Port" }));
    const { question, schema } = gateOf(run);
    expect(question).toContain("Database: Which database? (SQLite | Postgres)");
    expect(schema).toMatchObject({ required: ["Database", "Port"], additionalProperties: false });
    const told = await toldAfter(run, { Database: "SQLite", Port: "80" });
    expect(told).toContain('"Which database?" = "SQLite", "Which port?" = "80"');
  });

  it("numbers the questions whose headers are missing or the same", async () => {
    const run = await yielded(asking("t", WHICH, WHICH));
    expect(gateOf(run).schema).toMatchObject({ required: ["q1", "q2"] });
  });

  it("several calls of one turn are several gates; the agent goes on when all are answered", async () => {
    const run = await yielded(asking("a", WHICH), asking("b", { question: "Why?" }));
    await run.gates.answer({ id: "g2", value: "because" });
    await run.settle();
    expect(run.agents).toHaveLength(0);
    await run.gates.answer({ id: "g1", value: "SQLite" });
    await run.settle();
    expect(next(run.agents).task.answers?.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("an agent may ask again: legs count up, and old answers are not sent again", async () => {
    const run = await yielded(asking("a", WHICH));
    await run.gates.answer({ value: "SQLite" });
    await run.settle();
    next(run.agents).resolve({ ...figures(8), yields: [asking("b", { question: "Why?" })] });
    await run.settle();
    expect(gateOf(run).id).toBe("g2");
    await run.gates.answer({ value: "so" });
    await run.settle();
    expect(next(run.agents).task).toMatchObject({ leg: 2, answers: [{ id: "b" }] });
  });

  it.each([
    ["questions that cannot be read", { id: "t", tool: "AskUserQuestion", input: { questions: [] } }],
    ["a tool that the run does not know", { id: "t", tool: "Delegate", input: {} }],
    ["a question that no gate holds", asking("t", { question: "x".repeat(200_000) })],
  ])("tells the model of %s, without asking anybody", async (_what, call) => {
    const run = await yielded(call);
    expect(run.gates.open()).toEqual([]);
    expect(next(run.agents).task).toMatchObject({ leg: 1, answers: [{ id: "t", isError: true }] });
  });

  it("cuts an answer that is too long to go along with the prompt", async () => {
    const run = await yielded(asking("t", { question: "Why?" }));
    expect((await toldAfter(run, "x".repeat(500_000))).length).toBeLessThan(YIELD_ANSWERS_MAX_CHARS + 100);
  });
});

describe("while an agent waits for a person", () => {
  const SCRIPT = "return parallel(['a', 'b', 'c'].map((p) => () => agent(p)))";

  it("another takes its place, and it goes ahead of those that have not begun", async () => {
    const run = startRun(SCRIPT, { concurrency: 1 });
    await run.settle();
    next(run.agents).resolve({ ...figures(1), yields: [asking("t", WHICH)] });
    await run.settle();
    const other = next(run.agents);
    expect(other.task.prompt).toBe("b");
    await run.gates.answer({ value: "SQLite" });
    await run.settle();
    expect(run.agents).toHaveLength(0);
    other.resolve(outcome("b"));
    await run.settle();
    expect(next(run.agents).task).toMatchObject({ prompt: "a", leg: 1 });
  });

  it("W04 the budget knows what it has used", async () => {
    const run = startRun(
      "const a = agent('a'); await sleep(1); return [budget.spent(), await agent('b').catch((e) => e.name)]",
      { budget: { outputTokens: 50 } },
    );
    await run.settle();
    next(run.agents).resolve({ ...figures(60), yields: [asking("t", WHICH)] });
    await run.settle();
    expect(run.record.status([], []).budget).toEqual({ total: 50, spent: 60 });
  });

  it("R09 the run may end: the agent is stopped, the call never settles", async () => {
    const run = await yielded(asking("t", WHICH));
    run.close();
    await run.settle();
    expect(run.record.agents.census()).toMatchObject({ asked: 1, skipped: 1 });
    await run.gates.answer({ value: "SQLite" });
    await run.settle();
    expect(run.agents).toHaveLength(0);
  });
});
