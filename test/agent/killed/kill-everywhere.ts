// Kills an agent with SIGKILL at every step it takes. What judges are the simulated model's log, the files and git.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
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
import { ATTEMPT_PROGRAM } from "./attempt-program.ts";
import { DONE_FILES, DONE_TEXT, FIRST_PART, playCarefully } from "./careful-model.ts";
import { playAttempt, type AttemptArguments } from "./play-attempt.ts";

/** More steps than the agent takes: the loop over them must end by itself. */
const STEPS_MAX = 300;

type Ground = { readonly workspace: string; readonly home: string; readonly task: AgentTask };

function makeGround(isolation: "worktree" | null): Ground {
  const { workspace } = makeRepository({ "a.txt": "one\n" });
  const task: AgentTask = { call: 1, label: "killed", prompt: "Do the five steps.", workspace };
  return { workspace, home: makeHome(), task: isolation === null ? task : { ...task, isolation } };
}

/** The ground as it is when another agent has done the first steps: the one to be killed goes on with its conversation. */
async function makeContinuedGround(
  isolation: "worktree" | null,
  { program, baseUrl }: { readonly program: string; readonly baseUrl: string },
): Promise<Ground> {
  const { task: alone, ...ground } = makeGround(isolation);
  const first = { ...alone, prompt: FIRST_PART };
  await runAttempt(program, { task: first, baseUrl, home: ground.home, attempt: 1 }, "");
  return { ...ground, task: { ...alone, call: 2, prompt: "Do the rest.", continues: 1 } };
}

/** The end it printed; `null` when it was killed. */
async function runAttempt(
  program: string,
  args: AttemptArguments,
  failPoint: string,
): Promise<AgentOutcome | null> {
  // One that nobody kills is as good in this process, which is another than the killed ones'.
  if (failPoint === "") return playAttempt(args);
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

/** Those of the agent it continues included, as the simulated model counts them. */
async function finishedTurns({ home, task }: Ground): Promise<number> {
  const agent = { home, workflowId: "killed", runId: "r" };
  const calls = task.continues === undefined ? [task.call] : [task.continues, task.call];
  const entries = await Promise.all(calls.map((call) => readAgentTranscript({ ...agent, call })));
  return entries.flat().filter(({ kind }) => kind === "turn").length;
}

/**
 * The whole walk: one ground and one kill per step, until an attempt gets through undisturbed. Starts a simulator of its
 * own; returns how many kills there were. `continued`: the agent goes on with the conversation of another. `every`: only
 * at each so manieth step.
 */
export async function killEverywhere(
  isolation: "worktree" | null,
  { continued = false, every = 1 } = {},
): Promise<number> {
  const program = bundleProgram(ATTEMPT_PROGRAM);
  const simulator = await startSimulator({
    rules: [{ name: "careful", when: () => true, reply: playCarefully }],
  });
  onTestFinished(() => simulator.close());
  for (let point = 1, kills = 0; point < STEPS_MAX; point += every, kills += 1) {
    const stage = { program, baseUrl: simulator.url };
    const ground = await (continued ? makeContinuedGround(isolation, stage) : makeGround(isolation));
    const args = { task: ground.task, baseUrl: simulator.url, home: ground.home };
    let outcome = await runAttempt(program, { ...args, attempt: 1 }, `*:${point}`);
    if (outcome !== null) {
      expect(whatIsThere(ground, outcome)).toEqual(wanted(ground, outcome));
      return kills;
    }
    const paidAgain: unknown[] = [];
    for (let attempt = 2; outcome === null; attempt++) {
      const before = { turns: await finishedTurns(ground), requests: simulator.requests().length };
      // Every third time the second attempt is killed as well, each time somewhere else.
      const failPoint = attempt === 2 && point % 3 === 0 ? `*:${1 + (point % 17)}` : "";
      outcome = await runAttempt(program, { ...args, attempt }, failPoint);
      const later = simulator.requests().slice(before.requests);
      paidAgain.push(...later.filter(({ turn }) => turn < before.turns));
    }
    expect({ point, paidAgain, ...whatIsThere(ground, outcome) }).toEqual({
      point,
      paidAgain: [],
      ...wanted(ground, outcome),
    });
  }
  throw new Error(`expected an agent of fewer than ${STEPS_MAX} steps`);
}

/** What an undisturbed agent leaves, and nothing else. */
function wanted({ workspace, task }: Ground, { published }: AgentOutcome) {
  const common = { result: DONE_TEXT, files: DONE_FILES };
  if (task.isolation === undefined)
    return { ...common, names: [".git", ...Object.keys(DONE_FILES)].toSorted() };
  const base = git(workspace, "rev-parse", task.continues === undefined ? "main" : "pawl/killed/1");
  const files = task.continues === undefined ? Object.keys(DONE_FILES) : ["b.txt"];
  return {
    ...common,
    published: { ...published, base, files: files.toSorted() },
    branch: `${published?.commit}\n${base}`,
    left: { status: "", fsck: "", worktrees: [], refs: [], places: [] },
  };
}

function whatIsThere({ workspace, home, task }: Ground, { result, published }: AgentOutcome) {
  const names = Object.keys(DONE_FILES);
  if (task.isolation === undefined) {
    const files = names.map((name) => [name, readFileSync(join(workspace, name), "utf8")]);
    return { result, files: Object.fromEntries(files), names: readdirSync(workspace).toSorted() };
  }
  const branch = published?.branch ?? "nothing was published";
  const folder = join(home, "worktrees", "killed", "r");
  // The folder may be gone with the last that was in it.
  const places = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+-/.test(name)) : [];
  return {
    result,
    published: published && { ...published, files: published.files.toSorted() },
    files: Object.fromEntries(
      names.map((name) => [name, `${git(workspace, "show", `${branch}:${name}`)}\n`]),
    ),
    branch: git(workspace, "rev-parse", branch, `${branch}^`),
    left: {
      status: git(workspace, "status", "--porcelain"),
      fsck: git(workspace, "fsck", "--strict", "--no-dangling"),
      worktrees: worktreesOf(workspace),
      refs: hiddenRefs(workspace),
      places,
    },
  };
}
