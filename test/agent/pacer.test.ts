import { beforeEach, expect, test } from "vitest";
import { AgentError } from "../../src/agent/agent-error.ts";
import { makePacer } from "../../src/agent/pacer.ts";
import type { Pacer, Passage } from "../../src/agent/pacer.ts";
import { makeManualClock, settled } from "./manual-clock.ts";
import type { ManualClock } from "./manual-clock.ts";

const WAIT_MAX_MS = 5_000;
const never = (): AbortSignal => new AbortController().signal;

let clock: ManualClock;
let pacer: Pacer;
beforeEach(() => {
  clock = makeManualClock();
  pacer = makePacer({ clock, waitMaxMs: WAIT_MAX_MS });
});

const busy = (retryAfterMs?: number): AgentError =>
  new AgentError("ModelUnavailable", "The model API answered 429.", { retryable: true, retryAfterMs });

/** One agent at the pacer: what became of it so far. */
type Visitor = { passage: Passage | null; error: unknown };

function visit(signal = never(), waitedMs = 0): Visitor {
  const visitor: Visitor = { passage: null, error: null };
  pacer.enter(signal, waitedMs).then(
    (passage) => (visitor.passage = passage),
    (error: unknown) => (visitor.error = error),
  );
  return visitor;
}

async function visits(count: number): Promise<Visitor[]> {
  const visitors = Array.from({ length: count }, () => visit());
  await settled();
  return visitors;
}

const admitted = (visitors: readonly Visitor[]): number =>
  visitors.filter(({ passage }) => passage !== null).length;

async function refuse(retryAfterMs?: number): Promise<void> {
  const passage = await pacer.enter(never());
  passage.refused(busy(retryAfterMs));
}

test("in good times everybody asks at once", async () => {
  expect(admitted(await visits(1_000))).toBe(1_000);
});

test("one agent's 429 keeps all of the worker from asking before the time the server named", async () => {
  await refuse(3_000);
  const visitors = await visits(4);
  await clock.pass(2_999);
  expect(admitted(visitors)).toBe(0);
  await clock.pass(1);
  expect(admitted(visitors)).toBe(1);
});

test("after the cool-down they go 1, 2, 4, … as answers begin", async () => {
  await refuse(1_000);
  const visitors = await visits(15);
  await clock.pass(1_000);
  const ranks = [];
  for (let answered = 0; answered < 15;) {
    const out = visitors.filter(({ passage }) => passage !== null).slice(answered);
    ranks.push(out.length);
    answered += out.length;
    for (const { passage } of out) passage?.answered();
    await settled();
  }
  expect(ranks).toEqual([1, 2, 4, 8]);
});

test("a request that ends without a word makes room for one other, not for two", async () => {
  await refuse(1_000);
  const visitors = await visits(3);
  await clock.pass(1_000);
  visitors[0]?.passage?.left();
  await settled();
  expect(admitted(visitors)).toBe(2);
});

test("a wait of more than a few seconds is not waited out: the slot is given back with the time to return", async () => {
  await refuse(60_000);
  const [visitor] = await visits(1);
  expect(visitor?.error).toMatchObject({
    type: "ModelUnavailable",
    message: expect.stringContaining("answered 429"),
    retryable: true,
    retryAfterMs: 60_000,
  });
  expect(clock.pending()).toBe(0);
});

test("those sent away return in ranks of 1, 2, 4, …", async () => {
  await refuse(60_000);
  const visitors = await visits(7);
  const delays = visitors.map(({ error }) => (error as AgentError).retryAfterMs);
  expect(delays).toEqual([60_000, 61_000, 61_000, 62_000, 62_000, 62_000, 62_000]);
});

test("the waits of one request add up to a few seconds at most", async () => {
  await refuse(3_000);
  const visitor = visit(never(), 2_500);
  await settled();
  expect(visitor.error).toMatchObject({ retryAfterMs: 3_000 });
});

test("one that stands in the ramp's line for too long gives its slot back", async () => {
  await refuse(1_000);
  const visitors = await visits(3);
  await clock.pass(WAIT_MAX_MS);
  expect(visitors.map(({ error }) => (error as AgentError | null)?.retryAfterMs)).toEqual([
    undefined,
    1_000,
    2_000,
  ]);
});

test("without a word of the server the pauses double up to a minute, and an answer ends that", async () => {
  const pauses = [];
  for (let refusal = 0; refusal < 8; refusal += 1) {
    await refuse();
    const { error } = visit(never(), WAIT_MAX_MS);
    await settled();
    expect(error).toBeNull();
    const sent = visit(never(), WAIT_MAX_MS);
    await settled();
    const pause = (sent.error as AgentError).retryAfterMs ?? 0;
    pauses.push(pause);
    await clock.pass(60_000);
  }
  expect(pauses.map((pause) => Math.floor(pause / 1_000) - 1)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test("a server that refuses again after the time it named is given longer", async () => {
  await refuse(500);
  await clock.pass(500);
  await refuse(500);
  const visitors = await visits(1);
  await clock.pass(1_999);
  expect(admitted(visitors)).toBe(0);
  await clock.pass(1);
  expect(admitted(visitors)).toBe(1);
});

test("refusals of requests that were out together are one cool-down, as long as the longest of them", async () => {
  const out = await visits(3);
  out[0]?.passage?.refused(busy(1_000));
  out[1]?.passage?.refused(busy(4_000));
  out[2]?.passage?.refused(busy());
  const visitors = await visits(1);
  await clock.pass(3_999);
  expect(admitted(visitors)).toBe(0);
  await clock.pass(1);
  expect(admitted(visitors)).toBe(1);
});

test("an answer to a request of before the cool-down does not widen the ramp", async () => {
  const [early] = await visits(1);
  await refuse(1_000);
  early?.passage?.answered();
  const visitors = await visits(4);
  await clock.pass(1_000);
  expect(admitted(visitors)).toBe(1);
});

test("an answer that breaks off with an overload in its middle is a refusal, too", async () => {
  const passage = await pacer.enter(never());
  passage.answered();
  passage.refused(busy());
  const visitors = await visits(1);
  expect(admitted(visitors)).toBe(0);
  await clock.pass(1_000);
  expect(admitted(visitors)).toBe(1);
});

test("R09 a stop ends the wait at once, and the place goes to the next", async () => {
  await refuse(1_000);
  const stop = new AbortController();
  const stopped = visit(stop.signal);
  const next = visit();
  stop.abort(new Error("stopped"));
  await settled();
  expect(stopped.error).toMatchObject({ message: "stopped" });
  await clock.pass(1_000);
  expect(admitted([next])).toBe(1);
});

test("no alarm is left when nobody waits", async () => {
  await refuse(2_000);
  await visits(2);
  await clock.pass(20_000);
  expect(clock.pending()).toBe(0);
});
