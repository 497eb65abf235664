import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { CONFINED, setCommandPolicy } from "../../src/workspace/command-policy.ts";
import { gitOutput, runGit } from "../../src/workspace/git.ts";
import { git, makeWorkspace, writeFiles } from "./temporary-workspace.ts";

function makeRepository() {
  const world = makeWorkspace({ "a.txt": "1" });
  git(world.workspace, "init", "-q", "-b", "main");
  git(world.workspace, "add", ".");
  git(world.workspace, "commit", "-q", "-m", "first");
  const place = { cwd: world.workspace, writable: [world.workspace] };
  return { ...world, place };
}

test("git commits as pawl, whoever the machine's user is", async () => {
  const { workspace, place } = makeRepository();
  await gitOutput({ ...place, args: ["commit", "--allow-empty", "--quiet", "--message", "second"] });
  expect(git(workspace, "log", "-1", "--format=%an <%ae> %cn")).toBe("pawl <pawl@localhost> pawl");
});

test("git gets its input, says what went wrong, and a failure can be a value", async () => {
  const { place } = makeRepository();
  const hash = await gitOutput({ ...place, args: ["hash-object", "--stdin"], input: "1" });
  expect(hash).toBe(`${git(place.cwd, "rev-parse", "HEAD:a.txt")}\n`);
  await expect(gitOutput({ ...place, args: ["rev-parse", "--verify", "missing"] })).rejects.toThrow(
    /git rev-parse --verify missing ended with 128: fatal: Needed a single revision/,
  );
  expect(await runGit({ ...place, args: ["diff", "--quiet", "HEAD"] })).toMatchObject({ exitCode: 0 });
});

test("git is shown files that somebody replaces at that moment: a sandbox that could not be built is built again", async () => {
  const { place } = makeRepository();
  const index = join(place.cwd, ".git", "index");
  const replacing = `const { copyFileSync, renameSync } = require("node:fs");
    for (let n = 0; ; n++) { copyFileSync(${JSON.stringify(index)}, "new"); renameSync("new", ${JSON.stringify(index)}); if (n === 0) console.log("begun"); }`;
  const child = spawn(process.execPath, ["-e", replacing], { cwd: join(place.cwd, ".git") });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const view = ["--ro-bind", index, index];
  for (let n = 0; n < 10; n++)
    expect(await runGit({ ...place, view, args: ["status"] })).toMatchObject({ exitCode: 0 });
});

test("git runs no hook, and a program that the repository names reaches nothing outside", async () => {
  const { workspace, outside, place } = makeRepository();
  const trap = `#!/bin/sh\ntouch '${join(outside, "trace")}' '${join(workspace, ".git", "ran")}'\ncat\n`;
  writeFiles(workspace, {
    ".git/hooks/pre-commit": trap,
    "evil.sh": trap,
    ".gitattributes": "* filter=evil\n",
  });
  for (const file of [".git/hooks/pre-commit", "evil.sh"]) chmodSync(join(workspace, file), 0o755);
  git(workspace, "config", "filter.evil.clean", join(workspace, "evil.sh"));
  await gitOutput({ ...place, args: ["commit", "--allow-empty", "--quiet", "--message", "second"] });
  expect(existsSync(join(workspace, ".git", "ran"))).toBe(false);
  await runGit({ ...place, args: ["add", "--all"] });
  expect(readdirSync(outside)).toEqual([]);
});

test("git runs without a sandbox where there is none and the operator asked to do without, else it is refused", async () => {
  const { outside, place } = makeRepository();
  const program = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  symlinkSync(program, join(outside, "git"));
  vi.stubEnv("PATH", outside);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    setCommandPolicy(CONFINED);
  });
  const head = () => gitOutput({ ...place, args: ["log", "-1", "--format=%s"] });
  await expect(head()).rejects.toThrow(/no program bwrap on PATH/);
  setCommandPolicy({ ...CONFINED, sandbox: "none" });
  expect(await head()).toBe("first\n");
});
