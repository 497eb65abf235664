// The system `single`: one conversation, by every door.
import { randomUUID } from "node:crypto";
import type { WorkflowHandle } from "@temporalio/client";
import { afterEach, describe, expect, inject, it } from "vitest";
import type { Json } from "../../src/protocol/json.ts";
import type { MailView } from "../../src/protocol/mail.ts";
import type { GateView } from "../../src/protocol/run-views.ts";
import { transcriptOf } from "../conformance/outcomes.ts";
import { playFor, text, tool } from "../conformance/played.ts";
import { pawl, type Captured } from "../cli/captured-io.ts";
import type { Child } from "../support/child.ts";
import {
  addRules,
  endOf,
  marker,
  newWorkspace,
  requestsWith,
  runScript,
  stageClient,
} from "../support/stage.ts";
import { temporalMessage, temporalWorkflow } from "../support/temporal-cli.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

let worker: Child<unknown> | null = null;
afterEach(async () => {
  await worker?.kill();
  worker = null;
});

/** `pawl WORDS…` against the shared server. */
function onStage(words: readonly string[]): Promise<Captured> {
  const { address, home, taskQueue, workspace } = inject("stage");
  return pawl([...words, "--address", address, "--task-queue", taskQueue], {
    cwd: workspace,
    env: { PAWL_HOME: home },
  });
}

const newId = (): string => `single-${randomUUID().slice(0, 8)}`;

async function started(args: Json): Promise<WorkflowHandle> {
  const { taskQueue } = inject("stage");
  return (await stageClient()).workflow.start("single", { taskQueue, workflowId: newId(), args: [args] });
}

function asksForMore(handle: WorkflowHandle): Promise<GateView> {
  return until("the run to wait for words", async () =>
    (await handle.query<GateView[]>("pending")).find(({ kind }) => kind === "say"),
  );
}

async function valueOf(handle: WorkflowHandle): Promise<unknown> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(JSON.stringify(end).slice(0, 1_000));
  return end.result.value;
}

/** Answers by the words that came last. */
async function playTalk(mark: string, answers: Readonly<Record<string, string>>): Promise<void> {
  await addRules(
    Object.entries(answers).map(([lastText, said]) => ({
      ...{ name: `${mark} ${lastText}`, reply: { kind: "text", text: said } as const },
      when: { prompt: mark, lastText },
    })),
  );
}

describe("single", () => {
  it("goes on with what people say, by pawl say, until they end it; a person sees each answer", async () => {
    const mark = marker();
    await playTalk(mark, { [`^${mark}`]: "first answer", shorter: "second", "in French": "troisième" });
    const handle = await started(mark);
    const { question, details } = await asksForMore(handle);
    expect([question, details]).toEqual(["Anything else?", { answer: "first answer" }]);
    for (const words of ["shorter", "in French"]) {
      const { exitCode, stdout } = await onStage(["say", handle.workflowId, words]);
      expect([exitCode, stdout]).toEqual([0, `${handle.workflowId} took it: say.\n`]);
      await asksForMore(handle);
    }
    const shown = await onStage(["logs", handle.workflowId]);
    for (const answer of ["first answer", "second", "troisième"]) expect(shown.stdout).toContain(answer);
    expect((await onStage(["say", handle.workflowId, "--end", "--json"])).exitCode).toBe(0);
    expect(await valueOf(handle)).toEqual({ answer: "troisième", rounds: 3 });
    const log = await onStage(["logs", handle.workflowId, "3"]);
    expect(log.stdout).toContain("goes on with the conversation of #2");
    // Three turns, and none of them twice.
    expect((await requestsWith(mark)).map(({ turn }) => turn)).toEqual([0, 1, 2]);
  });

  it("what is said while the agent is at work is taken up at its next turn", async () => {
    const mark = marker();
    const wait = "while [ ! -e said ]; do sleep 0.05; done";
    await playFor(mark, tool("Bash", { command: wait }), text("done with it"));
    const workspace = await newWorkspace();
    const { taskQueue } = inject("stage");
    const handle = await (
      await stageClient()
    ).workflow.start("run", {
      ...{ taskQueue, workflowId: newId() },
      args: [{ name: "single", args: { task: mark, keepOpenFor: 0 }, workspace }],
    });
    await until("the first turn", async () => (await requestsWith(mark)).length === 1);
    await temporalMessage("update", {
      workflowId: handle.workflowId,
      name: "say",
      input: { text: "And mind the tests.", by: "ann" },
    });
    const { boxes } = await handle.query<MailView, [object]>("mail", { to: "agent-1" });
    expect(boxes).toEqual([{ to: "agent-1", open: true, said: 1, unread: 1 }]);
    await runScript("return check('touch said')", { workspace });
    expect(await valueOf(handle)).toEqual({ answer: "done with it", rounds: 1 });
    const said = (await transcriptOf(handle, 1)).filter(({ kind }) => kind === "user");
    expect(said.at(-1)).toMatchObject({
      content: "[Message 1 from ann, said while you are at work]\nAnd mind the tests.",
      mail: 1,
    });
  });

  it("starts from the plain Temporal CLI, and what was said with no worker up is not lost", async () => {
    const mark = marker();
    await playTalk(mark, { [`^${mark}`]: "first", later: "second" });
    const workflowId = newId();
    const taskQueue = `queue-${workflowId}`;
    const words = ["--task-queue", taskQueue, "--workflow-id", workflowId];
    await temporalWorkflow(["start", "--type", "single", ...words, "--input", JSON.stringify(mark)]);
    await temporalMessage("signal", { workflowId, name: "say", input: { text: "later" } });
    await temporalMessage("signal", { workflowId, name: "say", input: { end: true } });
    const { address, simulatorUrl, workspace } = inject("stage");
    worker = await startWorkerProcess({ address, simulatorUrl, taskQueue, workspaces: [workspace] });
    const handle = (await stageClient()).workflow.getHandle(workflowId);
    expect(await valueOf(handle)).toMatchObject({ rounds: expect.any(Number) });
    expect(JSON.stringify(await handle.query("log"))).toContain("said to agent-1: later");
    const requests = await requestsWith(mark);
    // The agent heard it before its first turn, or the script after it: once, in any case.
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  it("as a part of another script it does the task and does not wait", async () => {
    const mark = marker();
    await playFor(mark, text("the answer"));
    const end = await runScript(`return workflow("single", { task: "${mark}" })`);
    expect(end).toMatchObject({ kind: "returned", result: { value: { answer: "the answer", rounds: 1 } } });
  });

  it("an answer that did not come is told, and the next words go along with those that got none", async () => {
    const mark = marker();
    await addRules([
      {
        name: `${mark} again`,
        when: { prompt: `${mark}\\n\\ntry again` },
        reply: { kind: "text", text: "now" },
      },
      { name: mark, when: { prompt: mark }, reply: { kind: "refusal", text: "no" } },
    ]);
    const handle = await started({ task: mark });
    expect(await asksForMore(handle)).toMatchObject({ question: "There was no answer. What now?" });
    await handle.signal("say", { text: "try again" });
    await asksForMore(handle);
    await handle.signal("say", { end: true });
    expect(await valueOf(handle)).toEqual({ answer: "now", rounds: 1 });
  });
});

describe("say", () => {
  it("is refused with a reason when nobody listens, by name, or at all; a wrong signal is logged", async () => {
    const mark = marker();
    await playFor(mark, text("answer"));
    const handle = await started(mark);
    await asksForMore(handle);
    const refused = await onStage(["say", handle.workflowId, "--to", "nobody", "hello"]);
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining('nobody listens as "nobody"; there is: agent-1'),
    ]);
    await handle.signal("say", { text: "" });
    await handle.executeUpdate("say", { args: [{ end: true }] });
    await handle.result();
    expect(JSON.stringify(await handle.query("log"))).toMatch(
      /signal say was ignored: say takes one object; text: expected a text that is not empty/,
    );
  });

  it("tells the sender when nobody listens any more, and the run's log what nobody has read in the end", async () => {
    const mark = marker();
    await playFor(mark, text("answer"));
    const { taskQueue } = inject("stage");
    const script = `export const meta = { name: "said", description: "listens, then asks" };
      await agent("${mark}", { listens: "ann" });
      await approve("Done?");`;
    const start = { taskQueue, workflowId: newId(), args: [{ script }] };
    const handle = await (await stageClient()).workflow.start("run", start);
    await until("the question", async () => (await handle.query<GateView[]>("pending")).length === 1);
    const { stdout } = await onStage(["say", handle.workflowId, "--to", "ann", "hello"]);
    expect(stdout).toBe(
      `${handle.workflowId} took it: say. Nobody listens as ann now: it waits for who does.\n`,
    );
    await handle.executeUpdate("approve", { args: [{}] });
    await handle.result();
    const shown = await onStage(["show", handle.workflowId]);
    expect(shown.stdout).toContain("nobody who came to an end has read 1 message to ann");
  });

  it("refuses a text together with --end, and none at all, before anything is sent", async () => {
    for (const words of [
      ["say", "x", "hello", "--end"],
      ["say", "x"],
    ]) {
      expect((await onStage(words)).exitCode).toBe(2);
    }
  });
});
