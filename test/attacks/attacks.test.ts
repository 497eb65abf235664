// Hostile tool calls by class, each with its verdict. After each of them nothing outside of the workspace, nothing in
// its protected places and no process may differ, and no secret may be in what the agent gets to read.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ATTACKS } from "./cases.ts";
import { playAttack } from "./play-attack.ts";
import { makeSurroundings, type Surroundings } from "./world.ts";

let surroundings: Surroundings;
beforeAll(async () => void (surroundings = await makeSurroundings()));
afterAll(() => surroundings.end());

describe.each(ATTACKS)("$title:", ({ attacks }) => {
  test.each(attacks)("$does: $verdict", async (attack) => {
    expect(await playAttack(attack, surroundings)).toEqual([]);
  });
});

test("there are at least eighty, and none twice", () => {
  const names = ATTACKS.flatMap(({ title, attacks }) => attacks.map(({ does }) => `${title}: ${does}`));
  expect(names.length).toBeGreaterThanOrEqual(80);
  expect(new Set(names).size).toBe(names.length);
});
