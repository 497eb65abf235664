// Bad messages to a run that is open: an update is refused with a reason, a signal is logged, a query says what it takes.
// None of them fails a workflow task, and the run ends as if they had not been.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Client, WorkflowHandle } from "@temporalio/client";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { LogView, StatusView } from "../../src/protocol/run-views.ts";
import {
  addRules,
  endOf,
  marker,
  newWorkspace,
  runScript,
  stageClient,
  startScript,
} from "../support/stage.ts";
import { until } from "../support/until.ts";

const GATES = `const [go, color, number] = await Promise.all([
  approve("go?", { approvers: ["ann"] }),
  ask("color?", { choices: ["red", "blue"] }),
  ask("number?", { schema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } }),
])
return [go.approved, color, number]`;

let client: Client;
let handle: WorkflowHandle;

beforeAll(async () => {
  client = await stageClient();
  handle = await startScript(GATES);
  await until("three open gates", async () => {
    const { gates } = await handle.query<StatusView>("status").catch(() => ({ gates: [] }));
    return gates.length === 3;
  });
});
afterAll(() => handle.terminate().catch(() => undefined));

async function logLines(): Promise<string> {
  const { lines } = await handle.query<LogView>("log");
  return lines.map(({ message }) => message).join("\n");
}

describe("updates", () => {
  it.each([
    [
      "for a gate that is not there",
      "approve",
      { id: "g99", by: "ann" },
      /no gate has the id g99; open gates: g1, g2, g3/,
    ],
    ["for one of many without its id", "approve", { by: "ann" }, /say which gate: g1, g2, g3/],
    ["from somebody who may not", "approve", { id: "g1", by: "bob" }, /takes ann only; got bob/],
    ["from nobody", "approve", { id: "g1" }, /takes ann only; got no name/],
    ["of the wrong kind", "approve", { id: "g2" }, /wants an answer, got approve/],
    [
      "with a choice that is none",
      "answer",
      { id: "g2", value: "green" },
      /takes one of \["red","blue"\]; got "green"/,
    ],
    ["with a value that does not fit", "answer", { id: "g3", value: { n: "x" } }, /the answer does not fit/],
    [
      "with a value over 1 MB",
      "answer",
      { id: "g3", value: { n: 1, more: "x".repeat(1_200_000) } },
      /at most 1048576 bytes/,
    ],
    ["without a value", "answer", { id: "g2" }, /value/],
    ["with an unknown key", "approve", { id: "g1", by: "ann", yes: true }, /yes/],
    ["that are a text", "approve", "g1", /takes one object/],
    ["that are an array", "reject", [1], /takes one object/],
    ["with a note without end", "reject", { id: "g1", by: "ann", note: "n".repeat(20_000) }, /note/],
  ])("%s are refused with the reason", async (...row) => {
    const [, name, argument, says] = row;
    const refused = await handle.executeUpdate(name, { args: [argument] }).then(
      () => "accepted",
      (error: { cause?: Error; message: string }) => error.cause?.message ?? error.message,
    );
    expect(refused).toMatch(says);
  });

  it("nobody knows are refused by name", async () => {
    const refused = handle.executeUpdate("aprove", { args: [{}] });
    await expect(refused).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/aprove/) as string },
    });
  });
});

describe("signals", () => {
  it.each([
    [
      "for a gate that is not there",
      "approve",
      { id: "g99" },
      /signal approve was ignored: no gate has the id g99/,
    ],
    ["that are a number", "answer", 5, /signal answer was ignored: answer takes one object/],
    ["of null", "reject", null, /signal reject was ignored: say which gate/],
    [
      "with a reason that is no text",
      "stop",
      { reason: { a: 1 } },
      /signal stop was ignored: stop takes one object/,
    ],
  ])("%s are logged", async (...row) => {
    const [, name, argument, says] = row;
    await handle.signal(name, argument);
    await until(`a line like ${String(says)}`, async () => says.test(await logLines()));
    expect(await logLines()).toMatch(says);
  });

  it("with a payload that is no JSON are logged", async () => {
    const metadata = { encoding: Buffer.from("json/plain") };
    await client.workflowService.signalWorkflowExecution({
      namespace: "default",
      workflowExecution: { workflowId: handle.workflowId },
      signalName: "approve",
      requestId: randomUUID(),
      input: { payloads: [{ metadata, data: Buffer.from("{no json") }] },
    });
    const says = /signal approve was ignored: approve takes one object; .*why/;
    await until("a line of it", async () => says.test(await logLines()));
    expect(await logLines()).toMatch(says);
  });

  it("nobody knows change nothing", async () => {
    await handle.signal("no-such-signal", { a: 1 });
    expect((await handle.query<StatusView>("status")).gates).toHaveLength(3);
  });
});

describe("queries", () => {
  it.each([
    ["with a limit that is none", "agents", { limit: -5 }, /agents takes one object; limit/],
    ["with a state nobody knows", "agents", { state: "asleep" }, /agents takes one object; state/],
    ["with a text", "agents", "all", /agents takes one object/],
    ["nobody knows", "no-such-query", undefined, /no-such-query/],
  ])("%s say what they take", async (...row) => {
    const [, name, argument, says] = row;
    await expect(handle.query(name, argument)).rejects.toThrow(says);
  });
});

describe("after all of them", () => {
  it("the run goes on to its end, and no task of it has failed", async () => {
    await handle.executeUpdate("approve", { args: [{ id: "g1", by: "ann" }] });
    await handle.executeUpdate("answer", { args: [{ id: "g2", value: "red" }] });
    await handle.executeUpdate("answer", { args: [{ id: "g3", value: { n: 7 } }] });
    expect(await endOf(handle)).toMatchObject({
      kind: "returned",
      result: { value: [true, "red", { n: 7 }] },
    });
    const { events } = await handle.fetchHistory();
    expect((events ?? []).filter(({ workflowTaskFailedEventAttributes: failed }) => failed)).toEqual([]);
  });
});

describe("what lies in the workspace", () => {
  it("a workspace deleted in the middle: the next check rejects with a reason, the run ends", async () => {
    const workspace = await newWorkspace();
    const late = await startScript(`await ask("deleted?"); return check("true")`, { workspace });
    await until("an open gate", async () => {
      const { gates } = await late.query<StatusView>("status").catch(() => ({ gates: [] }));
      return gates.length === 1;
    });
    await rm(workspace, { recursive: true });
    await late.signal("answer", { value: "yes" });
    const end = await endOf(late);
    expect(end).toMatchObject({ kind: "failed", type: "ScriptError" });
    expect(end.kind === "failed" && end.message).toMatch(/workspace|directory|not there/i);
  });

  it("agent definitions that are none do not stand in the way; who names one hears why", async () => {
    const workspace = await newWorkspace();
    const agents = join(workspace, ".claude/agents");
    await mkdir(join(agents, "folder.md"), { recursive: true });
    await writeFile(join(agents, "broken.md"), "---\nname: [broken\n---\nx");
    await writeFile(
      join(agents, "binary.md"),
      Uint8Array.from({ length: 500 }, (_, index) => 255 - (index % 256)),
    );
    await writeFile(join(agents, "large.md"), "x".repeat(300_000));
    const end = await runScript(
      `const text = await agent("hello"); try { await agent("x", { agentType: "broken" }) } catch (e) { return [typeof text, e.name, e.message] }`,
      { workspace },
    );
    expect(end).toMatchObject({
      kind: "returned",
      result: {
        value: ["string", "UnknownAgentType", expect.stringMatching(/Not readable: .*broken\.md/s) as string],
      },
    });
  });
});

describe("rules of the simulator", () => {
  const send = (body: string) =>
    fetch(`${inject("stage").simulatorUrl}/simulator/rules`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });

  it.each([
    ["that are no JSON", "{", /JSON/],
    ["that are no array", "{}", /rules: .*array/],
    [
      "without a name",
      JSON.stringify([{ when: {}, reply: { kind: "text", text: "x" } }]),
      /rules\[0\]\.name/,
    ],
    [
      "with a pattern that is none",
      JSON.stringify([{ name: "a", when: { prompt: "(" }, reply: { kind: "text", text: "x" } }]),
      /when\.prompt: not a regular expression/,
    ],
    [
      "with a reply nobody knows",
      JSON.stringify([{ name: "a", when: {}, reply: { kind: "song" } }]),
      /reply/,
    ],
  ])("%s are refused with the reason", async (...row) => {
    const [, body, says] = row;
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(says);
  });

  it("that are refused leave those before them in force", async () => {
    const mark = marker();
    await addRules([{ name: mark, when: { prompt: mark }, reply: { kind: "text", text: "kept" } }]);
    await send("[{}]");
    expect(await runScript(`return agent("${mark}")`)).toMatchObject({
      kind: "returned",
      result: { value: "kept" },
    });
  });
});
