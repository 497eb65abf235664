import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git, makeWorkspace, writeFiles } from "../temporary-workspace.ts";
import { runShell } from "../run-shell.ts";
import { finish, hiddenRefs, makeHome, makeRepository, openTree, worktreesOf } from "./worktree-stage.ts";

const BRANCH = "pawl/migrate-1/7";

/** An agent that changes one file, from the beginning to the published branch. */
async function changeOne(workspace: string) {
  const place = await openTree({ workspace, home: makeHome() });
  writeFiles(place.root, { "changed.txt": "by the agent\n" });
  return finish(place);
}

/** Everything the caller works with, byte for byte. */
function callersOwn(directory: string): unknown {
  const own = ["HEAD", "index", "config", "logs/HEAD", "refs/stash", "logs/refs/stash"];
  const inGit = own.map((name) => join(directory, ".git", name)).filter((path) => existsSync(path));
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter(
    (name) => name !== ".git" && !name.startsWith(".git/"),
  );
  return [
    inGit.map((path) => [path, readFileSync(path, "latin1"), statSync(path).mtimeMs]),
    files.sort().map((name) => [name, lstatSync(join(directory, name)).mtimeMs]),
    git(directory, "stash", "list"),
  ];
}

describe("A09 the caller's checkout is not touched", () => {
  test("work that is not committed, staged or stashed stays where it is, and out of the worktree", async () => {
    const { workspace } = makeRepository({ "a.txt": "1\n", "b.txt": "1\n" });
    writeFiles(workspace, { "a.txt": "stashed\n" });
    git(workspace, "stash", "-q");
    writeFiles(workspace, { "a.txt": "staged\n", "staged.txt": "1\n" });
    git(workspace, "add", ".");
    writeFiles(workspace, { "b.txt": "dirty\n", "untracked.txt": "1\n" });
    const before = callersOwn(workspace);
    const place = await openTree({ workspace, home: makeHome() });
    expect(readdirSync(place.root).sort()).toEqual([".git", "a.txt", "b.txt"]);
    expect(readFileSync(join(place.root, "a.txt"), "utf8")).toBe("1\n");
    writeFiles(place.root, { "a.txt": "by the agent\n" });
    const work = await finish(place);
    expect(work?.files).toEqual(["a.txt"]);
    expect(callersOwn(workspace)).toEqual(before);
    expect(git(workspace, "branch", "--show-current")).toBe("main");
  });

  test("a detached head is as good as a branch", async () => {
    const { workspace } = makeRepository();
    git(workspace, "checkout", "-q", "--detach");
    const before = callersOwn(workspace);
    expect(await changeOne(workspace)).toMatchObject({ files: ["changed.txt"] });
    expect(callersOwn(workspace)).toEqual(before);
  });

  test("not while the caller works in it either", async () => {
    const { workspace } = makeRepository();
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, { "b.txt": "1\n" });
    const saving = place.save();
    writeFiles(workspace, { "mine.txt": "1\n" });
    git(workspace, "add", ".");
    git(workspace, "commit", "-q", "-m", "mine");
    await saving;
    await finish(place);
    expect(git(workspace, "log", "--format=%s")).toBe("mine\nfirst");
    expect(git(workspace, "status", "--porcelain")).toBe("");
  });
});

describe("A09 which repositories and workspaces do", () => {
  test("a shallow clone", async () => {
    const { workspace, outside } = makeRepository();
    git(workspace, "commit", "-q", "--allow-empty", "-m", "second");
    git(outside, "clone", "-q", "--depth", "1", `file://${workspace}`, "shallow");
    const shallow = join(outside, "shallow");
    expect(await changeOne(shallow)).toMatchObject({ files: ["changed.txt"] });
    expect(git(shallow, "rev-list", "--count", BRANCH)).toBe("2");
  });

  test("a partial clone that has the files of the commit; one that lacks them is refused", async () => {
    const { workspace, outside } = makeRepository();
    git(workspace, "config", "uploadpack.allowFilter", "true");
    const clone = ["clone", "-q", "--filter=blob:none", `file://${workspace}`];
    git(outside, ...clone, "full");
    git(outside, ...clone, "--no-checkout", "lacking");
    expect(await changeOne(join(outside, "full"))).toMatchObject({ files: ["changed.txt"] });
    const lacking = join(outside, "lacking");
    await expect(changeOne(lacking)).rejects.toThrow(
      /The files of a worktree cannot be checked out; Git said/,
    );
    expect(worktreesOf(lacking)).toEqual([]);
  });

  test("a clone that shares another's objects", async () => {
    const { workspace, outside } = makeRepository();
    git(outside, "clone", "-q", "--shared", workspace, "shared");
    expect(await changeOne(join(outside, "shared"))).toMatchObject({ files: ["changed.txt"] });
  });

  test("a workspace below the repository's top: the agent works in that directory", async () => {
    const { workspace } = makeRepository({ "a.txt": "1\n", "packages/one/b.txt": "1\n" });
    const place = await openTree({ workspace: join(workspace, "packages/one"), home: makeHome() });
    expect(readdirSync(place.root)).toEqual(["b.txt"]);
    expect(place.shownAs.endsWith("/agent-7/packages/one")).toBe(true);
    writeFiles(place.root, { "b.txt": "2\n" });
    expect(await finish(place)).toMatchObject({ files: ["packages/one/b.txt"] });
  });

  test("a directory that is not in the commit is refused", async () => {
    const { workspace } = makeRepository();
    mkdirSync(join(workspace, "new"));
    await expect(openTree({ workspace: join(workspace, "new"), home: makeHome() })).rejects.toThrow(
      /directory new of .* is not in commit/,
    );
    expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
  });

  test("a workspace that is a worktree itself: its own commit is the base", async () => {
    const { workspace, outside } = makeRepository();
    const linked = join(outside, "linked");
    git(workspace, "worktree", "add", "-q", "-b", "side", linked);
    git(linked, "commit", "-q", "--allow-empty", "-m", "on the side");
    const work = await changeOne(linked);
    expect(work?.base).toBe(git(linked, "rev-parse", "side"));
    expect(git(workspace, "rev-parse", BRANCH)).toBe(work?.commit);
    expect(worktreesOf(workspace)).toEqual([`worktree ${linked}`]);
  });

  test("a sparse checkout: the worktree has the same part, and what is not checked out stays", async () => {
    const { workspace } = makeRepository({ "in/a.txt": "1\n", "out/b.txt": "1\n", "top.txt": "1\n" });
    git(workspace, "sparse-checkout", "set", "in");
    const place = await openTree({ workspace, home: makeHome() });
    expect(readdirSync(place.root).sort()).toEqual([".git", "in", "top.txt"]);
    writeFiles(place.root, { "in/a.txt": "2\n", "elsewhere/c.txt": "1\n" });
    expect(await finish(place)).toMatchObject({ files: ["elsewhere/c.txt", "in/a.txt"] });
    expect(git(workspace, "ls-tree", "-r", "--name-only", BRANCH).split("\n")).toEqual([
      "elsewhere/c.txt",
      "in/a.txt",
      "out/b.txt",
      "top.txt",
    ]);
  });

  test("submodules are empty directories, stay as they are, and files in them are refused", async () => {
    const { workspace, outside } = makeRepository();
    git(outside, "init", "-q", "-b", "main", "library");
    git(join(outside, "library"), "commit", "-q", "--allow-empty", "-m", "library");
    const url = join(outside, "library");
    git(workspace, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "library");
    git(workspace, "commit", "-q", "-m", "with a submodule");
    const place = await openTree({ workspace, home: makeHome() });
    expect(readdirSync(join(place.root, "library"))).toEqual([]);
    writeFiles(place.root, { "b.txt": "1\n" });
    expect(await place.save()).not.toBe(null);
    writeFiles(place.root, { "library/lost.txt": "1\n" });
    await expect(place.seal()).rejects.toThrow(/into library, which is a submodule.*lost\.txt/);
    rmSync(join(place.root, "library/lost.txt"));
    expect(await finish(place)).toMatchObject({ files: ["b.txt"] });
  });

  test("filters are not run: pointers of LFS stay pointers, and are committed as they are", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
    const { workspace, outside } = makeRepository({
      "big.bin": pointer,
      ".gitattributes": "*.bin filter=lfs\n",
    });
    for (const kind of ["clean", "smudge", "process"]) {
      git(workspace, "config", `filter.lfs.${kind}`, `touch '${join(outside, "ran")}'; cat`);
    }
    git(workspace, "config", "filter.lfs.required", "true");
    const place = await openTree({ workspace, home: makeHome() });
    expect(readFileSync(join(place.root, "big.bin"), "utf8")).toBe(pointer);
    writeFiles(place.root, { "other.bin": "plain" });
    expect(await finish(place)).toMatchObject({ files: ["other.bin"] });
    expect(git(workspace, "show", `${BRANCH}:other.bin`)).toBe("plain");
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe("A08 what is refused, in a sentence", () => {
  test.each([
    ["no repository", (): string => makeWorkspace().workspace, /needs a Git repository; .* is in none/],
    [
      "a repository without a commit",
      (): string => {
        const { workspace } = makeWorkspace();
        git(workspace, "init", "-q");
        return workspace;
      },
      /has none yet\. Commit something first/,
    ],
    [
      "a bare repository",
      (): string => {
        const { workspace } = makeWorkspace();
        git(workspace, "init", "-q", "--bare");
        return workspace;
      },
      /is a bare repository\. Use a clone/,
    ],
    [
      "a repository that is kept elsewhere",
      (): string => {
        const { workspace, outside } = makeWorkspace();
        git(workspace, "init", "-q", "--separate-git-dir", join(outside, "kept"));
        return workspace;
      },
      /leads to one that is kept elsewhere/,
    ],
    [
      "a submodule, though it lies in a repository that could have worktrees",
      (): string => {
        const { workspace, outside } = makeRepository();
        const url = join(outside, "library");
        git(outside, "init", "-q", "-b", "main", url);
        git(url, "commit", "-q", "--allow-empty", "-m", "library");
        git(workspace, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "library");
        git(workspace, "commit", "-q", "-m", "with a submodule");
        return join(workspace, "library");
      },
      /library\/\.git leads to one that is kept elsewhere \(a submodule/,
    ],
    [
      "a branch that leaves no room for agents' branches",
      (): string => {
        const { workspace } = makeRepository();
        git(workspace, "branch", "pawl");
        return workspace;
      },
      /Branch pawl of .* is in the way.*git branch -m pawl/,
    ],
  ])("%s", async (_, make, message) => {
    const workspace = make();
    const home = makeHome();
    const refusal = await openTree({ workspace, home }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "WorkspaceRefused", message: expect.stringMatching(message) });
    expect(readdirSync(home)).toEqual([]);
  });

  test.each(["missing", "-q", "", "--all", "v1^{tree}"])("a base that names no commit: %j", async (base) => {
    const { workspace } = makeRepository();
    const refusal = await openTree({ workspace, home: makeHome(), base }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: "WorkspaceRefused",
      message: expect.stringContaining(`Option base: expected a commit, branch or tag`),
    });
  });
});

describe("A09 base", () => {
  test("may be any commit, and stays what it was when the branch goes on", async () => {
    const { workspace } = makeRepository();
    git(workspace, "tag", "v1");
    git(workspace, "branch", "release");
    git(workspace, "commit", "-q", "--allow-empty", "-m", "second");
    const home = makeHome();
    const first = await openTree({ workspace, home, base: "release" });
    await first.close();
    git(workspace, "branch", "-f", "release", "main");
    const second = await openTree({ workspace, home, base: "release", attempt: 2 });
    writeFiles(second.root, { "b.txt": "1\n" });
    expect((await finish(second))?.base).toBe(git(workspace, "rev-parse", "v1"));
  });
});

describe("A09 what is committed", () => {
  test("names of any kind, links, and the right to be run", async () => {
    const { workspace } = makeRepository({ "run.sh": "#!/bin/sh\n", "old.sh": "" });
    const place = await openTree({ workspace, home: makeHome() });
    const names = ["with space", "-dash", "new\nline", "tab\there", "ünï — 漢字", "quo\"te'", "*", ":(top)x"];
    for (const name of names) writeFileSync(join(place.root, name), "1");
    chmodSync(join(place.root, "run.sh"), 0o755);
    symlinkSync("/etc/passwd", join(place.root, "link"));
    const work = await finish(place);
    expect([...(work?.files ?? [])].sort()).toEqual([...names, "link", "run.sh"].sort());
    const back = await openTree({ workspace, home: makeHome(), call: 8, base: BRANCH });
    expect(statSync(join(back.root, "run.sh")).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(back.root, "link"))).toBe("/etc/passwd");
    expect(names.filter((name) => !existsSync(join(back.root, name)))).toEqual([]);
    await back.close();
  });

  test("not what is ignored, and not what a killed write leaves; temporary files of the agent's own are its work", async () => {
    const { workspace } = makeRepository({ ".gitignore": "node_modules/\n*.log\n" });
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, {
      "node_modules/x/index.js": "1",
      "a.log": "1",
      ".a.js.pawl-0123456789ab-1-2-00000000.tmp": "half",
      "lib/.b.js.pawl-0123456789ab.tmp": "half",
      ".x.0123456789ab.tmp": "the agent's",
      "b.txt": "1",
    });
    expect((await finish(place))?.files).toEqual([".x.0123456789ab.tmp", "b.txt"]);
  });

  test("the files of a repository inside of the worktree, whose history is its own", async () => {
    const { workspace } = makeRepository();
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, { "empty/a.txt": "1\n", "full/b.txt": "1\n", "full/inner/c.txt": "1\n" });
    for (const directory of ["empty", "full", "full/inner"]) git(join(place.root, directory), "init", "-q");
    for (const directory of ["full/inner", "full"]) {
      git(join(place.root, directory), "add", ".");
      git(join(place.root, directory), "commit", "-q", "-m", "own");
    }
    expect((await finish(place))?.files).toEqual(["empty/a.txt", "full/b.txt", "full/inner/c.txt"]);
    expect(git(workspace, "ls-tree", "-r", "--name-only", BRANCH).split("\n")).toContain("full/inner/c.txt");
  });

  test("the removal of everything", async () => {
    const { workspace } = makeRepository({ "a.txt": "1\n", "b/c.txt": "1\n" });
    const place = await openTree({ workspace, home: makeHome() });
    for (const name of ["a.txt", "b"]) rmSync(join(place.root, name), { recursive: true });
    expect((await finish(place))?.files).toEqual(["a.txt", "b/c.txt"]);
    expect(git(workspace, "ls-tree", BRANCH)).toBe("");
  });

  test("nothing, when the agent took everything back", async () => {
    const { workspace } = makeRepository();
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, { "a.txt": "2\n" });
    const saved = await place.save();
    writeFiles(place.root, { "a.txt": "1\n" });
    const again = await place.save();
    expect(again?.commit).not.toBe(saved?.commit);
    expect(await finish(place)).toBe(null);
    expect(hiddenRefs(workspace)).toEqual([]);
  });
});

test("A09 a repository may lie at any path but one with a line break, which is refused", async () => {
  const { workspace, outside } = makeRepository();
  const strange = join(outside, "a:b 'c\" é $x");
  renameSync(workspace, strange);
  expect(await changeOne(strange)).toMatchObject({ files: ["changed.txt"] });
  const broken = join(outside, "a\nb");
  renameSync(strange, broken);
  await expect(changeOne(broken)).rejects.toThrow(/Expected paths without line breaks/);
  expect(worktreesOf(broken)).toEqual([]);
});

describe("A09 the branch", () => {
  test("of a later run that uses the workflow id again has the run in its name", async () => {
    const { workspace } = makeRepository();
    git(workspace, "branch", BRANCH);
    expect((await changeOne(workspace))?.branch).toBe(`${BRANCH}-ffff0000`);
  });

  test("is another one for another run of the same minute", async () => {
    const { workspace } = makeRepository();
    git(workspace, "branch", BRANCH);
    const branches: (string | undefined)[] = [];
    for (const runId of ["01a22054-6e12-73d0-b07e-5164e8ef3011", "01a22054-9a01-7c44-8b1c-ea4b98893a56"]) {
      const place = await openTree({ workspace, home: makeHome(), runId });
      writeFiles(place.root, { "b.txt": "1\n" });
      branches.push((await finish(place))?.branch);
    }
    expect(branches).toEqual([`${BRANCH}-e8ef3011`, `${BRANCH}-98893a56`]);
  });

  test("is refused when nothing is free, and the work is not lost", async () => {
    const { workspace } = makeRepository();
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, { "b.txt": "1\n" });
    git(workspace, "branch", BRANCH);
    git(workspace, "branch", `${BRANCH}-ffff0000`);
    const refusal = await place.seal().catch((error: unknown) => error);
    await place.close();
    const message = refusal instanceof Error ? refusal.message : "";
    expect(message).toMatch(/each is taken.*git branch NAME [0-9a-f]{40} keeps it/);
    const commit = /commit ([0-9a-f]{40})/.exec(message)?.[1] ?? "";
    expect(git(workspace, "show", `${commit}:b.txt`)).toBe("1");
    expect(hiddenRefs(workspace)).toHaveLength(2);
  });

  test("is published once: again is harmless, and somebody else's is not overwritten", async () => {
    const { workspace } = makeRepository();
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, { "b.txt": "1\n" });
    const work = await place.seal();
    if (work === null) throw new Error("nothing sealed");
    await place.publish(work);
    await place.publish(work);
    git(workspace, "branch", "-f", BRANCH, "main");
    await expect(place.publish(work)).rejects.toThrow(/Expected no branch pawl\/migrate-1\/7.*it is there/);
    expect(git(workspace, "rev-parse", BRANCH)).toBe(git(workspace, "rev-parse", "main"));
    await place.close();
  });

  test("of a strange workflow id is a good name all the same", async () => {
    const { workspace } = makeRepository();
    const home = makeHome();
    for (const workflowId of ["../../x", "a b~^:?*[\\", "..", "é/ü.lock", "-q", "x".repeat(900), "@{u}"]) {
      const place = await openTree({ workspace, home, workflowId });
      writeFiles(place.root, { "b.txt": "1\n" });
      expect((await finish(place))?.branch).toMatch(/^pawl\/[\w-]+-[0-9a-f]{10}\/7$/);
    }
    expect(git(workspace, "branch", "--list", "pawl/*").split("\n")).toHaveLength(7);
  });
});

describe("A08 inside the worktree", () => {
  test("commands in the sandbox see what the agent changed and the history, and cannot commit", async () => {
    const { workspace } = makeRepository();
    const place = await openTree({ workspace, home: makeHome() });
    writeFiles(place.root, { "a.txt": "2\n", "b.txt": "1\n" });
    await place.save();
    const shown = await runShell(place.root, "git status --short; git diff --stat; git log --format=%s; pwd");
    expect(shown.output).toContain(" M a.txt\n?? b.txt\n");
    expect(shown.output).toContain("1 file changed");
    expect(shown.output).toContain("first\n");
    const commit = await runShell(place.root, "git add -A && git commit -m mine");
    expect(commit.exitCode).not.toBe(0);
    expect(commit.output).toMatch(/Read-only file system/);
    expect(git(workspace, "log", "--all", "--format=%s", "--branches")).not.toContain("mine");
    await place.close();
  });
});

test("A09 twenty agents begin at once in one repository, each gets a worktree of its own", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const calls = Array.from({ length: 20 }, (_, index) => index + 1);
  const places = await Promise.all(calls.map((call) => openTree({ workspace, home, call })));
  expect(new Set(places.map(({ root }) => root)).size).toBe(20);
  for (const [index, { root }] of places.entries()) writeFiles(root, { "a.txt": `by ${index}\n` });
  const works = await Promise.all(places.map((place) => finish(place)));
  expect(works.map((work) => work?.branch)).toEqual(calls.map((call) => `pawl/migrate-1/${call}`));
  for (const call of calls)
    expect(git(workspace, "show", `pawl/migrate-1/${call}:a.txt`)).toBe(`by ${call - 1}`);
  expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
  expect(git(workspace, "fsck", "--strict")).toBe("");
});

describe("K02 an agent that finishes a merge", () => {
  test("begins with both sides in its files, and its commit has both as parents", async () => {
    const { workspace } = makeRepository({ "a.txt": "1\n", "b.txt": "1\n" });
    git(workspace, "checkout", "-q", "-b", "side");
    writeFiles(workspace, { "a.txt": "theirs\n", "c.txt": "theirs\n" });
    git(workspace, "add", ".");
    git(workspace, "commit", "-q", "-m", "theirs");
    git(workspace, "checkout", "-q", "main");
    writeFiles(workspace, { "a.txt": "ours\n" });
    git(workspace, "commit", "-q", "-a", "-m", "ours");
    const home = makeHome();
    const first = await openTree({ workspace, home, merging: "side" });
    const conflict = readFileSync(join(first.root, "a.txt"), "utf8");
    expect(conflict).toMatch(/^<{7} .*\nours\n={7}\ntheirs\n>{7} side\n$/);
    expect(readFileSync(join(first.root, "c.txt"), "utf8")).toBe("theirs\n");
    writeFiles(first.root, { "a.txt": "both\n" });
    const saved = await first.save();
    await first.close();
    const second = await openTree({
      workspace,
      home,
      merging: "side",
      attempt: 2,
      saved: saved ?? undefined,
    });
    const work = await finish(second);
    expect(work?.files).toEqual(["a.txt", "c.txt"]);
    expect(git(workspace, "log", "-1", "--format=%P", BRANCH)).toBe(
      `${git(workspace, "rev-parse", "main")} ${git(workspace, "rev-parse", "side")}`,
    );
    expect(git(workspace, "show", `${BRANCH}:a.txt`)).toBe("both");
  });
});
