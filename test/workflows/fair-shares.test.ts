import { expect, test } from "vitest";
import { fairShares } from "../../src/workflows/fair-shares.ts";

test("what fits is whole", () => {
  expect(fairShares([3, 0, 5], 8)).toEqual([3, 0, 5]);
});

test("short ones are whole, long ones get equally much of the rest", () => {
  expect(fairShares([100, 2, 50], 42)).toEqual([20, 2, 20]);
});

test("all of them together never get more than there is", () => {
  expect(fairShares([10, 10, 10], 8)).toEqual([2, 3, 3]);
  expect(fairShares([], 8)).toEqual([]);
});
