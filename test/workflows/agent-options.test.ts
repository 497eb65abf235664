// Options and envelope of agent(): what the activity is asked for, and what the call comes to. The test plays the agents.
import { describe, expect, it } from "vitest";
import { guestValue, startGuest } from "./guest-stage.ts";
import { activityFailure, figures, next, outcome, startRun } from "./run-stage.ts";

const PUBLISHED = { branch: "pawl/w/1", commit: "c0ffee", base: "ba5e", files: ["a.js"] };

async function taskOf(options: string, input = {}): Promise<object> {
  const run = startRun(`return agent("do", ${options})`, input);
  await run.settle();
  return next(run.agents).task;
}

describe("what the activity gets", () => {
  it("A08 A09 isolation and base", async () => {
    expect(await taskOf("{ isolation: 'worktree', base: 'main' }")).toEqual({
      ...{ call: 1, label: "do", prompt: "do", workspace: "/workspace" },
      ...{ isolation: "worktree", base: "main" },
    });
  });

  it("A12 tools, cwd and limits; a time may be written as a text", async () => {
    const options =
      "{ tools: ['Read'], cwd: 'src', timeoutMs: '2m', maxTurns: 3, maxTokens: 900, stallMs: 5 }";
    expect(await taskOf(options)).toMatchObject({
      ...{ tools: ["Read"], cwd: "src", timeoutMs: 120_000, maxTurns: 3, maxTokens: 900, stallMs: 5 },
    });
  });

  it("A12 an empty allow-list is one: an agent without tools", async () => {
    expect(await taskOf("{ tools: [] }")).toMatchObject({ tools: [] });
  });

  it("A10 options that are undefined are absent", async () => {
    const names = "isolation base details tools cwd timeoutMs maxTurns maxTokens stallMs schema model".split(
      " ",
    );
    const task = await taskOf(`{ ${names.map((name) => `${name}: undefined`).join(", ")} }`);
    expect(Object.keys(task)).toEqual(["call", "label", "prompt", "workspace"]);
  });

  it("continues names the call, also by its envelope, and takes the place of the earlier agent", async () => {
    const first = "agent('one', { isolation: 'worktree', cwd: 'src', details: true })";
    const run = startRun(`const one = await ${first}; return agent('two', { continues: one, maxTurns: 3 })`);
    await run.settle();
    next(run.agents).resolve(outcome("1"));
    await run.settle();
    expect(next(run.agents).task).toEqual({
      ...{ call: 2, label: "two", prompt: "two", workspace: "/workspace" },
      ...{ continues: 1, isolation: "worktree", cwd: "src", maxTurns: 3 },
    });
  });

  it("continues has what the earlier agent was given, and begins with what it made", async () => {
    const run = startRun(
      `await agent("one", { isolation: "worktree", base: "v1", tools: ["Agent"], subagents: 2, model: "opus", maxTurns: 9 });
       await agent("two", { continues: 1 }); return agent("three", { continues: 2 })`,
      { model: "haiku" },
    );
    const made = ["c1", undefined];
    for (const commit of made) {
      await run.settle();
      const published = commit === undefined ? {} : { published: { ...PUBLISHED, commit } };
      next(run.agents).resolve(outcome("done", published));
    }
    await run.settle();
    expect(next(run.agents).task).toEqual({
      ...{ call: 3, label: "three", prompt: "three", workspace: "/workspace", runModel: "haiku" },
      ...{ continues: 2, isolation: "worktree", base: "c1", tools: ["Agent"], subagents: 2, model: "opus" },
    });
  });

  it.each([
    ["agent('one').catch(() => 0); return agent('two', { continues: 1 })", "is working: await it first"],
    ["agent('one'); return agent('two', { continues: 3 })", "no agent has the number 3"],
    ["agent('one'); return agent('two', { continues: 2 })", "no agent has the number 2"],
  ])("continues takes only an agent that is done: %s", async (body, message) => {
    const run = startRun(body);
    await expect(run.value).rejects.toThrow(message);
    expect(run.record.agents.census()).toMatchObject({ asked: 2, failed: 1 });
    expect(run.agents).toHaveLength(1);
  });

  it("continues of an agent that failed is InvalidCall, in an envelope, too", async () => {
    const run = startRun(
      "await agent('one').catch(() => 0); return agent('two', { continues: 1, details: true })",
    );
    await run.settle();
    next(run.agents).reject(activityFailure("NoStructuredOutput", "no answer", figures(7)));
    await run.settle();
    expect(await run.value).toMatchObject({
      ...{ status: "failed", call: 2, attempts: 0, costUsd: 0 },
      error: { type: "InvalidCall", message: expect.stringContaining("agent 1 ended as NoStructuredOutput") },
    });
  });

  it("the run's grants go along with every agent", async () => {
    expect(await taskOf("{}", { grant: ["WebSearch", "AskUserQuestion", "WebSearch"] })).toMatchObject({
      grants: ["WebSearch", "AskUserQuestion"],
    });
    expect(await taskOf("{}")).not.toHaveProperty("grants");
  });
});

describe("A17 what is no option's value rejects before anything is asked for", () => {
  it.each([
    ["isolation: 'container'", /isolation must be "worktree" or left out, got "container"/],
    ["isolation: true", /isolation must be "worktree" or left out, got boolean/],
    ["base: 'main'", /base says where a worktree starts; it goes with isolation/],
    ["isolation: 'worktree', base: 5", /base must be a text/],
    ["details: 'yes'", /details must be true or false, got string/],
    ["tools: 'Read'", /tools must be an array of texts, got string/],
    ["tools: ['Read', 1]", /tools must be an array of texts/],
    ["cwd: 1", /cwd must be a text/],
    ["timeoutMs: 'soon'", /timeoutMs takes milliseconds or a text/],
    ["maxTurns: 0", /maxTurns must be a whole number of 1 or more, got 0/],
    ["maxTurns: 1.5", /whole number of 1 or more, got 1.5/],
    ["continues: 0", /continues takes the envelope of an earlier agent .* got number/],
    ["continues: 'agent-1'", /continues takes the envelope of an earlier agent .* got "agent-1"/],
    ["continues: null", /continues takes the envelope of an earlier agent .* got null/],
    ["continues: { branch: 'x' }", /continues takes the envelope of an earlier agent .* got object/],
    ["continues: 1, model: 'opus'", /an agent that continues another has the model of that one/],
    ["continues: 1, tools: []", /an agent that continues another has the tools of that one/],
    ["continues: 1, isolation: 'worktree'", /an agent that continues another has the isolation/],
    ["maxTokens: '9'", /maxTokens must be a whole number of 1 or more, got string/],
  ])("%s", async (option, message) => {
    const [name, text] = (await guestValue(
      `try { await agent("x", { ${option} }) } catch (e) { return [e.name, e.message] }`,
    )) as [string, string];
    expect(name).toBe("TypeError");
    expect(text).toMatch(message);
  });

  it("A13 and such a call does not count", async () => {
    const body =
      "for (let i = 0; i < 3; i++) await agent('x', { maxTurns: 0 }).catch(() => {}); await agent('y')";
    const { posts } = await startGuest(body, { settings: { maxAgents: 1 } });
    expect(posts).toMatchObject([{ t: "agent", prompt: "y" }]);
  });
});

describe("A11 details: true", () => {
  const CALL = "return agent('do', { details: true })";

  it("A11 an agent that is done: its result, what it cost, where its work is", async () => {
    const run = startRun("return agent('do', { details: true, isolation: 'worktree' })");
    await run.settle();
    next(run.agents).resolve(outcome({ a: 1 }, { published: PUBLISHED, transcript: "transcripts/w/1" }));
    await run.settle();
    const { usage, costUsd } = figures(5);
    expect(await run.value).toEqual({
      ...{ status: "done", result: { a: 1 }, attempts: 1, usage, costUsd, model: "m" },
      ...{ branch: "pawl/w/1", commit: "c0ffee", files: ["a.js"], transcript: "transcripts/w/1", call: 1 },
    });
  });

  it("A11 without a worktree, or with one that changed nothing, there is no branch", async () => {
    const run = startRun(CALL);
    await run.settle();
    next(run.agents).resolve(outcome("text"));
    await run.settle();
    expect(Object.keys((await run.value) as object)).toEqual(
      "status result attempts usage costUsd model transcript call".split(" "),
    );
  });

  it.each([
    ["null", "ModelRefusal", "declined"],
    ["failed", "NoStructuredOutput", "no answer"],
    ["failed", "InvalidSchema", "no schema"],
    ["failed", "UnknownAgentType", "nobody"],
  ])("A11 it is %s for %s, and never rejects", async (status, type, message) => {
    const run = startRun(CALL);
    await run.settle();
    next(run.agents).reject(activityFailure(type, message, figures(7, { attempts: 3 })));
    await run.settle();
    const { usage, costUsd } = figures(7);
    expect(await run.value).toEqual({
      ...{ status, result: null, error: { type, message } },
      ...{ attempts: 3, usage, costUsd, model: "m", transcript: null, call: 1 },
    });
  });

  it("A11 an agent whose workers were lost has what is known of it: nothing", async () => {
    const run = startRun(CALL);
    await run.settle();
    next(run.agents).reject(Object.assign(new Error("heartbeat"), { name: "TimeoutFailure" }));
    await run.settle();
    expect(await run.value).toMatchObject({
      ...{ status: "failed", error: { type: "WorkerLost", message: "heartbeat" }, model: null, costUsd: 0 },
    });
  });

  it("R01 the census and the failures are those of a plain call", async () => {
    const ends = await Promise.all(
      ["details: true", ""].map(async (options) => {
        const run = startRun(`return agent('do', { ${options} }).catch(() => null)`);
        await run.settle();
        next(run.agents).reject(activityFailure("NoStructuredOutput", "no answer", figures(7)));
        const { value: _value, script: _script, ...rest } = await run.result();
        return rest;
      }),
    );
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]).toMatchObject({ status: "degraded", census: { asked: 1, failed: 1 } });
  });
});

describe("K03 the verdict", () => {
  const SCRIPT = "await check('test'); await agent('a', OPTIONS); return 1";
  const GREEN = { ok: true, exitCode: 0, signal: null, output: "", durationMs: 1, tree: "t1" };

  async function verdictAfter(options: string) {
    const run = startRun(SCRIPT.replace("OPTIONS", options));
    await run.settle();
    next(run.checks).resolve(GREEN);
    await run.settle();
    next(run.agents).resolve(outcome("x", { published: PUBLISHED }));
    return (await run.result()).verdict;
  }

  it("K03 is stale after an agent that works in the workspace", async () => {
    expect(await verdictAfter("{}")).toMatchObject({ ok: true, tree: "t1", stale: true });
  });

  it("K03 is not after one in a worktree: its work is on a branch", async () => {
    expect(await verdictAfter("{ isolation: 'worktree' }")).toMatchObject({ ok: true, stale: false });
  });

  it("K03 is stale when an agent ended while the check was running: it may have looked before", async () => {
    const run = startRun("await Promise.all([check('test'), agent('a')])");
    await run.settle();
    next(run.agents).resolve(outcome("x"));
    await run.settle();
    next(run.checks).resolve(GREEN);
    expect((await run.result()).verdict).toMatchObject({ stale: true });
  });

  it("K03 is fresh again after a later check", async () => {
    const run = startRun("await check('test'); await agent('a'); await check('lint')");
    for (const step of [0, 1, 2]) {
      await run.settle();
      if (step === 1) next(run.agents).resolve(outcome("x"));
      else next(run.checks).resolve(GREEN);
    }
    expect((await run.result()).verdict).toMatchObject({ command: "lint", stale: false });
  });
});
