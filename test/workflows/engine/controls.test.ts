// Each limit of the engine is what ends a script that goes beyond it: with the limit taken away the same script returns.
import { afterEach, describe, expect, it, vi } from "vitest";
import type { EngineLimits } from "../../../src/workflows/engine/engine-limits.ts";

/** Where the limits of the newest engine stand. */
const PRELUDE = "../../../src/workflows/engine/prelude.generated.ts";
const MORE_WORK = 2 ** 30;

const SORT = "return [...Array(150000).keys()].sort((a, b) => b - a)[0]";
const JOIN = "return new Array(1e7).join('').length";
const VARIABLES = `${Array.from({ length: 15_000 }, (_, i) => `let a${i}=0`).join(";")}\nreturn 1`;

/** [control, the limits taken away, a script just beyond it, its value, what the engine names] */
const CONTROLS = [
  ["fuel", { fuel: 1e9 }, "let n = 0; for (let i = 0; i < 3e6; i++) n++; return n", 3e6, "fuel"],
  ["the engine's own work", { work: MORE_WORK }, SORT, 149_999, "fuel"],
  [
    "work that posts add",
    { workPerPost: 1e6 },
    `for (let i = 0; i < 50; i++) log(i); ${SORT}`,
    149_999,
    "fuel",
  ],
  [
    "the number of posts that add work",
    { postsPaid: 1e5 },
    `for (let i = 0; i < 4000; i++) phase('p'); ${JOIN}`,
    0,
    "fuel",
  ],
  ["work that deliveries add", { workPerDeliveredChar: 1e6 }, SORT, 149_999, "fuel"],
  ["reading programs", { programWork: MORE_WORK }, VARIABLES, 1, "fuel"],
  ["memory", { memoryBytes: 2 ** 28 }, "return new Uint8Array(8e7).length", 8e7, "memory"],
  ["the number of posts", { posts: 1e6 }, "for (let i = 0; i < 21000; i++) phase('p'); return 1", 1, "posts"],
  [
    "the size of posts",
    { postedChars: 1e9 },
    "const t = 'x'.repeat(1900); for (let i = 0; i < 5000; i++) log(t); return 1",
    1,
    "posts",
  ],
] as const;

/** How a script ends in an engine that was made with these limits. */
async function endWith(limits: Partial<EngineLimits>, script: string): Promise<unknown> {
  vi.resetModules();
  vi.doMock(PRELUDE, async (original) => {
    const prelude = await original<{ readonly LIMITS: EngineLimits }>();
    return { ...prelude, LIMITS: { ...prelude.LIMITS, ...limits } };
  });
  const { startGuest } = await import("../guest-stage.ts");
  try {
    const { posts } = await startGuest(script);
    return posts.at(-1);
  } catch (error) {
    return (error as { limit?: string }).limit ?? error;
  }
}

afterEach(() => {
  vi.doUnmock(PRELUDE);
  vi.resetModules();
});

describe("a control", () => {
  it.each(CONTROLS)("%s: ends the script, and only it does", async (...row) => {
    const [, without, script, value, named] = row;
    const held = await endWith({}, script);
    const free = await endWith(without, script);
    expect(JSON.stringify(held)).toContain(named === "memory" ? "out of memory" : named);
    expect(free).toMatchObject({ t: "returned", value });
  });
});
