// The system `goal`: rounds of work, a command, a judge, and its bounds.
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { bash, write, type PlayedReply } from "../conformance/played.ts";
import {
  addRules,
  endOf,
  marker,
  newWorkspace,
  requestsWith,
  runScript,
  stageClient,
} from "../support/stage.ts";
import { temporalWorkflow } from "../support/temporal-cli.ts";

type Value = { reached: boolean; why: string; missing: string[]; rounds: JsonObject[] };

async function newGround(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const workspace = await newWorkspace();
  for (const [name, content] of Object.entries(files)) await writeFile(join(workspace, name), content);
  execFileSync("git", ["init", "-q"], { cwd: workspace });
  return workspace;
}

async function pursue(args: Json, workspace: string): Promise<Value> {
  return (await pursued(args, workspace)).value as unknown as Value;
}

async function pursued(args: Json, workspace: string): Promise<RunResult> {
  const { taskQueue } = inject("stage");
  const workflowId = `goal-${randomUUID().slice(0, 8)}`;
  const input = { name: "goal", args, workspace };
  const end = await endOf(
    await (await stageClient()).workflow.start("run", { taskQueue, workflowId, args: [input] }),
  );
  if (end.kind !== "returned") throw new Error(JSON.stringify(end).slice(0, 1_000));
  return end.result;
}

/** The agent that works: its replies by turn, the last for ever. */
async function works(mark: string, ...replies: readonly PlayedReply[]): Promise<void> {
  await addRules(
    replies.map((reply, turn) => ({
      ...{ name: `${mark} work ${turn}`, reply },
      when: { prompt: `^(Reach|Make)[\\s\\S]*${mark}`, ...(turn === replies.length - 1 ? {} : { turn }) },
    })),
  );
}

/** Judges, one after the other, say so; the last for ever. A judge asks the same each time, when it is asked of the same. */
async function judges(mark: string, ...verdicts: readonly Json[]): Promise<void> {
  await addRules(
    verdicts.map((verdict, index) => ({
      ...{ name: `${mark} judge ${index}`, reply: { kind: "answer", value: verdict } as const },
      when: {
        prompt: `^Decide[\\s\\S]*${mark}`,
        ...(index === verdicts.length - 1 ? {} : { times: 1 }),
      },
    })),
  );
}

const YES = { reached: true, evidence: "seen", missing: [] };
const no = (...missing: string[]) => ({ reached: false, evidence: "seen", missing });
const SAYS_DONE: PlayedReply = { kind: "text", text: "I am done, and all is well." };

describe("goal", () => {
  it("with a command: rounds until it succeeds, exact; what it printed goes to the agent", async () => {
    const mark = marker();
    const check = `grep -q three ${mark}.txt`;
    await works(mark, write(`${mark}.txt`, "one\n"), SAYS_DONE, write(`${mark}.txt`, "three\n"), SAYS_DONE);
    const value = await pursue({ check }, await newGround());
    expect(value).toMatchObject({ reached: true, why: "reached", missing: [] });
    expect(value.rounds.map(({ n, check: seen, judge }) => [n, (seen as { ok: boolean }).ok, judge])).toEqual(
      [
        [1, false, null],
        [2, true, null],
      ],
    );
    expect((await requestsWith(mark)).map(({ turn }) => turn)).toEqual([0, 1, 2, 3]);
  });

  it("with a condition in words: the judge decides in a context of its own, and never hears the worker", async () => {
    const mark = marker();
    await works(mark, write("a.txt", "a"), SAYS_DONE, write("b.txt", "b"), SAYS_DONE);
    await judges(mark, no("b.txt is not there"), YES);
    const { value, verdict } = await pursued({ goal: `The files are there, ${mark}.` }, await newGround());
    expect(verdict).toMatchObject({ ok: true, label: "opinion of the judge, round 2", stale: false });
    expect((value as unknown as Value).rounds).toMatchObject([
      { n: 1, check: null, judge: { reached: false }, missing: ["b.txt is not there"] },
      { n: 2, check: null, judge: { reached: true }, missing: [] },
    ]);
    const judged = (await requestsWith(mark)).filter(({ prompt }) => prompt.startsWith("Decide"));
    expect(judged.map(({ turn }) => turn)).toEqual([0, 0]);
    for (const { prompt } of judged) expect(prompt).not.toContain("all is well");
  });

  it("the judge cannot change what it judges, whatever its commands try, and the command's verdict stands", async () => {
    const mark = marker();
    await works(mark, write("a.txt", "a\n"), SAYS_DONE);
    await judges(mark, YES);
    const forging = bash("echo b > a.txt; touch b.txt");
    const firstTurn = { prompt: `^Decide[\\s\\S]*${mark}`, turn: 0 };
    await addRules([{ name: `${mark} forging`, when: firstTurn, reply: forging }]);
    const workspace = await newGround();
    const args = { goal: `The file is there, ${mark}.`, check: "grep -qx a a.txt" };
    const { value, verdict } = await pursued(args, workspace);
    expect(value).toMatchObject({
      reached: true,
      rounds: [{ check: { ok: true }, judge: { reached: true } }],
    });
    expect(verdict).toMatchObject({ ok: true, stale: false });
    expect((await requestsWith(mark)).filter(({ prompt }) => prompt.startsWith("Decide"))).toHaveLength(2);
    expect(await readdir(workspace)).toEqual([".git", "a.txt"]);
    expect(await readFile(join(workspace, "a.txt"), "utf8")).toBe("a\n");
  });

  it("ends without progress when the same fails so many times, whatever its numbers and places", async () => {
    const mark = marker();
    const check = `echo "${mark} failed at $(date +%s%N) in /tmp/$$/x.js:$(date +%N)"; exit 1`;
    await works(mark, ...[1, 2, 3, 4].flatMap((n) => [write(`${n}.txt`, `${n}`), SAYS_DONE]));
    const value = await pursue({ check, sameFailure: 3, rounds: 8 }, await newGround());
    expect(value).toMatchObject({ reached: false, why: "no-progress" });
    expect(value.rounds).toHaveLength(3);
  });

  it("goes on while less is missing each time, and while a judge still names something", async () => {
    const mark = marker();
    await works(mark, ...[1, 2, 3, 4].flatMap((n) => [write(`${n}.txt`, `${n}`), SAYS_DONE]));
    const missing = [12, 7, 3].map((n) => no(`${n} modules still use require`));
    await judges(mark, ...missing, { ...YES, missing: ["the changelog"] }, YES);
    const value = await pursue({ goal: `Nothing uses require, ${mark}.`, sameFailure: 2 }, await newGround());
    expect(value).toMatchObject({ reached: true, why: "reached", missing: [] });
    const left = [12, 7, 3].map((n) => [`${n} modules still use require`]);
    expect(value.rounds.map(({ missing: found }) => found)).toEqual([...left, ["the changelog"], []]);
  });

  it("ends without progress when nothing changes, whatever the judge says", async () => {
    const mark = marker();
    await works(mark, SAYS_DONE);
    await judges(mark, no("this is missing"), no("something else entirely"));
    const args = { goal: `Much is done, ${mark}.`, sameFailure: 2 };
    const { value, verdict } = await pursued(args, await newGround());
    expect(value).toMatchObject({ why: "no-progress", missing: ["something else entirely"] });
    expect((value as unknown as Value).rounds).toHaveLength(2);
    expect(verdict).toMatchObject({ ok: false, label: "opinion of the judge, round 2" });
  });

  it.each([
    [{ rounds: 1 }, "rounds", 1],
    [{ tokens: 1 }, "tokens", 1],
  ])("is bounded: %o", async (bounds, why, rounds) => {
    const mark = marker();
    await works(mark, SAYS_DONE);
    const value = await pursue({ check: `echo ${mark}; exit 1`, ...bounds }, await newGround());
    expect(value).toMatchObject({ reached: false, why });
    expect(value.rounds).toHaveLength(rounds);
  });

  it("is bounded in time: what is at work then is stopped", async () => {
    const mark = marker();
    const silence = { kind: "silence", pings: true } as const;
    await works(mark, { kind: "fault", fault: silence });
    const value = await pursue({ goal: `It never ends, ${mark}.`, minutes: 0.02 }, await newGround());
    expect(value).toMatchObject({ reached: false, why: "minutes", rounds: [] });
  });

  it("starts from the plain Temporal CLI by its own type, and takes a bare text", async () => {
    const mark = marker();
    await works(mark, SAYS_DONE);
    await judges(mark, YES);
    const { taskQueue } = inject("stage");
    const words = ["--type", "goal", "--task-queue", taskQueue, "--input", JSON.stringify(`Well, ${mark}.`)];
    const stdout = await temporalWorkflow(["execute", ...words, "--output", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ result: { value: { reached: true, rounds: [{ n: 1 }] } } });
  });

  it("is a part of another script by its name; without goal and check it is refused", async () => {
    const mark = marker();
    await works(mark, SAYS_DONE);
    const end = await runScript(
      `const { reached } = await workflow("goal", { check: "true # ${mark}" });
       return [reached, await workflow("goal", {}).catch((error) => error.name)]`,
    );
    expect(end).toMatchObject({ kind: "returned", result: { value: [true, "InvalidInput"] } });
  });
});
