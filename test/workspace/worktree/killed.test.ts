import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
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

test("killed at any step, an agent's next attempt goes on, and its work is published once and whole", async () => {
  const program = bundleProgram(ATTEMPT);
  let kills = 0;
  for (let point = 1; ; point++) {
    const { workspace, outside } = makeRepository({ "a.txt": "1\n", ".gitignore": "*.log\n" });
    const home = makeHome();
    const transcript = join(outside, "transcript");
    const before = readFileSync(join(workspace, ".git/index"));
    const ended = await attempt(program, [workspace, home, "1", transcript], `*:${point}`);
    const wroteLeft = !ended && existsSync(join(worktreesOf(workspace)[0] ?? "", "left.txt"));
    // The second is killed as well: at its third step.
    let tries = 2;
    const nextFails = `*:${1 + (point % 5)}`;
    if (!ended && !(await attempt(program, [workspace, home, "2", transcript], nextFails))) {
      expect(await attempt(program, [workspace, home, "3", transcript], "")).toBe(true);
      tries = 3;
    }
    const files = git(workspace, "ls-tree", "--name-only", "pawl/migrate-1/7").split("\n");
    const turns = ["turn-1.txt", "turn-2.txt", "turn-3.txt", "turn-4.txt"];
    const label = `killed at step ${point}, ${tries} tries`;
    expect(
      files.filter((name) => name !== "left.txt"),
      label,
    ).toEqual([".gitignore", "a.txt", ...turns]);
    if (wroteLeft || ended) expect(files, label).toContain("left.txt");
    expect(git(workspace, "show", "pawl/migrate-1/7:a.txt"), label).toBe("turn 4");
    expect(git(workspace, "log", "--format=%s", "pawl/migrate-1/7"), label).toBe("killed\nfirst");
    expect([worktreesOf(workspace), hiddenRefs(workspace)], label).toEqual([[], []]);
    expect(readdirSync(join(home, "worktrees", "migrate-1"), { recursive: true }), label).toHaveLength(1);
    expect(git(workspace, "fsck", "--strict", "--no-dangling"), label).toBe("");
    expect(git(workspace, "status", "--porcelain"), label).toBe("");
    expect(readFileSync(join(workspace, ".git/index")), label).toEqual(before);
    if (ended) break;
    kills += 1;
  }
  expect(kills).toBeGreaterThan(15);
}, 180_000);
