// merge(): what the activity is asked for, conflicts given to agents, verdicts. The test plays Git and the agents.
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/protocol/json.ts";
import { MERGE_BRANCHES_MAX, MERGE_BRANCHES_PER_ACTIVITY } from "../../src/protocol/limits.ts";
import type { MergedBranch } from "../../src/protocol/merge.ts";
import { guestValue, startGuest } from "./guest-stage.ts";
import { activityFailure, next, outcome, startRun, type RunStage } from "./run-stage.ts";

const CHECK = { ok: true, exitCode: 0, signal: null, output: "fine", durationMs: 1, tree: "t1" };
const merged = (branch: string, more: object = {}): MergedBranch => ({
  ...{ branch, status: "merged", commit: `c-${branch}` },
  ...more,
});
const conflict = (branch: string): MergedBranch => ({
  ...{ branch, status: "conflict", files: ["a.js"], reason: "Both sides changed a.js." },
  sides: { ours: "0urs", theirs: "the1rs" },
});
const rejected = (branch: string): MergedBranch => ({
  branch,
  status: "rejected",
  reason: "The check ended with 1.",
});

/** A run whose script merges, with the activity's outcome given. */
async function mergedRun(body: string, outcomes: readonly MergedBranch[], input = {}): Promise<RunStage> {
  const run = startRun(body, input);
  await run.settle();
  next(run.merges).resolve({ branches: outcomes, head: "h" });
  await run.settle();
  return run;
}

describe("K02 what is merged", () => {
  it("K02 the activity gets the branches in order, the check and its time", async () => {
    const run = startRun("return merge(['a', 'b'], { check: 'npm test', timeoutMs: '1m' })");
    await run.settle();
    expect(next(run.merges).task).toEqual({
      ...{ id: 1, workspace: "/workspace", branches: ["a", "b"] },
      check: { command: "npm test", timeoutMs: 60_000 },
    });
  });

  it("K02 one branch needs no array", async () => {
    const run = startRun("return merge('a')");
    await run.settle();
    expect(next(run.merges).task).toEqual({ id: 1, workspace: "/workspace", branches: ["a"] });
  });

  it("K02 every entry has its row, in its place; what has no branch is skipped", async () => {
    const entries = `['a', null, { status: 'done', branch: 'b' }, { status: 'done' }, { status: 'failed', error: {} }]`;
    const run = await mergedRun(`return merge(${entries})`, [merged("a"), rejected("b")]);
    expect(await run.value).toEqual([
      { branch: "a", status: "merged", commit: "c-a" },
      { branch: null, status: "skipped", reason: "there is no agent's work here: null" },
      { branch: "b", status: "rejected", reason: "The check ended with 1." },
      { branch: null, status: "skipped", reason: expect.stringMatching(/changed nothing/) },
      { branch: null, status: "skipped", reason: "the agent ended as failed" },
    ]);
  });

  it("K02 with nothing to merge nobody is asked", async () => {
    expect(await guestValue("return [await merge([]), (await merge([null])).length]")).toEqual([[], 1]);
  });

  it("K02 a conflict names its files, a check its outcome", async () => {
    const run = await mergedRun("return merge(['a', 'b'])", [merged("a", { check: CHECK }), conflict("b")]);
    expect(await run.value).toEqual([
      { branch: "a", status: "merged", commit: "c-a", check: CHECK },
      { branch: "b", status: "conflict", files: ["a.js"], reason: "Both sides changed a.js." },
    ]);
  });

  it("K02 many branches are several activities, one after the other, in one merge", async () => {
    const count = MERGE_BRANCHES_PER_ACTIVITY + 1;
    const run = startRun(
      `const names = Array.from({ length: ${count} }, (_, i) => 'b' + i); return (await merge(names)).length`,
    );
    await run.settle();
    const first = next(run.merges);
    expect(first.task.branches).toHaveLength(MERGE_BRANCHES_PER_ACTIVITY);
    expect(run.merges).toHaveLength(0);
    first.resolve({ branches: first.task.branches.map((branch) => merged(branch)), head: "h" });
    await run.settle();
    const second = next(run.merges);
    expect(second.task).toMatchObject({ id: 2, branches: [`b${count - 1}`] });
    second.resolve({ branches: [rejected(`b${count - 1}`)], head: "h" });
    await run.settle();
    expect(await run.value).toBe(count);
  });

  it("K02 one merge of a run at a time", async () => {
    const run = startRun("return (await Promise.all([merge('a'), merge('b')])).length");
    await run.settle();
    expect(run.merges.map(({ task }) => task.branches)).toEqual([["a"]]);
    next(run.merges).resolve({ branches: [merged("a")], head: "h" });
    await run.settle();
    expect(run.merges.map(({ task }) => task.branches)).toEqual([["b"]]);
  });

  it("A17 a merge that cannot start rejects, and is in the failures", async () => {
    const run = startRun("try { await merge('a') } catch (e) { return [e.name, e.message] }");
    await run.settle();
    next(run.merges).reject(activityFailure("MergeCannotStart", "no repository"));
    await run.settle();
    expect(await run.result()).toMatchObject({
      ...{ status: "degraded", value: ["MergeCannotStart", "no repository"] },
      failures: [{ call: null, label: "merge a", kind: "MergeCannotStart" }],
    });
  });

  it.each([
    ["5", /takes names of branches, or envelopes.*got number at index 0/],
    ["['a', undefined]", /got undefined at index 1/],
    ["['']", /got an empty text at index 0/],
    ["[{}]", /got object at index 0/],
    ["['x'.repeat(2000)]", /of at most 1000 characters/],
    ["'a', { onConflict: 'win' }", /onConflict is "report" or "agent", got "win"/],
    ["'a', { check: '' }", /check takes a shell command/],
    ["'a', { check: 5 }", /check must be a text/],
    ["'a', { timeoutMs: 'soon' }", /timeoutMs takes milliseconds/],
    [`Array(${MERGE_BRANCHES_MAX + 1}).fill('a')`, /at most 256 branches/],
  ])("A17 merge(%s) rejects before anything happens", async (args, message) => {
    const [name, text] = (await guestValue(
      `try { await merge(${args}) } catch (e) { return [e.name, e.message] }`,
    )) as [string, string];
    expect(name).toMatch(/TypeError|RangeError/);
    expect(text).toMatch(message);
  });
});

describe("K02 onConflict: 'agent'", () => {
  const SCRIPT = "phase('Join'); return merge(['a', 'b', 'c'], { onConflict: 'agent', check: 'npm test' })";
  const OUTCOMES = [merged("a"), conflict("b"), merged("c")];
  const work = (branch: string) => ({ branch, commit: "c", base: "b", files: ["a.js"] });

  it("K02 an agent in a worktree with both sides gets the conflict, the files and the check", async () => {
    const run = await mergedRun(SCRIPT, OUTCOMES);
    const { task } = next(run.agents);
    expect(task).toMatchObject({
      ...{ call: 1, label: "resolve conflict: b", phase: "Join", isolation: "worktree", merging: "b" },
    });
    for (const part of ["branch b", "- a.js", "0urs", "the1rs", "npm test", "conflict markers"])
      expect(task.prompt).toContain(part);
  });

  it("K02 what it made is merged in the place of the branch", async () => {
    const run = await mergedRun(SCRIPT, OUTCOMES);
    next(run.agents).resolve(outcome("resolved", { published: work("pawl/w/1") }));
    await run.settle();
    const second = next(run.merges);
    expect(second.task).toMatchObject({ id: 2, branches: ["pawl/w/1"], check: { command: "npm test" } });
    second.resolve({ branches: [merged("pawl/w/1", { check: CHECK })], head: "h" });
    const { value, verdict, census } = await run.result();
    expect(value).toMatchObject([
      { branch: "a", status: "merged" },
      { branch: "b", status: "merged", commit: "c-pawl/w/1", resolvedBy: { call: 1, branch: "pawl/w/1" } },
      { branch: "c", status: "merged" },
    ]);
    expect(census).toMatchObject({ asked: 1, done: 1 });
    expect(verdict).toMatchObject({ ok: true, command: "npm test", stale: false });
  });

  it.each([
    [
      "failed",
      { reject: activityFailure("ModelRefusal", "no") },
      /Both sides.*Agent 1 did not resolve it: ModelRefusal: no/,
    ],
    ["changed nothing", { resolve: outcome("text") }, /Agent 1 did not resolve it: it changed nothing/],
  ] as const)("K02 an agent that %s leaves the conflict as it was", async (_what, act, reason) => {
    const run = await mergedRun("return merge('b', { onConflict: 'agent' })", [conflict("b")]);
    const agent = next(run.agents);
    if ("reject" in act) agent.reject(act.reject);
    else agent.resolve(act.resolve);
    await run.settle();
    expect(await run.value).toMatchObject([
      { branch: "b", status: "conflict", files: ["a.js"], reason: expect.stringMatching(reason) },
    ]);
    expect(run.merges).toHaveLength(0);
  });

  it("K02 a resolution that does not pass its check is rejected, and says so", async () => {
    const run = await mergedRun("return merge('b', { onConflict: 'agent' })", [conflict("b")]);
    next(run.agents).resolve(outcome("x", { published: work("pawl/w/1") }));
    await run.settle();
    next(run.merges).resolve({ branches: [rejected("pawl/w/1")], head: "h" });
    await run.settle();
    expect(await run.value).toEqual([
      {
        ...{ branch: "b", status: "rejected", reason: "The check ended with 1." },
        resolvedBy: { call: 1, branch: "pawl/w/1" },
      },
    ]);
  });

  it("K02 uncommitted work of the workspace is no agent's to resolve", async () => {
    const inTheWay = { branch: "b", status: "conflict", files: ["a.js"], reason: "Uncommitted." } as const;
    const run = await mergedRun("return merge('b', { onConflict: 'agent' })", [inTheWay]);
    expect(run.agents).toHaveLength(0);
    expect(await run.value).toEqual([inTheWay]);
  });

  it("K02 by default no agent is asked", async () => {
    const run = await mergedRun("return merge('b')", [conflict("b")]);
    expect(run.agents).toHaveLength(0);
    expect(await run.value).toMatchObject([{ status: "conflict" }]);
  });

  it("A13 the agent counts for the run's limit, for the script's next calls too", async () => {
    const run = await mergedRun(
      "await merge('b', { onConflict: 'agent' }); return agent('x').catch((e) => e.name)",
      [conflict("b")],
      { limits: { agents: 1 } },
    );
    next(run.agents).resolve(outcome("text"));
    await run.settle();
    expect(await run.value).toBe("AgentLimit");
  });

  it("A13 W05 with a limit used up the conflict is reported, and the run goes on", async () => {
    const run = startRun("await agent('x'); return merge('b', { onConflict: 'agent' })", {
      limits: { agents: 1 },
    });
    await run.settle();
    next(run.agents).resolve(outcome("x"));
    await run.settle();
    next(run.merges).resolve({ branches: [conflict("b")], head: "h" });
    await run.settle();
    const [row] = (await run.value) as { reason: string }[];
    expect(row?.reason).toMatch(/No agent could be given it: the run's limit of 1 agents is used up/);
    expect(run.agents).toHaveLength(0);
  });

  it("R09 the run may end in the middle: the agent is stopped, the call never settles", async () => {
    const run = await mergedRun("return merge('b', { onConflict: 'agent' })", [conflict("b")]);
    run.close();
    next(run.agents).reject(Object.assign(new Error("cancelled"), { name: "CancelledFailure" }));
    await run.settle();
    expect(run.record.agents.census()).toMatchObject({ skipped: 1 });
    expect(run.merges).toHaveLength(0);
  });
});

describe("K03 the verdict after a merge", () => {
  async function verdictAfter(outcomes: readonly MergedBranch[], options = "{}") {
    const run = startRun(`await check('test'); return merge(['a', 'b'], ${options})`);
    await run.settle();
    next(run.checks).resolve({ ...CHECK, tree: "t0" });
    await run.settle();
    next(run.merges).resolve({ branches: outcomes, head: "h" });
    return (await run.result()).verdict;
  }

  it("K03 what went in makes it stale", async () => {
    expect(await verdictAfter([merged("a"), rejected("b")])).toMatchObject({ tree: "t0", stale: true });
  });

  it("K03 a merge that brought nothing in does not", async () => {
    expect(await verdictAfter([conflict("a"), rejected("b")])).toMatchObject({ tree: "t0", stale: false });
  });

  it("K03 the merge's own check of what went in last is the verdict", async () => {
    const outcomes = [merged("a", { check: CHECK }), rejected("b")];
    expect(await verdictAfter(outcomes, "{ check: 'npm test', label: 'join' }")).toEqual({
      ...{ ok: true, command: "npm test", label: "join", exitCode: 0, tests: null, tree: "t1", stale: false },
    });
  });
});

describe("what old runs never meet", () => {
  it("a script of an engine without merge has none, and may have its own", async () => {
    const old = { engineId: "quickjs-wasi-3.6.2-83a54e8b33ac" };
    const { posts } = await startGuest("return typeof merge", old);
    expect(posts).toEqual([{ t: "returned", frame: 0, value: "undefined" as Json }]);
  });
});
