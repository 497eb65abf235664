import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { CONFINED, setCommandPolicy } from "../../../src/workspace/command-policy.ts";
import { confinePath } from "../../../src/workspace/confined-path.ts";
import { runCommand } from "../../../src/workspace/run-command.ts";
import { bundleProgram } from "../bundled-program.ts";
import { git, writeFiles } from "../temporary-workspace.ts";
import {
  finish,
  hiddenRefs,
  makeHome,
  makeRepository,
  never,
  openTree,
  optionsOf,
  worktreesOf,
} from "./worktree-stage.ts";

const BOUNDS = { timeoutMs: 20_000, headBytes: 10_000, tailBytes: 10_000 };

describe("A08 an agent in a worktree", () => {
  test("works on the files of the commit that the workspace has checked out, and publishes a branch", async () => {
    const { workspace } = makeRepository({ "a.txt": "1\n", "b.txt": "1\n", "c/d.txt": "1\n" });
    const home = makeHome();
    const head = git(workspace, "rev-parse", "HEAD");
    const place = await openTree({ workspace, home, label: "To ESM:\n src" });
    expect(readdirSync(place.root).sort()).toEqual([".git", "a.txt", "b.txt", "c"]);
    writeFiles(place.root, { "a.txt": "2\n", "new/e.txt": "e\n" });
    rmSync(join(place.root, "c"), { recursive: true });
    const work = await place.seal();
    expect(work).toEqual({
      branch: "pawl/migrate-1/7",
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      base: head,
      files: ["a.txt", "c/d.txt", "new/e.txt"],
    });
    expect(git(workspace, "branch", "--list", "pawl/*")).toBe("");
    if (work !== null) await place.publish(work);
    await place.close();
    expect(git(workspace, "rev-parse", "pawl/migrate-1/7")).toBe(work?.commit);
    expect(git(workspace, "log", "-1", "--format=%P %an %s", "pawl/migrate-1/7")).toBe(
      `${head} pawl To ESM: src`,
    );
    expect(git(workspace, "show", "pawl/migrate-1/7:new/e.txt")).toBe("e");
    expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
    expect(readdirSync(join(home, "worktrees"))).toEqual([]);
  });

  test("leaves nothing when it changed nothing", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    const place = await openTree({ workspace, home });
    expect(await place.save()).toBe(null);
    expect(await finish(place)).toBe(null);
    expect(git(workspace, "branch", "--list")).toBe("* main");
    expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
  });

  test("that was cut off goes on with what it had saved", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    const first = await openTree({ workspace, home });
    writeFiles(first.root, { "a.txt": "2\n" });
    const saved = await first.save();
    await first.close();
    git(workspace, "commit", "-q", "--allow-empty", "-m", "second");
    const second = await openTree({ workspace, home, attempt: 2, ...(saved === null ? {} : { saved }) });
    expect(readFileSync(join(second.root, "a.txt"), "utf8")).toBe("2\n");
    expect(second.leftChanges).toBe(null);
    writeFiles(second.root, { "b.txt": "1\n" });
    const work = await finish(second);
    expect(work).toMatchObject({ base: saved?.base, files: ["a.txt", "b.txt"] });
    expect(git(workspace, "rev-parse", "pawl/migrate-1/7^")).toBe(saved?.base);
    expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
  });
});

test("A16 an agent finds its files under the same name in every attempt, whatever its worktree is called", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const first = await openTree({ workspace, home });
  const second = await openTree({ workspace, home, attempt: 2 });
  expect(second.shownAs).toBe(first.shownAs);
  expect(second.root).not.toBe(first.root);
  for (const [place, text] of [
    [first, "first"],
    [second, "second"],
  ] as const) {
    const { root, shownAs } = place;
    const command = `pwd; echo ${text} > ${JSON.stringify(shownAs)}/b.txt; git -C ${JSON.stringify(shownAs)} status --short; ls ${JSON.stringify(root)}`;
    const { output } = await runCommand({ ...BOUNDS, command, workspace: root, shownAs }, never);
    expect(output).toBe(`${shownAs}\n?? b.txt\nls: cannot access '${root}': No such file or directory\n`);
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe(`${text}\n`);
  }
  // What a model writes down in one attempt leads a tool of the next to the same file, and of no other.
  const path = join(first.shownAs, "a.txt");
  expect((await confinePath(second.root, path)).real).toBe(join(second.root, "a.txt"));
  await expect(confinePath(first.root, path)).rejects.toThrow(/Expected a path inside the workspace/);
  await second.close();
  await first.close();
  expect(worktreesOf(workspace)).toEqual([]);
});

test("A16 a late attempt disturbs nobody: what it does after the next one began is not in the work", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const late = await openTree({ workspace, home });
  writeFiles(late.root, { "saved.txt": "1" });
  const saved = (await late.save()) ?? undefined;
  writeFiles(late.root, { "unsaved.txt": "1" });
  const next = await openTree({ workspace, home, attempt: 2, saved });
  expect(next.leftChanges).toEqual(["unsaved.txt"]);
  writeFiles(late.root, { "late.txt": "1" });
  await late.save();
  await late.close();
  writeFiles(next.root, { "next.txt": "1" });
  const third = await openTree({ workspace, home, attempt: 3, saved: (await next.save()) ?? undefined });
  await next.close();
  expect(third.leftChanges).toEqual([]);
  expect((await finish(third))?.files).toEqual(["next.txt", "saved.txt", "unsaved.txt"]);
  expect([worktreesOf(workspace), hiddenRefs(workspace), readdirSync(join(home, "worktrees"))]).toEqual([
    [],
    [],
    [],
  ]);
});

test("A09 workers of several processes begin in one repository at once", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const program = bundleProgram(`
    import { openPlace } from "./src/workspace/open-place.ts";
    const [options = "", ...calls] = process.argv.slice(2);
    const open = (call: string) =>
      openPlace({ ...JSON.parse(options), call: Number(call), signal: new AbortController().signal });
    const places = await Promise.all(calls.map(open));
    await Promise.all(places.map((place) => place.close()));
    console.log(places.length);
  `);
  const options = JSON.stringify({ ...optionsOf({ workspace, home }), signal: undefined });
  const printed = await Promise.all(
    [1, 2, 3].map(async (worker) => {
      const calls = [1, 2, 3, 4].map((call) => `${10 * worker + call}`);
      const child = spawn(process.execPath, [program, options, ...calls], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      return text(child.stdout);
    }),
  );
  expect(printed).toEqual(["4\n", "4\n", "4\n"]);
  expect(worktreesOf(workspace)).toEqual([]);
});

test("A08 where an operator does without a sandbox, agents in worktrees work side by side all the same", async () => {
  const { workspace, outside } = makeRepository();
  const home = makeHome();
  // No bubblewrap on PATH.
  vi.stubEnv("PATH", outside);
  setCommandPolicy({ ...CONFINED, sandbox: "none" });
  onTestFinished(() => {
    vi.unstubAllEnvs();
    setCommandPolicy(CONFINED);
  });
  const calls = [1, 2, 3, 4];
  const places = await Promise.all(calls.map((call) => openTree({ workspace, home, call })));
  for (const [index, { root }] of places.entries()) writeFiles(root, { [`${index + 1}.txt`]: "1" });
  const works = await Promise.all(places.map((place) => finish(place)));
  vi.unstubAllEnvs();
  expect(works.map((work) => work?.files)).toEqual(calls.map((call) => [`${call}.txt`]));
  expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);

  const place = await openTree({ workspace, home, call: 5 });
  writeFiles(place.root, { "own/a.txt": "1" });
  git(join(place.root, "own"), "init", "-q");
  vi.stubEnv("PATH", outside);
  await expect(place.save()).rejects.toThrow(/own\/\.git makes its directory a repository of its own/);
});

test("A08 a repository inside that no view can hide, since its .git is a link, is refused in a sentence", async () => {
  const { workspace } = makeRepository();
  const place = await openTree({ workspace, home: makeHome() });
  writeFiles(place.root, { "own/b.txt": "1" });
  symlinkSync(join(workspace, ".git"), join(place.root, "own", ".git"));
  await expect(place.save()).rejects.toThrow(/own\/\.git makes its directory a repository of its own/);
  rmSync(join(place.root, "own", ".git"));
  expect((await finish(place))?.files).toEqual(["own/b.txt"]);
});
