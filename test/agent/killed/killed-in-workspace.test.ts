import { expect, test } from "vitest";
import { killEverywhere } from "./kill-everywhere.ts";

test("A16 killed at any step in the shared workspace, an agent goes on: finished turns asked once, effects there once", async () => {
  expect(await killEverywhere(null)).toBeGreaterThan(40);
}, 900_000);
