// The evaluation of the model's part as a person starts it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { SENTENCES } from "../planner/sentences.ts";

const PROGRAM = fileURLToPath(new URL("../../scripts/evaluate-choice", import.meta.url));
/** Forty agents, four at once, and a build where there is none. */
const EVALUATION_MS = 120_000;

function evaluate(...words: string[]) {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  return spawnSync(PROGRAM, words, { env, encoding: "utf8", timeout: EVALUATION_MS });
}

it("without a key the evaluation asks nothing and says what is missing", () => {
  const { status, stdout, stderr } = evaluate();
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("ANTHROPIC_API_KEY");
});

it(
  "asks for all tasks and prints agreement by system and every confusion: a model that knows only goal and single is right 12 times, with the rules 30 times",
  { timeout: EVALUATION_MS },
  () => {
    const { status, stdout, stderr } = evaluate("--simulate");
    expect([status, stderr]).toEqual([0, ""]);
    const rows = stdout.match(/^(?:single|subagents|team|goal|workflow|all) .+$/gm);
    expect(rows?.map((row) => row.trim().split(/\s+/))).toEqual([
      ["single", "11", "10", "10"],
      ["subagents", "7", "0", "4"],
      ["team", "7", "0", "5"],
      ["goal", "7", "2", "6"],
      ["workflow", "8", "0", "5"],
      ["all", "40", "12", "30"],
    ]);
    expect(stdout).toContain("Agreement: 12 of 40 alone, 30 of 40 with the rules.");
    const confusions = stdout.match(/^ {2}expected \w+, got \w+/gm);
    expect(confusions).toHaveLength(28);
    for (const line of stdout.split("\n").filter((one) => one.startsWith("  expected"))) {
      expect(SENTENCES.some(({ task }) => line.endsWith(`: ${task}`))).toBe(true);
    }
  },
);
