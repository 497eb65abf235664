import { expect, test } from "vitest";
import { killEverywhere } from "./kill-everywhere.ts";

test("A16 killed at any step in a worktree of its own, an agent goes on: finished turns asked once, effects there once", async () => {
  expect(await killEverywhere("worktree")).toBeGreaterThan(60);
}, 900_000);
