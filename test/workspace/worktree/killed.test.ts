import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { bundleProgram } from "../bundled-program.ts";
import { git } from "../temporary-workspace.ts";
import { hiddenRefs, makeHome, makeRepository, RUN, worktreesOf } from "./worktree-stage.ts";

/**
 * One attempt of an agent of four turns, as the worker would run it: what is durable is in a transcript, and an
 * attempt goes on from there. The file `left.txt` is written by the first attempt only, and saved by no turn.
 */
const ATTEMPT = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failPoint } from "./src/workspace/fail-point.ts";
import { openPlace, settlePlace } from "./src/workspace/open-place.ts";
const [workspace = "", home = "", attempt = "1", transcript = ""] = process.argv.slice(2);
const lines = existsSync(transcript) ? readFileSync(transcript, "utf8").trim().split("\\n").map((line) => JSON.parse(line)) : [];
const append = (entry: unknown) => appendFileSync(transcript, JSON.stringify(entry) + "\\n");
const run = ${JSON.stringify(RUN)};
const signal = new AbortController().signal;
const saved = lines.findLast((line) => line.saved)?.saved;
const done = lines.find((line) => line.done);
const options = { ...run, workspace, home, call: 7, attempt: Number(attempt), label: "killed", isolation: "worktree" as const, saved, signal };
if (done) {
  await settlePlace(options, done.done.published);
} else {
  const place = await openPlace(options);
  if (place.leftChanges?.includes("left.txt")) append({ left: true });
  for (let turn = lines.filter((line) => line.turn).length + 1; turn <= 4; turn++) {
    writeFileSync(join(place.root, "turn-" + turn + ".txt"), String(turn));
    writeFileSync(join(place.root, "a.txt"), "turn " + turn);
    failPoint("written");
    append({ turn, saved: await place.save() });
  }
  if (attempt === "1") writeFileSync(join(place.root, "left.txt"), "left");
  failPoint("left");
  const published = await place.seal();
  append({ done: { published } });
  if (published) await place.publish(published);
  await place.close();
}
console.log("end");
`;

async function attempt(program: string, args: readonly string[], failPoint: string) {
  const env = { PATH: process.env["PATH"], PAWL_FAIL_POINT: failPoint };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect(error).toBe("");
  return out === "end\n";
}

const BRANCH = "pawl/migrate-1/7";
const TURNS = ["turn-1.txt", "turn-2.txt", "turn-3.txt", "turn-4.txt"];

type Kill = {
  readonly workspace: string;
  readonly home: string;
  readonly ended: boolean;
  readonly hadLeft: boolean;
};

/** Attempts until one comes to its end: the first dies at the step, the second a few steps after its beginning. */
async function killAt(step: number, program: string): Promise<Kill> {
  const { workspace, outside } = makeRepository({ "a.txt": "1\n", ".gitignore": "*.log\n" });
  const home = makeHome();
  const argumentsOf = (number: number): string[] => [
    workspace,
    home,
    `${number}`,
    join(outside, "transcript"),
  ];
  const ended = await attempt(program, argumentsOf(1), `*:${step}`);
  const left = worktreesOf(workspace).map((line) => join(line.slice("worktree ".length), "left.txt"));
  const hadLeft = ended || left.some((path) => existsSync(path));
  const goesOn = ended || (await attempt(program, argumentsOf(2), `*:${1 + (step % 5)}`));
  if (!goesOn && !(await attempt(program, argumentsOf(3), ""))) throw new Error("The third attempt died.");
  return { workspace, home, ended, hadLeft };
}

test("killed at any step, an agent's next attempt goes on, and its work is published once and whole", async () => {
  const program = bundleProgram(ATTEMPT);
  let wroteLeft = false;
  for (let step = 1; ; step++) {
    const { workspace, home, ended, hadLeft } = await killAt(step, program);
    wroteLeft ||= hadLeft;
    expect({
      step,
      files: git(workspace, "ls-tree", "--name-only", BRANCH).split("\n"),
      last: git(workspace, "show", `${BRANCH}:a.txt`),
      log: git(workspace, "log", "--format=%s", BRANCH),
      left: [...worktreesOf(workspace), ...hiddenRefs(workspace), ...foldersOf(home)],
      caller: git(workspace, "status", "--porcelain"),
      damage: git(workspace, "fsck", "--strict", "--no-dangling"),
    }).toEqual({
      step,
      files: [".gitignore", "a.txt", ...(wroteLeft ? ["left.txt"] : []), ...TURNS],
      last: "turn 4",
      log: "killed\nfirst",
      left: [],
      caller: "",
      damage: "",
    });
    if (!ended) continue;
    expect(step).toBeGreaterThan(15);
    break;
  }
}, 300_000);

/** What is in the folder of worktrees. */
function foldersOf(home: string): string[] {
  return readdirSync(join(home, "worktrees"));
}
