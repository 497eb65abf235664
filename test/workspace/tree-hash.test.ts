import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashTree } from "../../src/workspace/tree-hash.ts";
import { contentOf, git, makeWorkspace, writeFiles, type TemporaryWorkspace } from "./temporary-workspace.ts";

const never = new AbortController().signal;

function makeRepository(files: Readonly<Record<string, string>>): TemporaryWorkspace {
  const world = makeWorkspace(files);
  git(world.workspace, "init", "-q", "-b", "main");
  git(world.workspace, "add", ".");
  git(world.workspace, "commit", "-q", "-m", "first");
  return world;
}

/** What Git itself says, by the way that touches the index. */
function committedTree(directory: string): string {
  git(directory, "add", "-A");
  return git(directory, "write-tree");
}

describe("the tree hash", () => {
  test("is the commit's when nothing changed, and differs when anything did", async () => {
    const { workspace } = makeRepository({ "a.txt": "1", "sub/b.txt": "2" });
    const clean = await hashTree(workspace, never);
    expect(clean).toBe(git(workspace, "rev-parse", "HEAD^{tree}"));
    writeFiles(workspace, { "sub/b.txt": "3" });
    const changed = await hashTree(workspace, never);
    writeFiles(workspace, { "sub/b.txt": "2" });
    expect(changed).not.toBe(clean);
    expect(await hashTree(workspace, never)).toBe(clean);
  });

  test("covers changed, deleted and untracked files, not ignored ones, as Git would commit them", async () => {
    const { workspace } = makeRepository({ "a.txt": "1", "gone.txt": "", ".gitignore": "*.log\n" });
    rmSync(join(workspace, "gone.txt"));
    writeFiles(workspace, { "a.txt": "2", "new/c.txt": "3" });
    const hash = await hashTree(workspace, never);
    writeFiles(workspace, { "noise.log": "x" });
    expect(await hashTree(workspace, never)).toBe(hash);
    expect(committedTree(workspace)).toBe(hash);
  });

  test("does not cover pawl's own data, which changes all the time", async () => {
    const { workspace } = makeRepository({ "a.txt": "1", ".pawl/scripts/x.js": "1" });
    const hash = await hashTree(workspace, never);
    writeFiles(workspace, { ".pawl/temporal.db": "x" });
    expect(await hashTree(workspace, never)).toBe(hash);
    writeFiles(workspace, { ".pawl/scripts/x.js": "2" });
    expect(await hashTree(workspace, never)).not.toBe(hash);
  });

  test("leaves index, objects and checkout as they are", async () => {
    const { workspace } = makeRepository({ "a.txt": "1" });
    writeFiles(workspace, { "a.txt": "2", "b.txt": "3" });
    git(workspace, "add", "b.txt");
    const before = [contentOf(workspace), statSync(join(workspace, ".git/index")).mtimeMs];
    await hashTree(workspace, never);
    expect([contentOf(workspace), statSync(join(workspace, ".git/index")).mtimeMs]).toEqual(before);
  });

  test("is there without any commit, and for no files at all", async () => {
    const { workspace } = makeWorkspace();
    git(workspace, "init", "-q");
    expect(await hashTree(workspace, never)).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    writeFiles(workspace, { "a.txt": "1" });
    expect(await hashTree(workspace, never)).toBe(committedTree(workspace));
  });

  test("of a directory below the top is that directory's", async () => {
    const { workspace } = makeRepository({ "a.txt": "1", "sub/b.txt": "2" });
    const hash = await hashTree(join(workspace, "sub"), never);
    expect(hash).toBe(git(workspace, "rev-parse", "HEAD:sub"));
  });

  test("of a linked worktree is its own", async () => {
    const { workspace, outside } = makeRepository({ "a.txt": "1" });
    git(workspace, "worktree", "add", "-q", join(outside, "tree"));
    writeFiles(join(outside, "tree"), { "a.txt": "2" });
    const hash = await hashTree(join(outside, "tree"), never);
    expect(hash).not.toBe(await hashTree(workspace, never));
    expect(hash).toBe(committedTree(join(outside, "tree")));
  });

  test("is null outside of Git", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "1" });
    expect(await hashTree(workspace, never)).toBeNull();
    mkdirSync(join(workspace, ".git"));
    expect(await hashTree(workspace, never)).toBeNull();
  });

  test("is null when a repository inside has no commit that could stand for it", async () => {
    const { workspace } = makeRepository({ "a.txt": "1", "inner/x": "" });
    git(join(workspace, "inner"), "init", "-q");
    git(workspace, "rm", "-q", "-r", "--cached", "inner");
    expect(await hashTree(workspace, never)).toBeNull();
  });

  test("stops when it is aborted", async () => {
    const { workspace } = makeRepository({ "a.txt": "1" });
    await expect(hashTree(workspace, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});

/** Each setting has Git run `$PROGRAM`, which leaves a file beside the workspace and one inside. */
const TRAPS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["a file system monitor", { "core.fsmonitor": "$PROGRAM" }],
  ["hooks", { "core.hooksPath": "hooks" }],
  ["a clean filter", { "filter.evil.clean": "$PROGRAM" }],
  ["a filter process", { "filter.evil.process": "$PROGRAM" }],
];

describe("what a hostile repository names does not run on the machine and leaves no trace:", () => {
  test.each(TRAPS)("%s", async (_, settings) => {
    const { workspace, outside } = makeRepository({ "a.txt": "1", ".gitattributes": "* filter=evil\n" });
    const traces = [join(outside, "trace"), join(workspace, "trace")];
    const code = `#!/bin/sh\n${traces.map((trace) => `touch '${trace}'`).join("\n")}\ncat\n`;
    writeFiles(workspace, { "hooks/post-index-change": code, "evil.sh": code });
    for (const file of ["hooks/post-index-change", "evil.sh"]) chmodSync(join(workspace, file), 0o755);
    const program = `'${join(workspace, "evil.sh")}'`;
    for (const [key, value] of Object.entries(settings)) {
      git(workspace, "config", key, value.replace("$PROGRAM", program));
    }
    writeFiles(workspace, { "a.txt": "changed" });
    const before = contentOf(workspace);

    await hashTree(workspace, never);

    expect(readdirSync(outside)).toEqual([]);
    expect(contentOf(workspace)).toEqual(before);
    // The trap is a real one: Git on the machine itself falls into it.
    expect(() => {
      git(workspace, "add", "a.txt");
      if (existsSync(join(outside, "trace"))) throw new Error("sprung");
    }).toThrow(/sprung|hung up|Command failed/);
    expect(readdirSync(outside)).toEqual(["trace"]);
  });

  test("the settings of a repository inside", async () => {
    const { workspace, outside } = makeRepository({ "a.txt": "1" });
    const inner = join(workspace, "inner");
    mkdirSync(inner);
    git(inner, "init", "-q");
    git(inner, "commit", "-q", "--allow-empty", "-m", "x");
    git(workspace, "-c", "advice.addEmbeddedRepo=false", "add", "inner");
    const traces = [join(outside, "trace"), join(workspace, "trace")];
    const code = `#!/bin/sh\n${traces.map((trace) => `touch '${trace}'`).join("\n")}\n`;
    writeFileSync(join(outside, "..", "evil.sh"), code, { mode: 0o755 });
    git(inner, "config", "core.fsmonitor", `'${join(outside, "..", "evil.sh")}'`);
    writeFiles(workspace, { "inner/new.txt": "" });
    const before = contentOf(workspace);

    expect(await hashTree(workspace, never)).toMatch(/^[0-9a-f]{40}$/);

    expect(readdirSync(outside)).toEqual([]);
    expect(contentOf(workspace)).toEqual(before);
    git(workspace, "status", "--short");
    expect(readdirSync(outside)).toEqual(["trace"]);
  });
});
