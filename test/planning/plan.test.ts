// A task in words becomes a script: written, mended, shown, approved, saved, and run as it was approved.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LaunchDetails } from "../../src/protocol/launch.ts";
import type { AgentsView, ScriptView } from "../../src/protocol/run-views.ts";
import { loggedLine, openGates, refusalOf, statusOf } from "../support/open-gates.ts";
import { addRules, endOf, marker, newWorkspace, requestsWith, startScript } from "../support/stage.ts";
import { planner, script, sha256, SOUND, startPlan, STEP } from "./plan-stage.ts";

describe("a plan", () => {
  it("is shown with what the planner assumed, saved as it was approved, and runs as frame 0 of the same run", async () => {
    const mark = marker();
    const workspace = await newWorkspace();
    await planner(mark, { first: { script: SOUND, assumed: ["true is the test"] } });
    const handle = await startPlan(`do ${mark}`, { workspace });
    const [gate] = await openGates(handle);
    const details = gate?.details as unknown as LaunchDetails & { assumed: string[]; task: string };
    expect(gate).toMatchObject({ kind: "launch", question: "Start planned?" });
    expect(details).toMatchObject({ hash: sha256(SOUND), task: `do ${mark}`, assumed: ["true is the test"] });
    expect((await handle.query<ScriptView>("script")).text).toBe(SOUND);
    await handle.signal("approve", { by: "ann" });
    expect(await endOf(handle)).toMatchObject({
      kind: "returned",
      result: {
        status: "completed",
        value: "planned",
        script: { name: "planned", hash: sha256(SOUND) },
        census: { asked: 1, done: 1 },
        verdict: { ok: true },
      },
    });
    expect(await readFile(join(workspace, ".pawl/scripts/planned.js"), "utf8")).toBe(SOUND);
    expect((await handle.query<ScriptView>("script")).text).toBe(SOUND);
    expect((await handle.query<AgentsView>("agents")).rows).toMatchObject([{ phase: "Plan", state: "done" }]);
  });

  it("runs what was approved, whatever the file says by then, and never writes over another", async () => {
    const mark = marker();
    const workspace = await newWorkspace();
    await planner(mark, { first: { script: SOUND } });
    const first = await startPlan(`do ${mark}`, { workspace, approval: "none" });
    expect(await endOf(first)).toMatchObject({ result: { value: "planned" } });
    const file = join(workspace, ".pawl/scripts/planned.js");
    await writeFile(file, "throw new Error('changed')");
    const second = await startPlan(`do ${mark}`, { workspace });
    await openGates(second);
    await second.signal("approve", {});
    expect(await endOf(second)).toMatchObject({
      result: { value: "planned", script: { hash: sha256(SOUND) } },
    });
    expect(await readFile(file, "utf8")).toBe("throw new Error('changed')");
    expect((await readdir(join(workspace, ".pawl/scripts"))).toSorted()).toEqual([
      "planned-2.js",
      "planned.js",
    ]);
    expect(await readFile(join(workspace, ".pawl/scripts/planned-2.js"), "utf8")).toBe(SOUND);
  });

  it("does not take the name of a script that came with pawl", async () => {
    const mark = marker();
    const workspace = await newWorkspace();
    const single = script(
      'return (await check("true")).ok',
      'export const meta = { name: "run", description: "d" }\n',
    );
    await planner(mark, { first: { script: single } });
    const handle = await startPlan(`do ${mark}`, { workspace, approval: "none" });
    expect(await endOf(handle)).toMatchObject({ result: { value: true } });
    expect(await readdir(join(workspace, ".pawl/scripts"))).toEqual(["run-2.js"]);
  });

  it("gives its args to the script, and counts the planner's agents and tokens to the run", async () => {
    const mark = marker();
    // Its second agent depends on the first one's answer, which no dry run knows: otherwise the version would be sent back.
    const body = script(
      `await check("true")\nconst one = await agent("${mark} one")\nreturn [args.n, one, /one/.test(one) && (await agent("two").catch((e) => e.name))]`,
    );
    const told = "Beside this answer of yours the run may have 1 more agent, 16 at work at once";
    await addRules([
      {
        name: `${mark} first`,
        when: { prompt: mark, tool: "StructuredOutput", lastText: `${STEP.first}.*${told}` },
        reply: { kind: "answer", value: { script: body } },
      },
    ]);
    const handle = await startPlan(`do ${mark}`, { args: { n: 7 }, approval: "none", limits: { agents: 2 } });
    const end = await endOf(handle);
    expect(end).toMatchObject({ result: { census: { asked: 2, done: 2 } } });
    expect((end as unknown as { result: { value: unknown[] } }).result.value).toEqual([
      7,
      expect.stringContaining("one"),
      "AgentLimit",
    ]);
  });
});

describe("a simulated planner without rules", () => {
  it("writes a sound script that says what it is, so that a plan can be tried without a key", async () => {
    const handle = await startPlan("do what you like", { workspace: await newWorkspace(), approval: "none" });
    expect(await endOf(handle)).toMatchObject({
      result: {
        status: "completed",
        script: { name: "simulated-plan" },
        value: { green: true },
        census: { asked: 4, done: 4 },
      },
    });
  });
});

describe("a person who says no", () => {
  it("with a reason sends the plan back: the reason goes to the planner, and a new version is shown", async () => {
    const mark = marker();
    const better = script('await check("true")\nreturn "better"');
    const broken = { script: script("const = 1") };
    await planner(mark, { first: broken, wrong: { script: SOUND }, rejected: { script: better } });
    const handle = await startPlan(`do ${mark}`);
    const [first] = await openGates(handle);
    // What a person has not seen is no version.
    expect(first?.details).toMatchObject({ hash: sha256(SOUND), version: 1 });
    expect(await loggedLine(handle, /goes back to the planner/)).toContain("draft 1 of version 1");
    await handle.signal("reject", { id: first?.id, by: "ann", note: "make it better" });
    const second = await newGate(handle, first?.id);
    expect(second.details).toMatchObject({ hash: sha256(better), version: 2 });
    const late = { args: [{ id: first?.id }] as [object] };
    expect(await refusalOf(handle.executeUpdate("approve", late))).toBe(
      `gate ${first?.id} is closed already: rejected by ann: make it better`,
    );
    const other = { args: [{ hash: sha256(SOUND) }] as [object] };
    expect(await refusalOf(handle.executeUpdate("approve", other))).toContain(
      "look at it before you approve it",
    );
    await handle.signal("approve", { by: "ann", hash: sha256(better) });
    expect(await endOf(handle)).toMatchObject({
      result: { value: "better", script: { hash: sha256(better) } },
    });
    const { answered } = await statusOf(handle);
    expect(answered).toMatchObject([
      { outcome: "rejected", by: "ann", note: "make it better" },
      { outcome: "approved", value: { hash: sha256(better) } },
    ]);
    // One conversation: each request has the first prompt, and there is one for each step.
    expect(await requestsWith(mark)).toHaveLength(3);
  });

  it("without a reason ends the run as rejected; nothing is saved", async () => {
    const mark = marker();
    const workspace = await newWorkspace();
    await planner(mark, { first: { script: SOUND } });
    const handle = await startPlan(`do ${mark}`, { workspace });
    await openGates(handle);
    await handle.signal("reject", { by: "ann" });
    expect(await endOf(handle)).toMatchObject({ result: { status: "rejected", value: null } });
    expect(await readdir(workspace)).toEqual([]);
  });

  it("may edit instead: the edited text is what is saved and what runs", async () => {
    const mark = marker();
    const workspace = await newWorkspace();
    await planner(mark, { first: { script: SOUND } });
    const edited = script('await check("true")\nreturn "by hand"');
    const handle = await startPlan(`do ${mark}`, { workspace });
    await openGates(handle);
    await handle.executeUpdate("approve", { args: [{ by: "ann", edited }] });
    expect(await endOf(handle)).toMatchObject({
      result: { value: "by hand", script: { hash: sha256(edited) } },
    });
    expect(await readFile(join(workspace, ".pawl/scripts/planned.js"), "utf8")).toBe(edited);
  });
});

describe("questions of the planner", () => {
  const questions = [
    { question: "Which way?", choices: ["left", "right"], default: "left" },
    { question: "How far?", choices: ["near", "far"], default: "far" },
  ];

  it("are gates with choices and a default; the answers go back to it", async () => {
    const mark = marker();
    await planner(mark, { first: { questions }, answered: { script: SOUND } });
    const handle = await startPlan(`do ${mark}`);
    const [way, far] = await openGates(handle, 2);
    expect(way).toMatchObject({
      kind: "ask",
      question: "Which way?",
      choices: ["left", "right"],
      takesOther: true,
    });
    expect(way?.details).toMatchObject({ default: "left" });
    expect(way?.deadline).toBeGreaterThan(0);
    await handle.signal("answer", { id: far?.id, value: "near", by: "ann" });
    await addRules([
      {
        name: `${mark} says`,
        when: { prompt: mark, lastText: "Which way\\?\\n +right\\n.*How far\\?\\n +near" },
        reply: { kind: "answer", value: { script: SOUND, assumed: ["it was answered"] } },
      },
    ]);
    await handle.signal("answer", { id: way?.id, value: "right", by: "ann" });
    const [launch] = await openGates(handle);
    expect(launch?.details).toMatchObject({ assumed: ["it was answered"] });
    await handle.signal("reject", {});
    expect(await endOf(handle)).toMatchObject({ result: { status: "rejected" } });
  });

  it("are answered by their defaults where nobody is asked", async () => {
    const mark = marker();
    await planner(mark, { first: { questions } });
    await addRules([
      {
        name: `${mark} default`,
        when: { prompt: mark, lastText: `${STEP.answered}.*left \\(nobody answered: your default\\)` },
        reply: { kind: "answer", value: { script: SOUND } },
      },
    ]);
    const handle = await startPlan(`do ${mark}`, { approval: "none" });
    expect(await endOf(handle)).toMatchObject({ result: { value: "planned" } });
  });
});

describe("a plan from an earlier run", () => {
  it("gives that run's script to the planner, from its history, and the change that is asked", async () => {
    const mark = marker();
    const earlier = await startScript(script(`return "earlier ${mark}"`));
    await endOf(earlier);
    await planner(mark, { first: { script: SOUND } });
    const handle = await startPlan("make it shorter", { from: earlier.workflowId, approval: "none" });
    expect(await endOf(handle)).toMatchObject({ result: { value: "planned" } });
    const [request] = await requestsWith("Here is the script of an earlier run");
    expect(request).toBeDefined();
  });

  it("that there is not fails with the reason, and asks no model", async () => {
    const mark = marker();
    const handle = await startPlan(mark, { from: "no-such-run", approval: "none" });
    expect(await endOf(handle)).toMatchObject({ kind: "failed", type: "InvalidInput" });
    expect(await requestsWith(mark)).toEqual([]);
  });
});

it("an input that does not fit is refused with the known keys", async () => {
  const handle = await startPlan("", { approval: "none" });
  expect(await endOf(handle)).toMatchObject({
    kind: "failed",
    type: "InvalidInput",
    message: expect.stringContaining("a task has words"),
  });
});

async function newGate(handle: Awaited<ReturnType<typeof startPlan>>, before: string | undefined) {
  for (;;) {
    const [gate] = await openGates(handle);
    if (gate !== undefined && gate.id !== before) return gate;
  }
}
