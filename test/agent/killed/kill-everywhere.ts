// Kills an agent with SIGKILL at every step it takes. What judges are the simulated model's log, the files and git.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished } from "vitest";
import type { AgentOutcome, AgentTask } from "../../../src/protocol/agent.ts";
import { readAgentTranscript } from "../../../src/agent/transcript/read-transcript.ts";
import { startSimulator } from "../../../src/simulator/simulator.ts";
import { bundleProgram } from "../../workspace/bundled-program.ts";
import { git } from "../../workspace/temporary-workspace.ts";
import {
  hiddenRefs,
  makeHome,
  makeRepository,
  worktreesOf,
} from "../../workspace/worktree/worktree-stage.ts";
import { ATTEMPT_PROGRAM, type AttemptArguments } from "./attempt-program.ts";
import { DONE_FILES, DONE_TEXT, playCarefully } from "./careful-model.ts";

/** More steps than the agent takes: the loop over them must end by itself. */
const STEPS_MAX = 300;

type Ground = { readonly workspace: string; readonly home: string; readonly task: AgentTask };

function makeGround(isolation: "worktree" | null): Ground {
  const { workspace } = makeRepository({ "a.txt": "one\n" });
  const task: AgentTask = { call: 1, label: "killed", prompt: "Do the five steps.", workspace };
  return { workspace, home: makeHome(), task: isolation === null ? task : { ...task, isolation } };
}

/** The end it printed; `null` when it was killed. */
async function runAttempt(
  program: string,
  args: AttemptArguments,
  failPoint: string,
): Promise<AgentOutcome | null> {
  const env = { PATH: process.env["PATH"], HOME: args.home, PAWL_FAIL_POINT: failPoint };
  const child = spawn(process.execPath, [program, JSON.stringify(args)], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, error, [, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  expect(error).toBe("");
  return signal === "SIGKILL" ? null : (JSON.parse(out) as AgentOutcome);
}

async function finishedTurns({ home }: Ground): Promise<number> {
  const entries = await readAgentTranscript({ home, workflowId: "killed", runId: "r", call: 1 });
  return entries.filter(({ kind }) => kind === "turn").length;
}

/**
 * The whole walk: one ground and one kill per step, until an attempt gets through undisturbed. Starts a simulator of its
 * own; returns how many kills there were.
 */
export async function killEverywhere(isolation: "worktree" | null): Promise<number> {
  const program = bundleProgram(ATTEMPT_PROGRAM);
  const simulator = await startSimulator({
    rules: [{ name: "careful", when: () => true, reply: playCarefully }],
  });
  onTestFinished(() => simulator.close());
  for (let point = 1; point < STEPS_MAX; point++) {
    const ground = makeGround(isolation);
    const args = { task: ground.task, baseUrl: simulator.url, home: ground.home };
    let outcome = await runAttempt(program, { ...args, attempt: 1 }, `*:${point}`);
    if (outcome !== null) {
      expectEffectsOnce(ground, outcome, "undisturbed");
      return point - 1;
    }
    const label = `killed at step ${point}`;
    for (let attempt = 2; outcome === null; attempt++) {
      const before = { turns: await finishedTurns(ground), requests: simulator.requests().length };
      // Every third time the second attempt is killed as well, each time somewhere else.
      const failPoint = attempt === 2 && point % 3 === 0 ? `*:${1 + (point % 17)}` : "";
      outcome = await runAttempt(program, { ...args, attempt }, failPoint);
      const later = simulator.requests().slice(before.requests);
      expect(
        later.filter(({ turn }) => turn < before.turns),
        label,
      ).toEqual([]);
    }
    expect(outcome.result, label).toBe(DONE_TEXT);
    expectEffectsOnce(ground, outcome, label);
  }
  throw new Error(`expected an agent of fewer than ${STEPS_MAX} steps`);
}

function expectEffectsOnce({ workspace, home, task }: Ground, outcome: AgentOutcome, label: string): void {
  if (task.isolation === undefined) {
    for (const [name, content] of Object.entries(DONE_FILES))
      expect(readFileSync(join(workspace, name), "utf8"), label).toBe(content);
    return;
  }
  const { branch, commit, base, files } = outcome.published ?? expect.fail(`${label}: nothing was published`);
  expect(git(workspace, "rev-parse", branch, `${commit}^`), label).toBe(`${commit}\n${base}`);
  expect([...files].toSorted(), label).toEqual(Object.keys(DONE_FILES).toSorted());
  for (const [name, content] of Object.entries(DONE_FILES))
    expect(`${git(workspace, "show", `${branch}:${name}`)}\n`, label).toBe(content);
  expect(git(workspace, "status", "--porcelain"), label).toBe("");
  expect([worktreesOf(workspace), hiddenRefs(workspace)], label).toEqual([[], []]);
  expect(git(workspace, "fsck", "--strict", "--no-dangling"), label).toBe("");
  expect(
    readdirSync(join(home, "worktrees", "killed", "r")).filter((name) => name.startsWith("1-")),
    label,
  ).toEqual([]);
}
