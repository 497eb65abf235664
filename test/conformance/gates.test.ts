import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { WorkflowHandle } from "@temporalio/client";
import { describe, expect, inject, it } from "vitest";
import { loggedLine, openGates, refusalOf, statusOf } from "../support/open-gates.ts";
import { endOf, marker, runScript, stageClient, startScript, valueOf } from "../support/stage.ts";
import { temporalMessage } from "../support/temporal-cli.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

const update = (handle: WorkflowHandle, name: string, argument: object): Promise<unknown> =>
  handle.executeUpdate(name, { args: [argument] });

async function returnedValue(handle: WorkflowHandle): Promise<unknown> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ${end.kind}`);
  return end.result.value;
}

describe("G01", () => {
  it("G01 approve waits for a person and resolves to approved, by, note and at", async () => {
    const startedAt = Date.now();
    const handle = await startScript(`return approve("Ship it?", { details: { files: 3 } })`);
    await openGates(handle);
    expect((await statusOf(handle)).status).toBe("waiting");

    await handle.signal("approve", { by: "ann", note: "looks good" });

    const value = (await returnedValue(handle)) as { at: string };
    expect(value).toEqual({ approved: true, by: "ann", note: "looks good", at: expect.any(String) });
    expect(new Date(value.at).toISOString()).toBe(value.at);
    expect(Date.parse(value.at)).toBeGreaterThanOrEqual(startedAt - 1_000);
    expect(Date.parse(value.at)).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it("G01 a rejection resolves too: not approved, by whom, and why", async () => {
    const handle = await startScript(`return approve("Ship it?")`);
    await openGates(handle);
    await handle.signal("reject", { by: "bob", note: "not today" });
    expect(await returnedValue(handle)).toMatchObject({ approved: false, by: "bob", note: "not today" });
  });

  it("G01 a gate holds no worker slot, and other branches go on while it waits", async () => {
    const mark = marker();
    const handle = await startScript(
      `const [gate, ...texts] = await parallel([
         () => approve("Go on?"),
         () => agent("${mark} one"),
         async () => (await check("echo two")).output.trim(),
         async () => { await sleep(1); return agent("${mark} three") },
       ])
       return { approved: gate.approved, texts }`,
      { concurrency: 1 },
    );
    await until("the other branches to end", async () => {
      const { census, verdict, gates } = await statusOf(handle);
      return gates.length === 1 && census.done === 2 && verdict?.ok === true;
    });
    const { raw } = await handle.describe();
    expect(raw.pendingActivities ?? []).toEqual([]);
    expect(raw.workflowExecutionInfo?.status).toBe(1);

    await handle.signal("approve", {});

    expect(await returnedValue(handle)).toEqual({
      approved: true,
      texts: [`[simulated] ${mark} one`, "two", `[simulated] ${mark} three`],
    });
  });

  it("G01 a question that is no text, and options that are none, reject where the script can catch it", async () => {
    const value = await valueOf(
      `const why = []
       for (const args of [[], [""], [{}], ["Go?", "later"], ["Go?", { approvers: "ann" }], ["Go?", { timeout: "soon" }]])
         await approve(...args).catch((error) => why.push(error.name))
       return why`,
    );
    expect(value).toEqual(Array.from({ length: 6 }, () => "TypeError"));
  });
});

describe("G02", () => {
  it("G02 ask resolves to the answer, whatever JSON value it is", async () => {
    const handle = await startScript(`return ask("Which files?")`);
    await openGates(handle);
    await handle.signal("answer", { value: { files: ["a.js", null, 1.5], all: false }, by: "ann" });
    expect(await returnedValue(handle)).toEqual({ files: ["a.js", null, 1.5], all: false });
  });

  it("G02 with choices only one of them fits; anything else is refused with the reason and the question stays open", async () => {
    const handle = await startScript(`return ask("Which?", { choices: ["left", "right"] })`);
    const [gate] = await openGates(handle);
    expect(gate?.choices).toEqual(["left", "right"]);

    const wrong = update(handle, "answer", { id: gate?.id, value: "up" });
    expect(await refusalOf(wrong)).toMatch(/takes one of \["left","right"\]; got "up"/);
    await handle.signal("answer", { value: ["left"] });
    await loggedLine(handle, /signal answer was ignored: .*takes one of/);
    expect(await openGates(handle)).toEqual([gate]);

    await update(handle, "answer", { id: gate?.id, value: "right" });
    expect(await returnedValue(handle)).toBe("right");
  });

  it("G02 with a schema an answer that does not fit is refused with what is wrong; the question stays open", async () => {
    const handle = await startScript(
      `return ask("How many?", { schema: { type: "object", required: ["count"], properties: { count: { type: "integer" } } } })`,
    );
    const [gate] = await openGates(handle);

    const wrong = update(handle, "answer", { id: gate?.id, value: { count: "many" } });
    expect(await refusalOf(wrong)).toMatch(/does not fit.*count.*integer/s);
    await handle.signal("answer", { id: gate?.id, value: {} });
    await loggedLine(handle, /signal answer was ignored: .*does not fit.*count/s);
    expect(await openGates(handle)).toEqual([gate]);

    await handle.signal("answer", { id: gate?.id, value: { count: 3 } });
    expect(await returnedValue(handle)).toEqual({ count: 3 });
  });

  it("G02 of two fitting answers at once the first counts, and the other is refused", async () => {
    const handle = await startScript(`return ask("How many?", { schema: { type: "integer" } })`);
    await openGates(handle);
    const both = await Promise.allSettled([1, 2].map((value) => update(handle, "answer", { value })));
    const taken = both.filter(({ status }) => status === "fulfilled");
    expect(taken).toHaveLength(1);
    const [refused] = both.filter((outcome) => outcome.status === "rejected");
    expect(await refusalOf(Promise.reject(refused?.reason as Error))).toMatch(/closed already/);
    expect(await returnedValue(handle)).toBe(both[0]?.status === "fulfilled" ? 1 : 2);
  });

  it("G02 a schema that is none, and choices beside a schema, reject before anybody is asked", async () => {
    const end = await runScript(
      `const why = []
       await ask("?", { schema: { type: "nonsense" } }).catch((error) => why.push(error.name))
       await ask("?", { schema: { type: "string" }, choices: ["a"] }).catch((error) => why.push(error.name))
       await ask("?", { choices: [] }).catch((error) => why.push(error.name))
       return why`,
    );
    expect(end).toMatchObject({ result: { value: ["InvalidSchema", "TypeError", "TypeError"] } });
  });
});

describe("G03", () => {
  it("G03 an approve whose time is over is not approved, by nobody", async () => {
    const value = await valueOf(`return approve("Quick?", { timeout: 20 })`);
    expect(value).toEqual({ approved: false, by: null, note: null, at: expect.any(String) });
  });

  it("G03 an ask whose time is over resolves to its default, null too, and rejects without one", async () => {
    const value = await valueOf(
      `return Promise.all([
         ask("?", { timeout: 20, default: "as before", choices: ["other"] }),
         ask("?", { timeout: 20, default: null }),
         ask("Anyone?", { timeout: "20ms" }).catch((error) => error.name + ": " + error.message),
       ])`,
    );
    expect(value).toEqual([
      "as before",
      null,
      expect.stringMatching(/^GateTimeout: nobody answered "Anyone\?"/),
    ]);
  });

  it("G03 an answer in time stops the clock; one that is late is refused and changes nothing", async () => {
    const handle = await startScript(
      `const late = await approve("Quick?", { timeout: 20 })
       const inTime = await approve("Slow?", { timeout: "1h" })
       await ask("End?")
       return [late.approved, inTime.approved]`,
    );
    const slow = await until("the second gate", async () =>
      (await openGates(handle)).find(({ question }) => question === "Slow?"),
    );
    expect(await refusalOf(update(handle, "approve", { id: "g1" }))).toMatch(/closed already: timeout/);
    await update(handle, "approve", { id: slow.id });
    await openGates(handle);
    await handle.signal("answer", { value: null });
    expect(await returnedValue(handle)).toEqual([false, true]);
    const { events } = await handle.fetchHistory();
    expect(events?.filter((event) => event.timerCanceledEventAttributes)).toHaveLength(1);
  });
});

describe("G04", () => {
  it("G04 a run that has ended asks nothing any more", async () => {
    const handle = await startScript(`return approve("Ship it?")`);
    await openGates(handle);
    await handle.cancel();
    expect(await endOf(handle)).toEqual({ kind: "stopped" });
    expect(await handle.query("pending")).toEqual([]);
    expect((await statusOf(handle)).gates).toEqual([]);
  });

  it("G04 pending lists every open question with id, text, details, deadline and allowed approvers", async () => {
    const handle = await startScript(
      `return Promise.all([
         approve("Deploy?", { details: { host: "a" }, timeout: "2h", approvers: ["ann", "bob"] }),
         ask("Colour?", { choices: ["red", "blue"], details: ["hint"] }),
         ask("Size?", { schema: { type: "integer" } }),
       ])`,
    );
    const gates = await openGates(handle, 3);

    expect(gates.map(({ kind, question, details }) => ({ kind, question, details }))).toEqual([
      { kind: "approve", question: "Deploy?", details: { host: "a" } },
      { kind: "ask", question: "Colour?", details: ["hint"] },
      { kind: "ask", question: "Size?", details: null },
    ]);
    expect(new Set(gates.map(({ id }) => id)).size).toBe(3);
    const [deploy, colour, size] = gates;
    expect(deploy?.approvers).toEqual(["ann", "bob"]);
    expect((deploy?.deadline ?? 0) - (deploy?.openedAt ?? 0)).toBe(7_200_000);
    expect(colour).toMatchObject({ deadline: null, approvers: null, choices: ["red", "blue"] });
    expect(size).toMatchObject({ schema: { type: "integer" } });
    await handle.terminate();
  });

  it("G04 many gates may be open at once and are answered in any order", async () => {
    const COUNT = 12;
    const handle = await startScript(
      `return parallel(Array.from({ length: ${COUNT} }, (_, i) => () => ask("Question " + i)))`,
    );
    const gates = await openGates(handle, COUNT);
    const order = [...gates.keys()].toSorted((a, b) => ((a * 7) % COUNT) - ((b * 7) % COUNT));
    for (const index of order) {
      const { id, question } = gates[index] ?? { id: "", question: "" };
      await (index % 2 === 0
        ? handle.signal("answer", { id, value: `${question} answered` })
        : update(handle, "answer", { id, value: `${question} answered` }));
    }
    expect(await returnedValue(handle)).toEqual(gates.map(({ question }) => `${question} answered`));
  });

  it("G04 the id may be left out when exactly one gate is open, and only then", async () => {
    const handle = await startScript(
      `return Promise.all([approve("One?"), approve("Two?")]).then((all) => all.map((gate) => gate.approved))`,
    );
    await openGates(handle, 2);
    expect(await refusalOf(update(handle, "approve", {}))).toMatch(/say which gate: g1, g2 are open/);
    await update(handle, "reject", { id: "g1" });
    await update(handle, "approve", {});
    expect(await returnedValue(handle)).toEqual([false, true]);
  });
});

describe("G05", () => {
  it("G05 a signal of the plain Temporal CLI answers a gate while no worker is up", async () => {
    const stage = inject("stage");
    const [taskQueue, workspace] = [`queue-${randomUUID()}`, join(stage.workspace, marker())];
    await mkdir(workspace);
    const own = { ...stage, taskQueue, workspaces: [workspace] };
    const first = await startWorkerProcess(own);
    const handle = await startScript(
      `const [a, b, c] = await Promise.all([approve("A?"), approve("B?"), ask("C?", { schema: { type: "integer" } })])
       return [a.approved, a.by, b.approved, b.note, c]`,
      { taskQueue },
    );
    try {
      await openGates(handle, 3);
    } finally {
      await first.kill();
    }

    const { workflowId } = handle;
    await temporalMessage("signal", { workflowId, name: "reject", input: { id: "g2", note: "no" } });
    await temporalMessage("signal", { workflowId, name: "answer", input: { id: "g3", value: 7 } });
    await temporalMessage("signal", { workflowId, name: "approve", input: { id: "g1", by: "ann" } });
    await temporalMessage("signal", { workflowId, name: "reject", input: { id: "g1", by: "bob" } });

    const second = await startWorkerProcess(own);
    try {
      expect(await returnedValue(handle)).toEqual([true, "ann", false, "no", 7]);
      await loggedLine(handle, /signal reject was ignored: gate g1 is closed already: approved by ann/);
    } finally {
      await second.kill();
    }
  });

  it("G05 the plain Temporal CLI answers by update too, and shows why one is refused", async () => {
    const handle = await startScript(`return approve("Go?", { approvers: ["ann"] })`);
    await openGates(handle);
    const { workflowId } = handle;
    const wrong = temporalMessage("update", { workflowId, name: "approve", input: { by: "eve" } });
    await expect(wrong).rejects.toThrow(/takes ann only; got eve/);
    await temporalMessage("update", { workflowId, name: "approve", input: { by: "ann" } });
    expect(await returnedValue(handle)).toMatchObject({ approved: true, by: "ann" });
  });

  it("G05 an update is refused with the reason: unknown id, wrong approver, wrong verb, wrong shape", async () => {
    const handle = await startScript(`return approve("Go?", { approvers: ["ann", "bob"] })`);
    const [gate] = await openGates(handle);
    const refused = (name: string, argument: object): Promise<string> =>
      refusalOf(update(handle, name, argument));

    expect(await refused("approve", { id: "g9", by: "ann" })).toMatch(
      /no gate has the id g9; open gates: g1/,
    );
    expect(await refused("approve", { id: "g1", by: "eve" })).toMatch(/g1 takes ann, bob only; got eve/);
    expect(await refused("reject", { id: "g1" })).toMatch(/takes ann, bob only; got no name/);
    expect(await refused("answer", { id: "g1", value: 1, by: "ann" })).toMatch(
      /wants approve or reject, got answer/,
    );
    expect(await refused("approve", { gate: "g1" })).toMatch(/approve takes one object.*gate/s);
    expect(await refused("answer", { id: "g1" })).toMatch(/answer takes one object.*value/s);
    expect(await openGates(handle)).toEqual([gate]);

    await update(handle, "approve", { id: "g1", by: "bob" });
    expect(await returnedValue(handle)).toMatchObject({ approved: true, by: "bob" });
  });

  it("G05 a signal that is wrong in any of these ways is logged and changes nothing", async () => {
    const handle = await startScript(`return approve("Go?", { approvers: ["ann"] })`);
    const [gate] = await openGates(handle);
    await handle.signal("approve", { id: "g9", by: "ann" });
    await handle.signal("approve", { by: "eve" });
    await handle.signal("answer", { value: 1, by: "ann" });
    await handle.signal("approve", "yes");
    await handle.signal("reject", null);
    await handle.signal("approve");

    for (const reason of [
      /signal approve was ignored: no gate has the id g9/,
      /signal approve was ignored: gate g1 takes ann only; got eve/,
      /signal answer was ignored: gate g1 wants approve or reject/,
      /signal approve was ignored: approve takes one object.*"yes"/s,
      /signal reject was ignored: gate g1 takes ann only; got no name/,
      /signal approve was ignored: gate g1 takes ann only; got no name/,
    ]) {
      await loggedLine(handle, reason);
    }
    expect(await openGates(handle)).toEqual([gate]);
    await handle.signal("approve", { by: "ann" });
    expect(await returnedValue(handle)).toMatchObject({ approved: true, by: "ann" });
  });

  it("G05 a second answer changes nothing: refused as an update, logged as a signal", async () => {
    const handle = await startScript(
      `const gate = await approve("Go?")
       await ask("End?")
       return gate`,
    );
    const [gate] = await openGates(handle);
    await update(handle, "approve", { id: gate?.id, by: "ann" });

    expect(await refusalOf(update(handle, "reject", { id: gate?.id, by: "bob" }))).toMatch(
      /closed already: approved by ann/,
    );
    await handle.signal("reject", { id: gate?.id, by: "bob" });
    await loggedLine(handle, /signal reject was ignored: gate g1 is closed already: approved by ann/);

    await handle.signal("answer", { value: "done" });
    expect(await returnedValue(handle)).toMatchObject({ approved: true, by: "ann" });
  });

  it("G05 an answer that comes before its question is logged, and does not answer it", async () => {
    const client = await stageClient();
    const handle = await client.workflow.signalWithStart("run", {
      taskQueue: inject("stage").taskQueue,
      workflowId: `test-${randomUUID()}`,
      args: [
        {
          script: `export const meta = { name: 'early', description: 'a test' }\nreturn (await approve("Go?")).approved`,
        },
      ],
      signal: "approve",
      signalArgs: [{ by: "ann" }],
    });
    await openGates(handle);
    await loggedLine(handle, /signal approve was ignored: no gate is open/);
    await handle.signal("reject", {});
    expect(await returnedValue(handle)).toBe(false);
  });
});

describe("G06", () => {
  it("G06 who, when and what are in the record, for every kind of end, while it runs and after", async () => {
    const startedAt = Date.now() - 1_000;
    const handle = await startScript(
      `await Promise.all([
         approve("A?", { details: { a: 1 } }),
         approve("B?"),
         ask("C?", { choices: ["x", "y"] }),
         approve("D?", { timeout: 20 }),
       ])
       await ask("End?")`,
    );
    await openGates(handle, 3);
    await update(handle, "approve", { id: "g1", by: "ann", note: "fine" });
    await update(handle, "reject", { id: "g2", by: "bob" });
    await update(handle, "answer", { id: "g3", value: "y", by: "cid" });
    await openGates(handle, 1);
    const during = (await statusOf(handle)).answered;
    await update(handle, "answer", { value: true });
    expect((await endOf(handle)).kind).toBe("returned");

    const { answered } = await statusOf(handle);
    const facts = answered.map(({ question, outcome, by, note, value }) => ({
      question,
      outcome,
      by,
      note,
      value,
    }));
    expect(facts.toSorted((a, b) => (a.question < b.question ? -1 : 1))).toEqual([
      { question: "A?", outcome: "approved", by: "ann", note: "fine", value: null },
      { question: "B?", outcome: "rejected", by: "bob", note: null, value: null },
      { question: "C?", outcome: "answered", by: "cid", note: null, value: "y" },
      { question: "D?", outcome: "timeout", by: null, note: null, value: null },
      { question: "End?", outcome: "answered", by: null, note: null, value: true },
    ]);
    expect(answered.slice(0, during.length)).toEqual(during);
    for (const { at, openedAt } of answered) {
      expect(openedAt).toBeGreaterThan(startedAt);
      expect(at).toBeGreaterThanOrEqual(openedAt);
      expect(at).toBeLessThan(Date.now() + 1_000);
    }
    await loggedLine(handle, /gate g1 approved by ann: fine/);
    await loggedLine(handle, /gate g3 answered by cid/);
  });
});
