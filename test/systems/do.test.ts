// A task in words, started by its workflow type: chosen, asked, run. The systems' scripts stand in for the bundled ones.
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { describe, expect, inject, it } from "vitest";
import type { ModelAnswer } from "../../src/protocol/choice.ts";
import type { DoInput } from "../../src/protocol/do-input.ts";
import type { LogView } from "../../src/protocol/run-views.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { planner, sha256, SOUND } from "../planning/plan-stage.ts";
import { openGates, statusOf } from "../support/open-gates.ts";
import { addRules, endOf, marker, newWorkspace, requestsWith, stageClient } from "../support/stage.ts";

/** Says which system it is and what it was told. */
const ECHO = "return { system: meta.name, args };";

/** A workspace whose own scripts of these names come before those that pawl brings. */
async function workspaceWith(scripts: Readonly<Record<string, string>>, files: object = {}): Promise<string> {
  const workspace = await newWorkspace();
  const folder = join(workspace, ".pawl", "scripts");
  await mkdir(folder, { recursive: true });
  for (const [name, body] of Object.entries(scripts)) {
    const text = `export const meta = { name: "${name}", description: "stands in" };\n${body}\n`;
    await writeFile(join(folder, `${name}.js`), text);
  }
  for (const [name, content] of Object.entries(files))
    await writeFile(join(workspace, name), String(content));
  return workspace;
}

async function startTask(input: DoInput): Promise<WorkflowHandle> {
  const { taskQueue } = inject("stage");
  const workflowId = `do-${randomUUID()}`;
  return (await stageClient()).workflow.start("do", { taskQueue, workflowId, args: [input] });
}

async function resultOf(handle: WorkflowHandle): Promise<RunResult> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ${JSON.stringify(end).slice(0, 2_000)}`);
  return end.result;
}

async function modelSays(mark: string, answer: Partial<ModelAnswer>): Promise<void> {
  const value = {
    system: "single",
    why: "w",
    oracle: null,
    width: 1,
    sharesState: false,
    risk: "low",
    ...answer,
  };
  await addRules([{ name: mark, when: { prompt: mark }, reply: { kind: "answer", value } }]);
}

const messagesOf = async (handle: WorkflowHandle): Promise<string[]> =>
  (await handle.query<LogView>("log")).lines.map(({ message }) => message);

describe("a task whose words are plain", () => {
  it("is chosen without any model, asked about, and handed over as it was said", async () => {
    const mark = marker();
    const workspace = await workspaceWith({ single: ECHO });
    const task = `What does ${mark}.js do?`;
    const handle = await startTask({ task, workspace });

    const [gate] = await openGates(handle);
    expect(gate).toMatchObject({ kind: "launch", details: { task, system: "single", chosenBy: "rules" } });
    expect(gate?.question).toMatch(
      /^Start single for this task\?\nsingle, because it is a question, and nothing has to change\.\nAbout 1 agent, /,
    );
    expect(await statusOf(handle)).toMatchObject({
      status: "waiting",
      choice: { system: "single", by: "rules" },
    });
    expect(await handle.query("script")).toBeNull();
    await handle.signal("approve", { by: "ann" });

    const result = await resultOf(handle);
    expect(result).toMatchObject({
      status: "completed",
      value: { system: "single", args: { task } },
      choice: { system: "single", by: "rules", why: "it is a question, and nothing has to change" },
      script: { name: "single" },
      census: { asked: 0 },
    });
    const messages = await messagesOf(handle);
    expect(messages).toContain(result.choice?.lines[0]);
    expect(messages).toContain("gate g1 opened: Start single for this task?");
    expect(await requestsWith(mark)).toEqual([]);
  });

  it("that a person says no to ends as rejected, and nothing is spent", async () => {
    const workspace = await workspaceWith({ single: `return agent("never");` });
    const handle = await startTask({ task: "What is this?", workspace });
    await openGates(handle);
    await handle.signal("reject", { by: "ann", note: "too dear" });
    expect(await resultOf(handle)).toMatchObject({ status: "rejected", census: { asked: 0 }, costUsd: 0 });
  });

  it("that a person says no to by naming another system is asked about again, for that one", async () => {
    const workspace = await workspaceWith(
      { single: ECHO, goal: ECHO },
      { "package.json": '{"scripts":{"test":"node --test"}}' },
    );
    const handle = await startTask({ task: "What is this?", workspace });
    await openGates(handle);
    await handle.signal("reject", { by: "ann", note: "no, as goal" });
    await expect
      .poll(async () => (await openGates(handle))[0]?.details)
      .toMatchObject({ system: "goal", chosenBy: "person", oracle: "npm test" });
    await handle.signal("approve", { by: "ann" });
    expect(await resultOf(handle)).toMatchObject({
      status: "completed",
      value: { system: "goal", args: { check: "npm test" } },
      choice: { system: "goal", by: "person" },
    });
  });

  it("starts at once when nobody is to be asked", async () => {
    const workspace = await workspaceWith({ team: ECHO });
    const handle = await startTask({ task: "Whatever it is", as: "team", workspace, approval: "none" });
    expect(await resultOf(handle)).toMatchObject({ value: { system: "team" }, choice: { by: "person" } });
    expect((await statusOf(handle)).answered).toEqual([]);
  });
});

describe("a task that the rules leave open", () => {
  it("is put to a model that may only look, and its answer decides", async () => {
    const mark = marker();
    await modelSays(mark, { system: "subagents", why: "Three services are meant.", width: 3 });
    const workspace = await workspaceWith({ subagents: ECHO });
    const task = `Compare the services of ${mark}`;
    const handle = await startTask({ task, workspace, approval: "none" });
    expect(await resultOf(handle)).toMatchObject({
      status: "completed",
      value: { system: "subagents", args: { task } },
      choice: { system: "subagents", by: "model", why: "Three services are meant" },
      census: { asked: 1, done: 1 },
    });
    expect(await requestsWith(mark)).toHaveLength(1);
    const { phases } = await statusOf(handle);
    expect(phases).toMatchObject([{ title: "Choose", done: 1 }]);
  });

  it("falls to the smallest system when no model answers, and says so", async () => {
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark }, reply: { kind: "text", text: "I will not say." } },
    ]);
    const workspace = await workspaceWith({ single: ECHO });
    const handle = await startTask({ task: `Tidy ${mark}`, workspace, approval: "none" });
    expect(await resultOf(handle)).toMatchObject({
      status: "degraded",
      value: { system: "single" },
      choice: { by: "nobody", why: "no rule decides it and the model gave no answer" },
      failures: [{ label: "choose a system", kind: "NoStructuredOutput" }],
    });
  });

  it("the agent that chose counts for the run's limit, and a script can catch it", async () => {
    const mark = marker();
    await modelSays(mark, {});
    const body = `try { return await agent("more"); } catch (error) { return error.name; }`;
    const workspace = await workspaceWith({ single: body });
    const task = `Tidy ${mark}`;
    const handle = await startTask({ task, workspace, approval: "none", limits: { agents: 1 } });
    expect(await resultOf(handle)).toMatchObject({ status: "completed", value: "AgentLimit" });
  });
});

describe("a task that becomes a workflow", () => {
  it("is planned in the same run: the planner's launch question is the only one, and what was approved runs", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    const workspace = await workspaceWith({}, { "package.json": '{"scripts":{"test":"node --test"}}' });
    const task = `Migrate all modules of ${mark} to ES modules`;
    const handle = await startTask({ task, workspace });
    const [gate] = await openGates(handle);
    expect(gate).toMatchObject({
      id: "g1",
      kind: "launch",
      question: "Start planned?",
      details: {
        hash: sha256(SOUND),
        task: `${task}\n\nA command that says whether it works: npm test`,
      },
    });
    await handle.signal("approve", { by: "ann" });
    expect(await resultOf(handle)).toMatchObject({
      status: "completed",
      value: "planned",
      choice: { system: "workflow", by: "rules" },
      script: { name: "planned", hash: sha256(SOUND) },
      census: { asked: 1, done: 1 },
    });
  });

  it("that a person wants as another system is no plan any more: that system is asked about, and runs", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    const workspace = await workspaceWith({ goal: ECHO });
    const handle = await startTask({ task: `Tidy ${mark}`, as: "workflow", workspace });
    const [plan] = await openGates(handle);
    expect(plan?.details).toMatchObject({ hash: sha256(SOUND), system: "workflow" });
    await handle.signal("reject", { id: plan?.id, by: "ann", note: "no, as goal" });
    await expect.poll(async () => (await openGates(handle))[0]?.details).toMatchObject({ system: "goal" });
    expect(await handle.query("script")).toBeNull();
    await handle.signal("approve", { by: "ann" });
    expect(await resultOf(handle)).toMatchObject({
      status: "completed",
      value: { system: "goal" },
      choice: { system: "goal", by: "person" },
      census: { asked: 1 },
    });
  });

  it("says who has said yes beforehand, asks the planner's questions nobody, and runs", async () => {
    const mark = marker();
    const questions = [{ question: "Which way?", choices: ["left", "right"], default: "left" }];
    await planner(mark, { first: { questions }, answered: { script: SOUND } });
    const workspace = await workspaceWith({});
    const handle = await startTask({ task: `Tidy ${mark}`, as: "workflow", workspace, approvedBy: "ann" });
    expect(await resultOf(handle)).toMatchObject({ value: "planned" });
    expect((await statusOf(handle)).answered).toMatchObject([
      { kind: "launch", outcome: "approved", by: "ann", value: { hash: sha256(SOUND) } },
    ]);
  });

  it("asks nobody when nobody is to be asked", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    const workspace = await workspaceWith({});
    const handle = await startTask({ task: `Tidy ${mark}`, as: "workflow", workspace, approval: "none" });
    expect(await resultOf(handle)).toMatchObject({ value: "planned", choice: { by: "person" } });
    expect((await statusOf(handle)).answered).toEqual([]);
  });
});

describe("a question that is too large to be asked", () => {
  it("ends the run with that reason, and nothing is started", async () => {
    const workspace = await workspaceWith({ goal: `return agent("never");` });
    const check = `echo ${"x".repeat(50_000)}`;
    const end = await endOf(await startTask({ task: "Tidy it", as: "goal", check, workspace }));
    expect(end).toMatchObject({ kind: "failed", type: "LaunchNotAsked" });
    expect(end.kind === "failed" && end.message).toContain("nobody could be asked whether it may");
  });
});

describe("what is no task", () => {
  it.each([
    [{}, "task"],
    [{ task: "  " }, "task: a task has words"],
    [{ task: "x", as: "swarm" }, "as"],
    [{ task: "x", script: "return 1" }, "script"],
    [{ task: "x", workspace: "/nowhere" }, "/nowhere"],
  ])("is refused with the reason: %j", async (input, reason) => {
    const end = await endOf(await startTask(input as DoInput));
    expect(end).toMatchObject({ kind: "failed", type: "InvalidInput" });
    expect(end.kind === "failed" && end.message).toContain(reason);
  });
});
