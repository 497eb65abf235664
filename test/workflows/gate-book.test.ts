// The gates of a run without a server: timers and the judge of answers are the test's.
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import { GateBook, GateRefusal, type GateQuestion } from "../../src/workflows/gate-book.ts";
import { deferred, settled, type Deferred } from "./deferred.ts";

type TestTimer = { readonly ms: number; readonly fired: Deferred<void>; cancelled: boolean };

function stage(problem: (value: Json | undefined) => string | null = () => null) {
  let now = 1_000;
  const timers: TestTimer[] = [];
  const log: string[] = [];
  let changes = 0;
  const gates = new GateBook({
    now: () => now,
    timer(ms) {
      const timer: TestTimer = { ms, fired: deferred(), cancelled: false };
      timers.push(timer);
      return { fired: timer.fired.promise, cancel: () => void (timer.cancelled = true) };
    },
    validateAnswer: async ({ value }) => ({ problem: problem(value) }),
    log: (message) => void log.push(message),
    changed: () => void (changes += 1),
  });
  const ask = (question: Partial<GateQuestion> = {}) =>
    gates.ask({ kind: "ask", question: "What?", phase: null, ...question });
  const approve = (question: Partial<GateQuestion> = {}) =>
    ask({ kind: "approve", question: "Go?", ...question });
  return {
    gates,
    ask,
    approve,
    timers,
    log,
    changes: () => changes,
    at: (time: number) => void (now = time),
  };
}

/** The reason of a refusal; anything else that is thrown is an error of the test. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof GateRefusal) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("open gates", () => {
  it("G04 each has an id, and is listed with question, details, deadline and approvers", async () => {
    const { gates, ask, approve, changes } = stage();
    void approve({ details: { a: 1 }, timeoutMs: 500, approvers: ["ada"], phase: "P" });
    void ask({ choices: ["x", "y"] });
    await settled();
    expect(gates.open()).toEqual([
      expect.objectContaining({
        id: "g1",
        kind: "approve",
        question: "Go?",
        details: { a: 1 },
        deadline: 1_500,
        approvers: ["ada"],
        phase: "P",
        openedAt: 1_000,
      }),
      expect.objectContaining({
        id: "g2",
        kind: "ask",
        choices: ["x", "y"],
        details: null,
        deadline: null,
        approvers: null,
        schema: null,
      }),
    ]);
    expect(changes()).toBe(2);
  });

  it("G04 two gates are answered in any order", async () => {
    const { gates, ask, approve } = stage();
    const [first, second] = [approve(), ask()];
    await gates.answer({ id: "g2", value: "second" });
    expect(gates.open().map(({ id }) => id)).toEqual(["g1"]);
    gates.decide("reject", { id: "g1", by: "ada", note: "not now" });
    expect(await second).toMatchObject({ outcome: "answered", value: "second", by: null });
    expect(await first).toMatchObject({ outcome: "rejected", by: "ada", note: "not now", at: 1_000 });
    expect(gates.open()).toEqual([]);
  });

  it("G05 the id may be left out when exactly one is open", async () => {
    const { gates, approve } = stage();
    expect(refusal(() => gates.decide("approve", {}))).toBe("no gate is open");
    const one = approve();
    gates.decide("approve", {});
    expect(await one).toMatchObject({ id: "g1", outcome: "approved" });
    void approve();
    void approve();
    await settled();
    expect(refusal(() => gates.decide("approve", {}))).toMatch(/g2, g3 are open/);
  });

  it("a question too large for a person is refused, and takes no id", async () => {
    const { gates, ask } = stage();
    await expect(ask({ details: "x".repeat(200_000) })).rejects.toThrow(RangeError);
    void ask();
    await settled();
    expect(gates.open().map(({ id }) => id)).toEqual(["g1"]);
  });
});

describe("refusals", () => {
  it("G05 an unknown id, with those that are open", async () => {
    const { gates, approve } = stage();
    void approve();
    await settled();
    expect(refusal(() => gates.decide("approve", { id: "g7" }))).toBe(
      "no gate has the id g7; open gates: g1",
    );
  });

  it("G05 a second answer changes nothing, and hears how it was answered", async () => {
    const { gates, approve } = stage();
    const gate = approve();
    gates.decide("approve", { id: "g1", by: "ada", note: "yes" });
    expect(refusal(() => gates.decide("reject", { id: "g1", by: "bob" }))).toBe(
      "gate g1 is closed already: approved by ada: yes",
    );
    expect(await gate).toMatchObject({ outcome: "approved", by: "ada" });
    expect(gates.answered()).toHaveLength(1);
  });

  it("G05 an approver who is not allowed, or who says no name", async () => {
    const { gates, approve } = stage();
    void approve({ approvers: ["ada", "bob"] });
    await settled();
    expect(refusal(() => gates.decide("approve", { id: "g1", by: "eve" }))).toBe(
      "gate g1 takes ada, bob only; got eve",
    );
    expect(refusal(() => gates.decide("approve", { id: "g1" }))).toMatch(/got no name/);
    expect(gates.open()).toHaveLength(1);
    gates.decide("approve", { id: "g1", by: "bob" });
    expect(gates.open()).toEqual([]);
  });

  it("G02 an answer to an approval, and an approval of a question", async () => {
    const { gates, ask, approve } = stage();
    void approve();
    void ask();
    await settled();
    expect(refusal(() => gates.target("answer", { id: "g1", value: 1 }))).toBe(
      "gate g1 wants approve or reject, got answer",
    );
    expect(refusal(() => gates.decide("approve", { id: "g2" }))).toBe("gate g2 wants an answer, got approve");
  });

  it("G02 an answer that is none of the choices; the question stays open", async () => {
    const { gates, ask } = stage();
    const gate = ask({ choices: ["red", "green"] });
    await settled();
    await expect(gates.answer({ id: "g1", value: "blue" })).rejects.toThrow(
      'gate g1 takes one of ["red","green"]; got "blue"',
    );
    await expect(gates.answer({ id: "g1", value: ["red"] })).rejects.toThrow(GateRefusal);
    await gates.answer({ id: "g1", value: "green" });
    expect(await gate).toMatchObject({ value: "green" });
  });

  it("G02 an answer that does not fit the schema, with the reason; the question stays open", async () => {
    const { gates, ask } = stage((value) => (typeof value === "number" ? null : "/ must be number"));
    const gate = ask({ schema: { type: "number" } as JsonObject });
    await settled();
    await expect(gates.answer({ id: "g1", value: "five" })).rejects.toThrow(
      "gate g1: the answer does not fit: / must be number",
    );
    expect(gates.open()).toHaveLength(1);
    await gates.answer({ id: "g1", value: 5 });
    expect(await gate).toMatchObject({ value: 5 });
  });

  it("G05 two answers that are judged at the same time: the first counts, the second is refused", async () => {
    const { gates, ask } = stage();
    const gate = ask({ schema: { type: "number" } as JsonObject });
    await settled();
    const answers = await Promise.allSettled([
      gates.answer({ id: "g1", value: 1, by: "ada" }),
      gates.answer({ id: "g1", value: 2, by: "bob" }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await gate).toMatchObject({ value: 1, by: "ada" });
    expect(gates.answered()).toHaveLength(1);
  });
});

describe("time", () => {
  it("G03 a gate whose time is over is answered by nobody", async () => {
    const { approve, gates, timers, at } = stage();
    const gate = approve({ timeoutMs: 500 });
    await settled();
    at(1_500);
    timers[0]?.fired.resolve();
    expect(await gate).toMatchObject({ outcome: "timeout", by: null, value: null, at: 1_500 });
    expect(refusal(() => gates.decide("approve", { id: "g1" }))).toBe("gate g1 is closed already: timeout");
  });

  it("G03 an answer in time stops the clock, and a clock that fires all the same changes nothing", async () => {
    const { approve, gates, timers } = stage();
    const gate = approve({ timeoutMs: 500 });
    gates.decide("approve", { id: "g1", by: "ada" });
    expect(timers[0]?.cancelled).toBe(true);
    timers[0]?.fired.resolve();
    await settled();
    expect(await gate).toMatchObject({ outcome: "approved" });
    expect(gates.answered()).toHaveLength(1);
  });

  it("a clock that is cancelled with the run opens nothing and throws nothing", async () => {
    const { approve, gates, timers } = stage();
    void approve({ timeoutMs: 500 });
    await settled();
    timers[0]?.fired.reject(new Error("cancelled"));
    await settled();
    expect(gates.open()).toHaveLength(1);
  });
});

it("G06 who, when and what are in the record and in the log", async () => {
  const { gates, ask, log, at } = stage();
  const gate = ask({ question: "Which colour?" });
  at(9_000);
  await gates.answer({ id: "g1", value: { colour: "red" }, by: "ada" });
  expect(await gate).toMatchObject({
    question: "Which colour?",
    openedAt: 1_000,
    at: 9_000,
    by: "ada",
    value: { colour: "red" },
  });
  expect(gates.answered()).toMatchObject([{ id: "g1", outcome: "answered", by: "ada", at: 9_000 }]);
  expect(log).toEqual(["gate g1 opened: Which colour?", "gate g1 answered by ada"]);
});
