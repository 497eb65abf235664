import { expect, test } from "vitest";
import { killEverywhere } from "./kill-everywhere.ts";

/** The walk of an agent alone is in the other files; this is about where a conversation is taken up. */
const EVERY = 5;

test("A16 killed at any step, an agent that continues another goes on: nothing of either is asked or done twice", async () => {
  expect(await killEverywhere("worktree", { continued: true, every: EVERY })).toBeGreaterThan(8);
}, 900_000);
