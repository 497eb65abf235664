// What people say to an agent at work. What judges are the requests as they were sent, and the transcript.
import { afterEach, expect, test } from "vitest";
import type { AgentPorts } from "../../src/agent/run-agent.ts";
import type { Mail } from "../../src/protocol/mail.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { makeDyingStore } from "./dying-store.ts";
import { startRecordingProxy, type RecordingProxy } from "./recording-proxy.ts";

let stage: Stage;
let proxy: RecordingProxy;
afterEach(async () => {
  await proxy.close();
  await stage.close();
});

const glob: Reply = { kind: "tools", calls: [{ name: "Glob", input: { pattern: "*" } }] };
const REPLIES: readonly Reply[] = [glob, glob, { kind: "text", text: "done" }];
const task = { call: 1, prompt: "Work.", listens: { to: "agent-1", after: 0 } };

/** A box in which mail lies from the so-manieth asking on. */
function boxWith(...mail: readonly (Mail & { readonly from: number })[]) {
  const asked: [to: string, after: number][] = [];
  const askForMail: AgentPorts["askForMail"] = async (to, after) => {
    asked.push([to, after]);
    return mail
      .filter(({ n, from }) => n > after && asked.length >= from)
      .map(({ from: _from, ...one }) => one);
  };
  return { asked, askForMail };
}

const mail = (n: number, from: number, by: string | null = "ann") => ({
  n,
  from,
  by,
  at: 0,
  text: `word ${n}`,
});
const words = (content: string): object => ({ role: "user", content });
const said = (body: unknown): unknown[] => (body as { messages: unknown[] }).messages;

async function setUp(): Promise<{ model: { baseUrl: string } }> {
  stage = await makeStage(REPLIES);
  proxy = await startRecordingProxy(stage.simulator.url);
  return { model: { baseUrl: proxy.url } };
}

test("what was said reaches the agent before its next turn, once, with its number and who it is from", async () => {
  const ports = await setUp();
  const box = boxWith(mail(1, 2), mail(2, 2, null), mail(3, 3));
  const outcome = await stage.run(task, { ...ports, askForMail: box.askForMail });
  expect(box.asked).toEqual([
    ["agent-1", 0],
    ["agent-1", 0],
    ["agent-1", 2],
  ]);
  expect(said(proxy.bodies[0])).toHaveLength(1);
  expect(said(proxy.bodies[1]).at(-1)).toEqual(
    words(
      "[Message 1 from ann, said while you are at work]\nword 1\n\n[Message 2, said while you are at work]\nword 2",
    ),
  );
  expect(said(proxy.bodies[2]).at(-1)).toEqual(
    words("[Message 3 from ann, said while you are at work]\nword 3"),
  );
  expect(outcome.heard).toBe(3);
});

test("what was said before it began is there with its first turn; what was read by the one it continues is not", async () => {
  const ports = await setUp();
  const box = boxWith(mail(1, 1), mail(2, 1));
  await stage.run(
    { ...task, listens: { to: "agent-1", after: 1 } },
    { ...ports, askForMail: box.askForMail },
  );
  expect(said(proxy.bodies[0])).toEqual([
    words("Work."),
    words("[Message 2 from ann, said while you are at work]\nword 2"),
  ]);
});

test("nobody who does not listen is asked for, and a run that does not answer is asked again", async () => {
  const ports = await setUp();
  const box = boxWith(mail(1, 1));
  expect(await stage.run({ call: 1 }, { ...ports, askForMail: box.askForMail })).not.toHaveProperty("heard");
  expect(box.asked).toEqual([]);
  let asked = 0;
  const flaky: AgentPorts["askForMail"] = async (to, after) => {
    asked += 1;
    if (asked === 1) throw new Error("no worker");
    return box.askForMail(to, after);
  };
  expect(await stage.run({ ...task, call: 2 }, { ...ports, askForMail: flaky })).toMatchObject({ heard: 1 });
});

test("A16 cut off at any entry, it has heard everything once, in the same words at the same place", async () => {
  const bodies: string[][] = [];
  for (let cut = 0, appends = Infinity; cut <= appends; cut += 1) {
    const ports = await setUp();
    const store = makeDyingStore(stage.store, (_events, n) => n === cut);
    // The box has it from the second turn on, whoever asks.
    const askForMail: AgentPorts["askForMail"] = async (_to, after) =>
      proxy.bodies.length >= 1 && after < 1 ? [{ n: 1, text: "word", by: "ann", at: 0 }] : [];
    const first = await stage.run(task, { ...ports, askForMail, store }).catch(() => null);
    const outcome = first ?? (await stage.run(task, { ...ports, askForMail, attempt: 2 }));
    expect({ cut, ...outcome }).toMatchObject({ cut, result: "done", heard: 1 });
    const texts = proxy.bodies.map((body) =>
      JSON.stringify(body)
        .replaceAll(stage.workspace, "WORKSPACE")
        .replaceAll(/toolu_simulated_[0-9a-f]+/g, "ID"),
    );
    bodies.push(texts);
    if (cut === 0) appends = store.appends();
    await proxy.close();
    await stage.close();
  }
  await setUp();
  expect(bodies.length).toBeGreaterThan(10);
  expect(bodies[0]).toHaveLength(3);
  for (const texts of bodies) expect(texts).toEqual(bodies[0]);
});
