import { beforeEach, expect, test } from "vitest";
import { makePrefixWarmth } from "../../src/agent/prefix-warmth.ts";
import type { PrefixUse, PrefixWarmth } from "../../src/agent/prefix-warmth.ts";
import { PROMPT_CACHE_LIVES_MS } from "../../src/protocol/limits.ts";
import { makeManualClock, settled } from "./manual-clock.ts";
import type { ManualClock } from "./manual-clock.ts";

const WAIT_MAX_MS = 10_000;

let clock: ManualClock;
let warmth: PrefixWarmth;
beforeEach(() => {
  clock = makeManualClock();
  warmth = makePrefixWarmth({ clock, waitMaxMs: WAIT_MAX_MS });
});

/** One agent's first request: what it was given so far. */
type Sibling = { use: PrefixUse | null; error: unknown };

function begin(prefix = "p", signal = new AbortController().signal): Sibling {
  const sibling: Sibling = { use: null, error: null };
  warmth.enter(prefix, signal).then(
    (use) => (sibling.use = use),
    (error: unknown) => (sibling.error = error),
  );
  return sibling;
}

async function siblings(count: number, prefix = "p"): Promise<Sibling[]> {
  const begun = Array.from({ length: count }, () => begin(prefix));
  await settled();
  return begun;
}

const going = (all: readonly Sibling[]): number => all.filter(({ use }) => use !== null).length;

test("of many siblings the first goes alone, the others when its answer has begun", async () => {
  const all = await siblings(16);
  expect(going(all)).toBe(1);
  all[0]?.use?.begun();
  await settled();
  expect(going(all)).toBe(16);
});

test("while the prefix is warm nobody waits, and every use keeps it warm; later somebody warms it again", async () => {
  const [first] = await siblings(1);
  first?.use?.begun();
  await clock.pass(PROMPT_CACHE_LIVES_MS - 1);
  warmth.follow("p").begun();
  await clock.pass(PROMPT_CACHE_LIVES_MS - 1);
  expect(going(await siblings(3))).toBe(3);
  await clock.pass(1);
  expect(going(await siblings(3))).toBe(1);
});

test("other prefixes do not wait for this one", async () => {
  expect(going([...(await siblings(2, "p")), ...(await siblings(2, "q"))])).toBe(2);
});

test("when the first one fails before its answer begins, the next takes over and the others wait for that one", async () => {
  const all = await siblings(4);
  all[0]?.use?.ended();
  await settled();
  expect(going(all)).toBe(2);
  all[1]?.use?.begun();
  all[1]?.use?.ended();
  await settled();
  expect(going(all)).toBe(4);
});

test("an end after the beginning starts no second warming", async () => {
  const [first] = await siblings(1);
  first?.use?.begun();
  first?.use?.ended();
  expect(going(await siblings(2))).toBe(2);
});

test("nobody waits longer than the bounded time for one that hangs, and those who come later not at all", async () => {
  const all = await siblings(3);
  await clock.pass(WAIT_MAX_MS - 1);
  expect(going(all)).toBe(1);
  await clock.pass(1);
  expect(going(all)).toBe(3);
  expect(going(await siblings(2))).toBe(2);
  expect(clock.pending()).toBe(0);
});

test("a chain of failing first ones does not hold anybody longer than one bounded time", async () => {
  const all = await siblings(5);
  for (const { use } of all.slice(0, 3)) {
    await clock.pass(WAIT_MAX_MS / 3);
    use?.ended();
    await settled();
  }
  await clock.pass(1);
  expect(going(all)).toBe(5);
});

test("R09 a stop ends the wait at once", async () => {
  await siblings(1);
  const stop = new AbortController();
  const waiting = begin("p", stop.signal);
  await settled();
  stop.abort(new Error("stopped"));
  await settled();
  expect(waiting.error).toMatchObject({ message: "stopped" });
  expect(clock.pending()).toBe(0);
});

test("an agent's later requests do not wait", async () => {
  await siblings(1);
  warmth.follow("p").begun();
  expect(going(await siblings(2))).toBe(2);
});
