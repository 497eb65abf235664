// Agents that wait for people: their questions are gates of the run (G01 to G05), and a blocked account is one, too.
import type { WorkflowHandle } from "@temporalio/client";
import { describe, expect, it } from "vitest";
import { openGates, refusalOf, statusOf } from "../support/open-gates.ts";
import { addRules, endOf, marker, requestsWith, startScript } from "../support/stage.ts";
import { temporalMessage } from "../support/temporal-cli.ts";
import { until } from "../support/until.ts";
import { agentsOf, transcriptOf } from "./outcomes.ts";
import { fault, played, text, tool } from "./played.ts";

const option = (label: string) => ({ label, description: `about ${label}` });
const WHICH = {
  questions: [
    { question: "Which database?", header: "Database", options: [option("SQLite"), option("Postgres")] },
  ],
};

async function valueOf(handle: WorkflowHandle): Promise<unknown> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ${end.kind}`);
  return end.result.value;
}

/** Activities of the run that a worker is to do or does. */
async function pendingActivities(handle: WorkflowHandle): Promise<number> {
  return ((await handle.describe()).raw.pendingActivities ?? []).length;
}

describe("an agent's question", () => {
  it("G01 G02 is a gate of the run; the agent holds nothing, and goes on with the answer", async () => {
    const mark = await played(tool("AskUserQuestion", WHICH), text("as you say"));
    const handle = await startScript(`return agent("${mark}", { label: "builder" })`, {
      grant: ["AskUserQuestion"],
    });
    const [gate] = await openGates(handle);
    expect(gate).toMatchObject({
      ...{ kind: "ask", question: "Which database?", choices: ["SQLite", "Postgres"] },
      details: { agent: { call: 1, label: "builder" } },
    });
    expect(await statusOf(handle)).toMatchObject({ status: "waiting", working: [] });
    expect(await pendingActivities(handle)).toBe(0);

    await handle.executeUpdate("answer", { args: [{ value: "SQLite", by: "ann" }] });

    expect(await valueOf(handle)).toBe("as you say");
    expect(await requestsWith(mark)).toHaveLength(2);
    expect(await agentsOf(handle)).toMatchObject([{ state: "done", turns: 2 }]);
    expect(JSON.stringify(await transcriptOf(handle, 1))).toContain("SQLite");
  });

  it("G05 is answered from the plain Temporal CLI, in the person's own words", async () => {
    const mark = await played(tool("AskUserQuestion", WHICH), text("so be it"));
    const handle = await startScript(`return agent("${mark}")`, { grant: ["AskUserQuestion"] });
    await openGates(handle);
    const { workflowId } = handle;
    await temporalMessage("signal", { workflowId, name: "answer", input: { value: "neither: plain files" } });
    expect(await valueOf(handle)).toBe("so be it");
    expect(JSON.stringify(await transcriptOf(handle, 1))).toContain("neither: plain files");
  });

  it("G02 an answer that does not fit is refused, and the question stays open", async () => {
    const many = { questions: [{ ...WHICH.questions[0], multiSelect: true }] };
    const mark = await played(tool("AskUserQuestion", many), text("fine"));
    const handle = await startScript(`return agent("${mark}")`, { grant: ["AskUserQuestion"] });
    await openGates(handle);
    expect(await refusalOf(handle.executeUpdate("answer", { args: [{ value: "SQLite" }] }))).toMatch(/array/);
    await openGates(handle);
    await handle.executeUpdate("answer", { args: [{ value: ["SQLite"] }] });
    expect(await valueOf(handle)).toBe("fine");
  });

  it("R09 a run is stopped while it waits", async () => {
    const mark = await played(tool("AskUserQuestion", WHICH), text("never"));
    const handle = await startScript(`return agent("${mark}")`, { grant: ["AskUserQuestion"] });
    await openGates(handle);
    await handle.signal("stop", { by: "ann" });
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    expect(await requestsWith(mark)).toHaveLength(1);
  });

  it("an agent that is not granted the tool does not have it", async () => {
    const mark = await played(tool("AskUserQuestion", WHICH), text("alone, then"));
    const handle = await startScript(`return agent("${mark}")`);
    expect(await valueOf(handle)).toBe("alone, then");
  });
});

describe("a blocked account", () => {
  /** The first request of each agent is refused like this, the next are answered. */
  async function refusedOnce(mark: string): Promise<void> {
    await addRules([
      { name: `${mark} refused`, when: { prompt: mark, times: 1 }, reply: fault(401) },
      { name: `${mark} answered`, when: { prompt: mark }, reply: text("after all") },
    ]);
  }
  const script = (mark: string): string =>
    `return parallel([1, 2, 3, 4].map((n) => () => agent("${mark} " + n)))`;

  it("R01 the run asks once, holds all, and goes on when a person approves: no agent failed", async () => {
    const mark = marker();
    await refusedOnce(mark);
    const handle = await startScript(script(mark), { concurrency: 2 });
    await until(
      "both agents held",
      async () => (await agentsOf(handle)).filter(({ state }) => state === "waiting").length === 2,
    );
    expect(await openGates(handle)).toMatchObject([{ kind: "account", details: { kind: "AccountBlocked" } }]);
    expect(await requestsWith(mark)).toHaveLength(2);
    expect(await pendingActivities(handle)).toBe(0);

    await handle.signal("approve", { by: "ann" });
    await until("those that begin afterwards to be held", async () => (await requestsWith(mark)).length >= 5);
    await openGates(handle);
    await handle.signal("approve", { by: "ann" });

    const end = await endOf(handle);
    expect(end).toMatchObject({
      kind: "returned",
      result: { status: "completed", census: { asked: 4, done: 4 }, failures: [] },
    });
  });

  it("A05 rejected, the agents it stops are null, and nobody is asked again", async () => {
    const mark = await played(fault(401));
    const handle = await startScript(script(mark), { concurrency: 2 });
    await openGates(handle);
    await handle.signal("reject", { by: "ann" });
    const end = await endOf(handle);
    expect(end).toMatchObject({
      kind: "returned",
      result: { status: "degraded", value: [null, null, null, null], census: { asked: 4, null: 4 } },
    });
    expect(await requestsWith(mark)).toHaveLength(4);
  });
});
