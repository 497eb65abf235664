// Each limit of the engine is what ends a script that goes beyond it: with the limit taken away the same script returns.
import { afterEach, describe, expect, it, vi } from "vitest";

const LIMITS = "../../src/protocol/limits.ts";

/** [control, its limit, the limit taken away, a script just beyond it, its value, what the engine names] */
const CONTROLS = [
  [
    "fuel",
    "GUEST_FUEL_PER_ACTIVATION",
    1e9,
    "let n = 0; for (let i = 0; i < 6e6; i++) n++; return n",
    6e6,
    "fuel",
  ],
  [
    "the engine's own work",
    "GUEST_WORK_PER_ACTIVATION",
    2 ** 31 - 1,
    "return new Array(1e8).join('').length",
    0,
    "fuel",
  ],
  ["memory", "GUEST_MEMORY_BYTES", 2 ** 28, "return new Uint8Array(8e7).length", 8e7, "memory"],
  [
    "the number of posts",
    "GUEST_POSTS_PER_ACTIVATION",
    1e6,
    "for (let i = 0; i < 21000; i++) phase('p'); return 1",
    1,
    "posts",
  ],
] as const;

/** How a script ends in an engine that was made with these limits. */
async function endWith(limits: Readonly<Record<string, number>>, script: string): Promise<unknown> {
  vi.resetModules();
  vi.doMock(LIMITS, async (original) => ({ ...(await original<object>()), ...limits }));
  const { startGuest } = await import("../workflows/guest-stage.ts");
  try {
    const { posts } = await startGuest(script);
    return posts.at(-1);
  } catch (error) {
    return (error as { limit?: string }).limit ?? error;
  }
}

afterEach(() => {
  vi.doUnmock(LIMITS);
  vi.resetModules();
});

describe("a control", () => {
  it.each(CONTROLS)("%s: ends the script, and only it does", async (...row) => {
    const [, limit, without, script, value, named] = row;
    const held = await endWith({}, script);
    const free = await endWith({ [limit]: without }, script);
    expect(JSON.stringify(held)).toContain(named === "memory" ? "out of memory" : named);
    expect(free).toMatchObject({ t: "returned", value });
  });
});
