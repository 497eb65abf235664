import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MergeCannotStart } from "../../../src/workspace/merge/merge-cannot-start.ts";
import { git, makeWorkspace, writeFiles } from "../temporary-workspace.ts";
import { makeRepository, type Repository } from "./repository.ts";

/** Nothing of a merge is left in repository or checkout, and Git finds nothing wrong. */
function expectClean(repository: Repository): void {
  expect(repository.git("status", "--porcelain")).toBe("");
  expectNothingLeft(repository);
}

function expectNothingLeft({ workspace, git: run }: Repository): void {
  expect(run("fsck", "--no-dangling", "--no-progress")).toBe("");
  expect(existsSync(join(workspace, ".git", "index.lock"))).toBe(false);
  expect(existsSync(join(workspace, ".git", "pawl-merge"))).toBe(false);
}

function read(repository: Repository, path: string): string {
  return readFileSync(join(repository.workspace, path), "utf8");
}

describe("K02 a branch goes in", () => {
  test("by fast-forward where the workspace has nothing of its own", async () => {
    const repository = makeRepository();
    const tip = repository.branch("one", { "a.txt": "2\n", "sub/b.txt": "new\n" });
    const outcome = await repository.merge(["one"]);
    expect(outcome).toEqual({ branches: [{ branch: "one", status: "merged", commit: tip }], head: tip });
    expect(repository.git("symbolic-ref", "HEAD")).toBe("refs/heads/main");
    expect([read(repository, "a.txt"), read(repository, "sub/b.txt")]).toEqual(["2\n", "new\n"]);
    expectClean(repository);
  });

  test("by a merge commit with both sides as parents, made by pawl", async () => {
    const repository = makeRepository({ "a.txt": "1\n", "b.txt": "1\n" });
    const tip = repository.branch("one", { "a.txt": "2\n" });
    const main = repository.commit({ "b.txt": "2\n" });
    const { branches, head } = await repository.merge(["one"]);
    expect(branches).toEqual([{ branch: "one", status: "merged", commit: head }]);
    expect(repository.git("log", "-1", "--format=%P|%an|%s")).toBe(`${main} ${tip}|pawl|Merge branch 'one'`);
    expect([read(repository, "a.txt"), read(repository, "b.txt")]).toEqual(["2\n", "2\n"]);
    expect(repository.git("reflog", "-1", "--format=%gs")).toBe("pawl: merge one");
    expectClean(repository);
  });

  test("after the others, in their order", async () => {
    const repository = makeRepository();
    for (const name of ["one", "two", "three"]) repository.branch(name, { [`${name}.txt`]: name });
    const { branches } = await repository.merge(["one", "two", "three"]);
    expect(branches.map(({ status }) => status)).toEqual(["merged", "merged", "merged"]);
    expect(readdirSync(repository.workspace).sort()).toEqual([
      ".git",
      "a.txt",
      "one.txt",
      "three.txt",
      "two.txt",
    ]);
    expectClean(repository);
  });

  test("with files renamed on one side and changed on the other", async () => {
    const text = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join("");
    const repository = makeRepository({ "old.txt": text });
    repository.branch("one", { "old.txt": null, "new/name.txt": text });
    repository.commit({ "old.txt": text.replace("line 3\n", "line three\n") });
    await repository.merge(["one"]);
    expect(read(repository, "new/name.txt")).toContain("line three");
    expect(existsSync(join(repository.workspace, "old.txt"))).toBe(false);
    expectClean(repository);
  });

  test("with binary files, modes, links, and files that take the place of directories and the other way round", async () => {
    const repository = makeRepository({
      "run.sh": "#!/bin/sh\n",
      "d/x/1.txt": "1",
      "d/x/2.txt": "2",
      f: "file",
    });
    repository.git("checkout", "-q", "-b", "one");
    const bytes = Buffer.from([0, 255, 10, 13, 0, 128]);
    writeFileSync(join(repository.workspace, "data.bin"), bytes);
    chmodSync(join(repository.workspace, "run.sh"), 0o755);
    rmSync(join(repository.workspace, "d"), { recursive: true });
    writeFiles(repository.workspace, { d: "now a file" });
    rmSync(join(repository.workspace, "f"));
    writeFiles(repository.workspace, { "f/deep/inside.txt": "in" });
    symlinkSync("f/deep", join(repository.workspace, "link"));
    repository.git("add", "-A");
    repository.git("commit", "-q", "-m", "one");
    repository.git("checkout", "-q", "main");

    const { branches } = await repository.merge(["one"]);

    expect(branches[0]?.status).toBe("merged");
    expect(readFileSync(join(repository.workspace, "data.bin"))).toEqual(bytes);
    expect(lstatSync(join(repository.workspace, "run.sh")).mode & 0o111).toBe(0o111);
    expect(read(repository, "d")).toBe("now a file");
    expect(read(repository, "f/deep/inside.txt")).toBe("in");
    expect(readlinkSync(join(repository.workspace, "link"))).toBe("f/deep");
    expectClean(repository);
  });

  test("with a submodule's pointer moved, added and removed", async () => {
    const inner = makeRepository({ "i.txt": "1" });
    const [first, second] = [inner.git("rev-parse", "HEAD"), inner.commit({ "i.txt": "2" })];
    const repository = makeRepository();
    const pointer = (path: string, commit: string): string[] => [
      "--add",
      "--cacheinfo",
      `160000,${commit},${path}`,
    ];
    repository.git("update-index", ...pointer("moved", first), ...pointer("gone", first));
    repository.git("commit", "-q", "-m", "submodules");
    for (const path of ["moved", "gone"]) mkdirSync(join(repository.workspace, path));
    repository.git("checkout", "-q", "-b", "one");
    repository.git(
      "update-index",
      ...pointer("moved", second),
      ...pointer("added", first),
      "--force-remove",
      "gone",
    );
    repository.git("commit", "-q", "-m", "one");
    const tip = repository.git("rev-parse", "HEAD");
    repository.git("read-tree", "-m", "-u", "HEAD", "main");
    repository.git("symbolic-ref", "HEAD", "refs/heads/main");
    mkdirSync(join(repository.workspace, "gone"), { recursive: true });

    expect(await repository.merge(["one"])).toMatchObject({ head: tip });
    expect(readdirSync(repository.workspace).sort()).toEqual([".git", "a.txt", "added", "moved"]);
    expectClean(repository);
  });

  test("into a detached HEAD, which moves alone", async () => {
    const repository = makeRepository();
    const tip = repository.branch("one", { "a.txt": "2\n" });
    const main = repository.git("rev-parse", "main");
    repository.git("checkout", "-q", "--detach");
    expect(await repository.merge(["one"])).toMatchObject({ head: tip });
    expect(repository.git("rev-parse", "main", "HEAD")).toBe(`${main}\n${tip}`);
    expect(() => repository.git("symbolic-ref", "-q", "HEAD")).toThrow(/Command failed/);
    expectClean(repository);
  });

  test("into a linked worktree, not into the repository's own checkout", async () => {
    const repository = makeRepository();
    repository.branch("one", { "a.txt": "2\n" });
    const linked = join(repository.home, "linked");
    repository.git("worktree", "add", "-q", "-b", "work", linked);
    await repository.merge(["one"], { workspace: linked });
    expect(readFileSync(join(linked, "a.txt"), "utf8")).toBe("2\n");
    expect(git(linked, "status", "--porcelain")).toBe("");
    expect(read(repository, "a.txt")).toBe("1\n");
    expectClean(repository);
  });

  test("at once when it is in already, also when it is named twice", async () => {
    const repository = makeRepository();
    const tip = repository.branch("one", { "a.txt": "2\n" });
    const merged = { branch: "one", status: "merged", commit: tip };
    expect(await repository.merge(["one", "one"], { check: "echo >> ../../outside; exit 0" })).toMatchObject({
      branches: [merged, { branch: "one", status: "merged", commit: tip }],
    });
    expect((await repository.merge(["one"], { id: 2, check: "exit 1" })).branches).toEqual([merged]);
  });

  test("as the repository's attributes want its files: line ends of a file and of the new attributes", async () => {
    const repository = makeRepository();
    repository.branch("one", { ".gitattributes": "*.crlf text eol=crlf\n", "x.crlf": "1\n2\n" });
    await repository.merge(["one"]);
    expect(read(repository, "x.crlf")).toBe("1\r\n2\r\n");
    expectClean(repository);
  });

  test("without the programs of the repository's filters: files are written as they are stored", async () => {
    const repository = makeRepository({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": "pointer 1\n" });
    repository.branch("one", { "a.bin": "pointer 2\n", "b.bin": "pointer\n" });
    repository.git("config", "filter.lfs.clean", "no-such-program clean");
    repository.git("config", "filter.lfs.smudge", "no-such-program smudge");
    repository.git("config", "filter.lfs.required", "true");
    expect((await repository.merge(["one"], { check: "cat a.bin" })).branches).toMatchObject([
      { status: "merged", check: { output: "pointer 2\n" } },
    ]);
    // Git, as the user runs it, would look for the programs when it is not sure about a file.
    repository.git("config", "--remove-section", "filter.lfs");
    expect([read(repository, "a.bin"), read(repository, "b.bin")]).toEqual(["pointer 2\n", "pointer\n"]);
    expectClean(repository);
  });

  test("when there are none: nothing happens", async () => {
    const repository = makeRepository();
    expect(await repository.merge([])).toEqual({ branches: [], head: repository.git("rev-parse", "HEAD") });
  });
});

describe("K02 the workspace's own uncommitted work", () => {
  test("in other files stays as it is: changed, staged, new, deleted and ignored", async () => {
    const files = {
      "a.txt": "1\n",
      "changed.txt": "1",
      "staged.txt": "1",
      "gone.txt": "1",
      ".gitignore": "*.log\n",
    };
    const repository = makeRepository(files);
    repository.branch("one", { "a.txt": "2\n", "new.txt": "from one" });
    writeFiles(repository.workspace, { "changed.txt": "mine", "staged.txt": "half" });
    repository.git("add", "staged.txt");
    writeFiles(repository.workspace, {
      "staged.txt": "whole",
      "added.txt": "+",
      "untracked.txt": "?",
      "x.log": "!",
    });
    repository.git("add", "added.txt");
    rmSync(join(repository.workspace, "gone.txt"));
    const before = repository.git("status", "--porcelain");

    expect((await repository.merge(["one"])).branches[0]?.status).toBe("merged");

    expect(repository.git("status", "--porcelain")).toBe(before);
    expect(repository.git("show", ":staged.txt")).toBe("half");
    expect(read(repository, "staged.txt")).toBe("whole");
    expect(read(repository, "changed.txt")).toBe("mine");
    expect(read(repository, "a.txt")).toBe("2\n");
    expectNothingLeft(repository);
  });

  test("stays in a checkout with a split index, a file that is only announced, and a part that is not checked out", async () => {
    const repository = makeRepository({ "in/a.txt": "1\n", "in/b.txt": "1\n", "out/c.txt": "1\n" });
    const { workspace, git: run } = repository;
    repository.branch("one", { "in/a.txt": "2\n", "in/new.txt": "2\n" });
    repository.branch("out", { "out/c.txt": "2\n" });
    run("sparse-checkout", "set", "in");
    run("update-index", "--split-index");
    writeFiles(workspace, { "in/b.txt": "mine\n", "in/announced.txt": "mine\n" });
    run("add", "--intent-to-add", "in/announced.txt");
    const before = run("status", "--porcelain");
    expect((await repository.merge(["one", "out"])).branches).toMatchObject([
      { status: "merged" },
      { status: "conflict", files: ["out/c.txt"], reason: expect.stringContaining("sparse-checkout") },
    ]);
    expect(run("status", "--porcelain")).toBe(before);
    expect(run("ls-files", "-t", "out")).toBe("S out/c.txt");
    expect(readdirSync(workspace).toSorted()).toEqual([".git", "in"]);
    expectNothingLeft(repository);
  });

  const inTheWay: readonly (readonly [string, (repository: Repository) => void])[] = [
    ["changed", ({ workspace }) => writeFiles(workspace, { "a.txt": "mine\n" })],
    ["staged", ({ workspace, git: run }) => (writeFiles(workspace, { "a.txt": "mine\n" }), run("add", "."))],
    [
      "staged, then changed back",
      ({ workspace, git: run }) => {
        writeFiles(workspace, { "a.txt": "mine\n" });
        run("add", ".");
        writeFiles(workspace, { "a.txt": "1\n" });
      },
    ],
    ["deleted", ({ workspace }) => rmSync(join(workspace, "a.txt"))],
    ["executable now", ({ workspace }) => chmodSync(join(workspace, "a.txt"), 0o755)],
    [
      "changed, and marked as assumed unchanged",
      ({ workspace, git: run }) => {
        run("update-index", "--assume-unchanged", "a.txt");
        writeFiles(workspace, { "a.txt": "mine\n" });
      },
    ],
    [
      "changed, and marked to be skipped",
      ({ workspace, git: run }) => {
        run("update-index", "--skip-worktree", "a.txt");
        writeFiles(workspace, { "a.txt": "mine\n" });
      },
    ],
  ];

  test.each(inTheWay)("in a file that the branch changes keeps the branch out: %s", async (_, change) => {
    const repository = makeRepository();
    repository.branch("one", { "a.txt": "2\n", "b.txt": "new" });
    change(repository);
    const seen = (): unknown => [
      repository.git("rev-parse", "HEAD"),
      repository.git("status", "--porcelain"),
      repository.git("ls-files", "-v", "--stage"),
      existsSync(join(repository.workspace, "a.txt")) && read(repository, "a.txt"),
      existsSync(join(repository.workspace, "b.txt")),
    ];
    const before = seen();

    const { branches, head } = await repository.merge(["one"]);

    expect(branches).toEqual([
      {
        branch: "one",
        status: "conflict",
        files: ["a.txt"],
        reason: expect.stringMatching(/^a\.txt (has changes .*Commit|is not checked out .*Check it out)/),
      },
    ]);
    expect(head).toBe(repository.git("rev-parse", "main"));
    expect(seen()).toEqual(before);
    expectNothingLeft(repository);
  });

  const untracked: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["a new file", { "new.txt": "mine" }, "new.txt"],
    ["an ignored file", { "x.log": "mine" }, "x.log"],
    ["a file where a directory is to be", { dir: "mine" }, "dir"],
    ["a directory with files where a file is to be", { "file/inside.txt": "mine" }, "file/inside.txt"],
    [
      "a directory with ignored files where a file is to be",
      { "file/inside.log": "mine" },
      "file/inside.log",
    ],
  ];

  test.each(untracked)("that is untracked keeps the branch out: %s", async (_, files, named) => {
    const repository = makeRepository({ "a.txt": "1\n", ".gitignore": "*.log\n" });
    const branch = { "new.txt": "theirs", "dir/b.txt": "theirs", file: "theirs" };
    repository.branch("one", branch);
    repository.git("checkout", "-q", "one");
    writeFiles(repository.workspace, { "x.log": "theirs" });
    repository.git("add", "-f", "x.log");
    repository.git("commit", "-q", "-m", "x.log");
    repository.git("checkout", "-q", "main");
    writeFiles(repository.workspace, files);
    const before = repository.git("status", "--porcelain", "--ignored");

    const { branches } = await repository.merge(["one"]);

    expect(branches).toEqual([
      { branch: "one", status: "conflict", files: [named], reason: expect.stringMatching(/not in Git/) },
    ]);
    expect(read(repository, named)).toBe("mine");
    expect(repository.git("status", "--porcelain", "--ignored")).toBe(before);
    expectNothingLeft(repository);
  });

  test("a link that stands where a directory is to be leads nowhere outside", async () => {
    const repository = makeRepository();
    repository.branch("one", { "dir/b.txt": "theirs" });
    symlinkSync(repository.home, join(repository.workspace, "dir"));
    expect((await repository.merge(["one"])).branches).toMatchObject([
      { status: "conflict", files: ["dir"] },
    ]);
    expect(existsSync(join(repository.home, "b.txt"))).toBe(false);
  });
});

describe("K02 a branch that cannot go in is kept, and nothing is changed:", () => {
  test("both sides changed the same lines, or one deleted what the other changed", async () => {
    const repository = makeRepository({ "a.txt": "1\n", "b.txt": "1\n", "c.txt": "1\n" });
    const tip = repository.branch("one", { "a.txt": "theirs\n", "b.txt": null, "new.txt": "" });
    repository.branch("two", { "c.txt": "2\n" });
    const ours = repository.commit({ "a.txt": "ours\n", "b.txt": "ours\n" });

    const { branches } = await repository.merge(["one", "two"]);

    expect(branches).toMatchObject([
      {
        branch: "one",
        status: "conflict",
        files: ["a.txt", "b.txt"],
        reason: expect.stringMatching(
          /CONFLICT \(content\): Merge conflict in a\.txt\nCONFLICT \(modify\/delete\): b\.txt/,
        ),
        sides: { ours, theirs: tip },
      },
      { branch: "two", status: "merged" },
    ]);
    expect(read(repository, "a.txt")).toBe("ours\n");
    expect(existsSync(join(repository.workspace, "new.txt"))).toBe(false);
    expect(repository.git("rev-parse", "one")).toBe(tip);
    expectClean(repository);
  });

  test("binary files on both sides, modes on both sides", async () => {
    const repository = makeRepository({ "a.bin": "\0one" });
    repository.branch("one", { "a.bin": "\0two" });
    repository.commit({ "a.bin": "\0three" });
    expect((await repository.merge(["one"])).branches).toMatchObject([
      { status: "conflict", files: ["a.bin"] },
    ]);
    expectClean(repository);
  });

  test("a branch that is not there", async () => {
    const repository = makeRepository();
    const { branches } = await repository.merge(["missing", "a..b", "-x", "main~0"]);
    expect(branches.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
    expect(branches[0]).toMatchObject({ reason: "There is no branch missing in the repository." });
  });

  test("a branch of another history", async () => {
    const repository = makeRepository();
    repository.git("checkout", "-q", "--orphan", "other");
    repository.git("commit", "-q", "-m", "other");
    repository.git("checkout", "-q", "main");
    const { branches } = await repository.merge(["other"]);
    expect(branches).toMatchObject([
      { status: "rejected", reason: expect.stringMatching(/unrelated histories/) },
    ]);
    expectClean(repository);
  });

  test.each([".claude/settings.json", ".vscode/tasks.json", ".mcp.json"])(
    "a branch that changes %s, which programs outside of the sandbox obey",
    async (path) => {
      const repository = makeRepository();
      repository.branch("one", { [path]: "{}" });
      const { branches } = await repository.merge(["one"]);
      expect(branches).toMatchObject([{ status: "rejected", reason: expect.stringContaining(path) }]);
      expectClean(repository);
    },
  );

  test("a branch that changes files outside of the workspace, a directory of the repository", async () => {
    const repository = makeRepository({ "app/a.txt": "1", "other.txt": "1" });
    repository.branch("outside", { "other.txt": "2" });
    repository.branch("inside", { "app/a.txt": "2" });
    const workspace = join(repository.workspace, "app");
    const { branches } = await repository.merge(["outside", "inside"], { workspace });
    expect(branches).toMatchObject([
      { status: "rejected", reason: expect.stringMatching(/other\.txt, which is outside/) },
      { status: "merged" },
    ]);
    expectClean(repository);
  });
});

describe("K02 a merge that cannot start says why:", () => {
  test("no repository", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "" });
    const repository = makeRepository();
    const refused = repository.merge(["one"], { workspace });
    await expect(refused).rejects.toThrow(MergeCannotStart);
    await expect(refused).rejects.toThrow(/in none\. Make one: git init/);
    await expect(repository.merge(["one"], { workspace: "/nowhere" })).rejects.toThrow(MergeCannotStart);
  });

  test.each([
    ["--bare", /is a bare repository\. Use a clone/],
    ["--separate-git-dir=kept", /\.git leads to one that is kept elsewhere/],
  ])("a repository without a checkout of its own: %s", async (how, why) => {
    const { workspace } = makeWorkspace();
    git(workspace, "init", "-q", how);
    await expect(makeRepository().merge(["one"], { workspace })).rejects.toThrow(why);
  });

  test("no commit", async () => {
    const { workspace } = makeWorkspace();
    git(workspace, "init", "-q");
    await expect(makeRepository().merge(["one"], { workspace })).rejects.toThrow(
      /has none\. Commit something/,
    );
  });

  test("a merge of the user's own under way", async () => {
    const repository = makeRepository();
    repository.branch("one", { "a.txt": "2\n" });
    repository.commit({ "a.txt": "3\n" });
    expect(() => repository.git("merge", "-q", "one")).toThrow(/Command failed/);
    await expect(repository.merge(["one"])).rejects.toThrow(
      /in the middle of a merge\. Finish or abort it first/,
    );
  });

  test("a cherry-pick of several commits or a bisect of the user's own under way", async () => {
    const repository = makeRepository();
    const tip = repository.branch("one", { "b.txt": "1\n" });
    repository.branch("two", { "a.txt": "2\n" }, tip);
    repository.commit({ "a.txt": "3\n" });
    expect(() => repository.git("cherry-pick", "two", "one")).toThrow(/Command failed/);
    repository.git("checkout", "--ours", "a.txt");
    repository.git("add", "a.txt");
    repository.git("commit", "-q", "--allow-empty", "-m", "what conflicted");
    await expect(repository.merge(["one"])).rejects.toThrow(/in the middle of a cherry-pick or revert/);
    repository.git("cherry-pick", "--quit");
    repository.git("bisect", "start");
    await expect(repository.merge(["one"])).rejects.toThrow(/in the middle of a bisect/);
    repository.git("bisect", "reset");
    expect((await repository.merge(["one"])).branches).toMatchObject([{ status: "merged" }]);
  });
});
