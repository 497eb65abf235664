// What the world of a dry run answers: agents, checks, merges and people, in one of two moods.
import { exampleOf } from "../../example/example-of-schema.ts";
import type { AgentFigures, AgentOutcome, AgentTask, AgentYield } from "../../protocol/agent.ts";
import type { CheckOutcome } from "../../protocol/check.ts";
import type { DryMood } from "../../protocol/dry-run.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { DRY_LIST_ITEMS, ESTIMATE_OUTPUT_TOKENS } from "../../protocol/limits.ts";
import type { MergedBranch, MergeTask } from "../../protocol/merge.ts";
import { EVERYBODY } from "../../protocol/team.ts";
import type { GateView } from "../../protocol/run-views.ts";
import { NO_USAGE } from "../../protocol/usage.ts";

const COMMIT = "0".repeat(40);
const FILE = "simulated.txt";
export const MADE_UP_TEXT = "simulated";

export function madeUpOutcome(task: AgentTask): AgentOutcome {
  const { call, schema, isolation } = task;
  const result =
    schema === undefined ? `${MADE_UP_TEXT}${call}` : exampleOf(schema, { items: DRY_LIST_ITEMS });
  const published = { branch: `dry/agent-${call}`, commit: COMMIT, base: COMMIT, files: [FILE] };
  return { ...figures(), result, ...(isolation === undefined ? {} : { published }) };
}

/** The lead of a team writes to all its members first, so that each is seen once. `null` for everybody else. */
export function madeUpWord({ team, leg = 0, continues }: AgentTask): AgentYield | null {
  if (team !== "lead" || leg > 0 || continues !== undefined) return null;
  const input = { to: EVERYBODY, message: MADE_UP_TEXT };
  return { ...figures(), yields: [{ id: "word", tool: "SendMessage", input }] };
}

/** As an activity fails whose agent came to nothing (A05). */
export function madeUpFailure(): Error {
  return activityError("ModelUnavailable", "in a dry run that goes badly every agent is null");
}

export function activityError(type: string, message: string): Error {
  return Object.assign(new Error(message), { name: "ApplicationFailure", type, details: [figures()] });
}

/** A script with a budget sees it shrink. */
function figures(): AgentFigures {
  const usage = { ...NO_USAGE, outputTokens: ESTIMATE_OUTPUT_TOKENS };
  return { model: "none", turns: 1, attempts: 1, usage, costUsd: 0 };
}

export function madeUpCheck(mood: DryMood): CheckOutcome {
  const ok = mood === "well";
  return {
    ok,
    exitCode: ok ? 0 : 1,
    signal: null,
    output: ok ? "" : "simulated failure",
    durationMs: 1,
    tests: { passed: 1, failed: ok ? 0 : 1, skipped: 0 },
    tree: COMMIT,
  };
}

export function madeUpMerge(task: MergeTask, mood: DryMood): { branches: MergedBranch[]; head: string } {
  const check = task.check === undefined ? {} : { check: madeUpCheck("well") };
  const branches = task.branches.map((branch): MergedBranch =>
    mood === "well"
      ? { branch, status: "merged", commit: COMMIT, ...check }
      : { branch, status: "conflict", files: [FILE], reason: "simulated conflict", sides: SIDES },
  );
  return { branches, head: COMMIT };
}

const SIDES = { ours: COMMIT, theirs: COMMIT };

/** What somebody answers to a question. */
export function madeUpAnswer({ choices, schema }: GateView): Json {
  const [first] = choices ?? [];
  if (first !== undefined) return first;
  return schema === null ? MADE_UP_TEXT : exampleOf(schema as JsonObject, { items: DRY_LIST_ITEMS });
}
