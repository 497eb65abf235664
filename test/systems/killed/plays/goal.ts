// A goal that takes three rounds: a command refuses the first, a judge the second.
import { expect } from "vitest";
import type { Json } from "../../../../src/protocol/json.ts";
import type { RunResult } from "../../../../src/protocol/run-result.ts";
import type { Lane } from "../lane.ts";
import { asUndisturbed, type Play } from "../play.ts";

export const CHECK = "grep -q 'a + b' add.js && grep -q 'a - b' subtract.js && ls";
export const goalOf = (mark: string): string => `The sums of ${mark} are right.`;

const ROUNDS = {
  reached: true,
  why: "reached",
  missing: [],
  rounds: [
    { n: 1, check: { ok: false }, judge: null, missing: [expect.stringMatching(/^grep .* fails/)] },
    {
      n: 2,
      check: { ok: true },
      judge: { reached: false },
      missing: ["README.md does not say what add is", "README.md does not say what subtract is"],
    },
    { n: 3, check: { ok: true }, judge: { reached: true }, missing: [] },
  ],
};
/** Three of the worker, two of the judge. */
export const ROUND_AGENTS = 5;

export function judgeRounds(lane: Lane, result: RunResult): object {
  expect(result).toMatchObject({ status: "completed", verdict: { ok: true, stale: false } });
  const { spentTokens: _spent, ...value } = result.value as { readonly [key: string]: Json };
  expect(value).toMatchObject(ROUNDS);
  return { ...asUndisturbed(lane, result), value };
}

export const goal: Play = {
  system: "goal",
  start: ({ mark, workspace }) => ({
    type: "run",
    input: { name: "goal", args: { goal: goalOf(mark), check: CHECK }, workspace },
  }),
  pace: 1,
  people: [],
  async judge(lane, result) {
    expect(result.census).toMatchObject({ asked: ROUND_AGENTS, done: ROUND_AGENTS });
    return judgeRounds(lane, result);
  },
};
