// Agents that agents start: the run plays the tool Agent. The test plays the agents.
import { describe, expect, it } from "vitest";
import type { YieldedCall } from "../../src/protocol/agent.ts";
import { YIELD_ANSWERS_MAX_CHARS } from "../../src/protocol/limits.ts";
import type { RunInput } from "../../src/protocol/run-input.ts";
import { activityFailure, figures, next, outcome, startRun, type RunStage } from "./run-stage.ts";

const asking = (id: string, input: object): YieldedCall => ({ id, tool: "Agent", input: input as never });
const piece = (id: string, more: object = {}): YieldedCall =>
  asking(id, { description: `piece ${id}`, prompt: `do ${id}`, subagent_type: "general-purpose", ...more });

/** A lead that has yielded for these. */
async function leading(
  yields: readonly YieldedCall[],
  {
    options = "subagents: 1",
    input = {},
    saved,
  }: { options?: string; input?: Omit<RunInput, "script">; saved?: string } = {},
): Promise<RunStage> {
  const run = startRun(`phase('Work'); return agent('lead', { label: 'lead', ${options} })`, input);
  await run.settle();
  next(run.agents).resolve({ ...figures(5), yields, ...(saved === undefined ? {} : { saved }) });
  await run.settle();
  return run;
}

/** What the lead is told when all that it started has ended. */
function told(run: RunStage) {
  const { task } = next(run.agents);
  expect(task).toMatchObject({ call: 1, leg: 1 });
  return task.answers ?? [];
}

describe("the tool Agent", () => {
  it("starts calls of the run side by side, in the lead's phase, named by their descriptions", async () => {
    const run = await leading([piece("a"), piece("b")]);
    expect(run.agents.map(({ task }) => task)).toMatchObject([
      { call: 2, label: "piece a", prompt: "do a", phase: "Work", subagents: 0 },
      { call: 3, label: "piece b", prompt: "do b", phase: "Work", subagents: 0 },
    ]);
    expect(run.record.agents.view({}).rows.map(({ lead, state }) => [lead, state])).toEqual([
      [undefined, "waiting"],
      [1, "working"],
      [1, "working"],
    ]);
  });

  it("gives the lead their results in the order of its calls, however they end", async () => {
    const run = await leading([piece("a"), piece("b")]);
    const [a, b] = [next(run.agents), next(run.agents)];
    b.resolve(outcome("second"));
    await run.settle();
    expect(run.agents).toHaveLength(0);
    a.resolve(outcome("first"));
    await run.settle();
    expect(told(run)).toEqual([
      { id: "a", content: "first", isError: false },
      { id: "b", content: "second", isError: false },
    ]);
  });

  it("the lead holds no place while it waits: a window of one is enough at any depth", async () => {
    const run = await leading([piece("a")], { options: "subagents: 2", input: { concurrency: 1 } });
    const child = next(run.agents);
    expect(child.task).toMatchObject({ call: 2, subagents: 1 });
    child.resolve({ ...figures(1), yields: [piece("aa")] });
    await run.settle();
    const grandchild = next(run.agents);
    expect(grandchild.task).toMatchObject({ call: 3, subagents: 0 });
    grandchild.resolve(outcome("deep"));
    await run.settle();
    const back = next(run.agents);
    expect(back.task).toMatchObject({ call: 2, leg: 1, answers: [{ content: "deep" }] });
    back.resolve(outcome("less deep"));
    await run.settle();
    expect(told(run)).toMatchObject([{ content: "less deep" }]);
  });

  it("they go ahead of calls that have not begun: what has begun waits for them", async () => {
    const run = startRun("return parallel(['lead', 'later'].map((p) => () => agent(p, { subagents: 1 })))", {
      concurrency: 1,
    });
    await run.settle();
    next(run.agents).resolve({ ...figures(1), yields: [piece("a")] });
    await run.settle();
    // The place that the lead left was free at once.
    next(run.agents).resolve(outcome("later"));
    await run.settle();
    expect(next(run.agents).task.prompt).toBe("do a");
  });

  it("A13 counts them: the script's own calls are refused when they used up the limit", async () => {
    const run = startRun(
      "const a = agent('lead', { subagents: 1 }); await sleep(1); await a; return agent('more').catch((e) => e.name)",
      { limits: { agents: 2 } },
    );
    await run.settle();
    next(run.agents).resolve({ ...figures(1), yields: [piece("a"), piece("b")] });
    await run.settle();
    next(run.agents).resolve(outcome("a"));
    await run.settle();
    expect(told(run)[1]).toMatchObject({
      isError: true,
      content: expect.stringContaining("limit of 2 agents"),
    });
  });

  it("W05 a used-up budget is told to the model, and nothing is started", async () => {
    const run = await leading([piece("a")], { input: { budget: { outputTokens: 5 } } });
    const [answer] = told(run);
    expect(answer).toMatchObject({ isError: true, content: expect.stringContaining("budget is used up") });
    expect(run.record.agents.census()).toMatchObject({ asked: 1 });
  });

  it("W04 the script knows at once what they have spent", async () => {
    const run = await leading([piece("a")], { input: { budget: { outputTokens: 100 } } });
    next(run.agents).resolve(outcome("a", figures(40)));
    await run.settle();
    expect(run.record.status([], []).budget.spent).toBe(45);
  });

  it.each([
    ["null", activityFailure("ModelRefusal", "The model declined."), "null"],
    ["failed", activityFailure("UnknownAgentType", "There is no such type."), "failed"],
  ] as const)("tells the lead of one that comes to nothing: %s", async (_how, failure, column) => {
    const run = await leading([piece("a")]);
    next(run.agents).reject(failure);
    await run.settle();
    expect(told(run)).toEqual([
      {
        id: "a",
        isError: true,
        content: `Agent 2 (piece a) came to nothing: ${failure.message === "The model declined." ? "ModelRefusal" : "UnknownAgentType"}: ${failure.message}`,
      },
    ]);
    expect(run.record.agents.census()[column]).toBe(1);
  });

  it.each([
    ["depth is used up", "subagents: 0", piece("a")],
    ["an input that cannot be read", "subagents: 1", asking("a", { description: "nothing" })],
  ])("tells the model of %s", async (_what, options, call) => {
    const run = await leading([call], { options });
    expect(told(run)).toMatchObject([
      { id: "a", isError: true, content: expect.stringContaining("No agent was started") },
    ]);
  });

  it("a long result is cut, and says where the whole is; a short one beside it is whole", async () => {
    const run = await leading([piece("a"), piece("b")]);
    next(run.agents).resolve(outcome("x".repeat(2 * YIELD_ANSWERS_MAX_CHARS)));
    next(run.agents).resolve(outcome("short"));
    await run.settle();
    const [long, short] = told(run);
    expect(long?.content.length).toBeLessThan(YIELD_ANSWERS_MAX_CHARS + 300);
    expect(long?.content).toMatch(
      /more characters\] \[Cut: the whole result of agent 2 is in its transcript/,
    );
    expect(short?.content).toBe("short");
  });

  it("they take over what the lead is held to: model, effort, tools, directory", async () => {
    const run = await leading([piece("a", { model: "haiku" }), piece("b")], {
      options: "subagents: 1, model: 'opus', effort: 'high', tools: ['Read'], cwd: 'lib', stallMs: 9",
    });
    const [a, b] = run.agents.map(({ task }) => task);
    expect(a).toMatchObject({ model: "haiku", runModel: "opus" });
    expect(b).toMatchObject({
      runModel: "opus",
      runEffort: "high",
      within: ["Read"],
      cwd: "lib",
      stallMs: 9,
    });
    expect(b).not.toHaveProperty("model");
    expect(b).not.toHaveProperty("tools");
  });

  it("those of a lead in a worktree begin with its changes, each in a worktree, and their work is told", async () => {
    const run = await leading([piece("a")], {
      options: "subagents: 1, isolation: 'worktree'",
      saved: "c0ffee",
    });
    const child = next(run.agents);
    expect(child.task).toMatchObject({ isolation: "worktree", base: "c0ffee" });
    const published = { branch: "b", commit: "beef", base: "c0ffee", files: ["f"] };
    child.resolve(outcome("done", { published }));
    await run.settle();
    expect(told(run)[0]?.content).toContain("git diff c0ffee beef | git apply");
  });

  it("a lead may ask a person and agents in one turn, and goes on when all have answered", async () => {
    const question = { id: "q", tool: "AskUserQuestion", input: { questions: [{ question: "Why?" }] } };
    const run = await leading([question, piece("a")]);
    next(run.agents).resolve(outcome("found"));
    await run.settle();
    expect(run.agents).toHaveLength(0);
    await run.gates.answer({ value: "so" });
    await run.settle();
    expect(told(run).map(({ id }) => id)).toEqual(["q", "a"]);
  });

  it("R09 a run that ends stops the lead and those it waits for", async () => {
    const run = await leading([piece("a"), piece("b")], { input: { concurrency: 1 } });
    const child = next(run.agents);
    run.close();
    child.reject(Object.assign(new Error("cancelled"), { name: "CancelledFailure" }));
    await run.settle();
    expect(run.record.agents.census()).toMatchObject({ asked: 3, skipped: 3 });
    expect(run.agents).toHaveLength(0);
  });
});
