import { getEventListeners } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONFINED } from "../../src/workspace/command-policy.ts";
import { PathOutsideWorkspace } from "../../src/workspace/path-errors.ts";
import { runCommand } from "../../src/workspace/run-command.ts";
import { CommandCannotStart } from "../../src/workspace/workspace-view.ts";
import { countProcesses, uniqueSeconds, untilRunning } from "./processes.ts";
import { runShell } from "./run-shell.ts";
import { git, makeWorkspace } from "./temporary-workspace.ts";

const never = new AbortController().signal;
const bounds = { timeoutMs: 20_000, headBytes: 100, tailBytes: 100 };

describe("what a command gives", () => {
  test("its exit code, and stdout and stderr in the order in which they came", async () => {
    const { workspace } = makeWorkspace();
    const result = await runShell(workspace, "echo 1; echo 2 >&2; echo 3; exit 7");
    expect(result).toMatchObject({ exitCode: 7, signal: null, timedOut: false, output: "1\n2\n3\n" });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  test("the name of the signal that ended it", async () => {
    const { workspace } = makeWorkspace();
    expect(await runShell(workspace, "kill -SEGV $$")).toMatchObject({ exitCode: 139, signal: "SIGSEGV" });
  });

  test("head and tail of a long output, the middle counted", async () => {
    const { workspace } = makeWorkspace();
    const command = "echo first; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last";
    const result = await runCommand({ command, workspace, ...bounds }, never);
    expect(result.output).toMatch(
      /^first\nx{94}\n\[\.\.\. 2999812 bytes of output dropped here \.\.\.]\nx{94}\nlast\n$/,
    );
    expect(result.droppedBytes).toBe(2_999_812);
  });

  test("nothing in a workspace that is read-only, and how to write all the same", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "a\n" });
    const readOnly = { workspace, readOnly: true, ...bounds, tailBytes: 2_000 };
    const refused = await runCommand({ command: "touch a.txt new.txt; rm a.txt", ...readOnly }, never);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.output).toMatch(/Read-only file system[^]*cp -R \. \/tmp\/copy && cd \/tmp\/copy/);
    const command = "cp -R . /tmp/copy && cd /tmp/copy && echo b >> a.txt && cat a.txt";
    expect(await runCommand({ command, ...readOnly }, never)).toMatchObject({
      exitCode: 0,
      output: "a\nb\n",
    });
    expect(readdirSync(workspace)).toEqual(["a.txt"]);
    expect(readFileSync(join(workspace, "a.txt"), "utf8")).toBe("a\n");
  });

  test("nothing at all where it may change nothing and no sandbox holds it to that", async () => {
    const { workspace } = makeWorkspace();
    const command = { command: "touch new.txt", workspace, readOnly: true, ...bounds };
    const run = runCommand({ ...command, policy: { ...CONFINED, sandbox: "none" } }, never);
    await expect(run).rejects.toThrow(/may change nothing run in the sandbox only.*Nothing was run/);
    expect(readdirSync(workspace)).toEqual([]);
  });

  test("files that stay in the workspace, made in the directory it was given", async () => {
    const { workspace } = makeWorkspace({ "sub/x": "" });
    await runCommand({ command: "pwd > here", workspace, cwd: join(workspace, "sub"), ...bounds }, never);
    expect(readFileSync(join(workspace, "sub/here"), "utf8")).toBe(`${join(workspace, "sub")}\n`);
    expect(readdirSync(workspace)).toEqual(["sub"]);
  });

  test("room of its own in /tmp and on loopback, gone afterwards", async () => {
    const { workspace } = makeWorkspace();
    const talk =
      `const s = require("net").createServer((c) => c.end("heard")).listen(0, "127.0.0.1", () => ` +
      `require("net").connect(s.address().port, "127.0.0.1").on("data", (d) => { console.log(String(d)); s.close(); }));`;
    const first = await runShell(workspace, `touch /tmp/mine && ls /tmp && node -e '${talk}'`);
    expect(first.output).toContain("mine");
    expect(first.output).toContain("heard");
    expect((await runShell(workspace, "ls /tmp")).output).not.toContain("mine");
  });
});

describe("a check's own variables", () => {
  test("reach the command, and the sandbox's program is not touched by them", async () => {
    const { workspace, outside } = makeWorkspace({ "evil.so": "" });
    const env = {
      LD_PRELOAD: join(workspace, "evil.so"),
      NODE_OPTIONS: `--require ${outside}/x`,
      TOKEN: "t",
    };
    const command = 'unset LD_PRELOAD; echo "token=$TOKEN"';
    const result = await runCommand({ command, workspace, env, ...bounds }, never);
    expect(result.output).toContain("token=t");
    // The dynamic linker complains inside of the sandbox; bubblewrap's own start-up never saw the variable.
    expect(result.exitCode).toBe(0);
  });
});

describe("a command cannot hang", () => {
  test("on an open quote", async () => {
    const { workspace } = makeWorkspace();
    expect(await runShell(workspace, "echo 'open")).toMatchObject({ exitCode: 2, timedOut: false });
  });

  test("on input that never comes", async () => {
    const { workspace } = makeWorkspace();
    expect(await runShell(workspace, "cat; read line; echo end $?")).toMatchObject({ output: "end 1\n" });
  });

  test("on a child in the background that keeps its output open: the child ends with the command", async () => {
    const { workspace } = makeWorkspace();
    const seconds = uniqueSeconds();
    const command = `sleep ${seconds} & (trap '' HUP TERM; setsid sleep ${seconds}) & echo done`;
    expect(await runShell(workspace, command)).toMatchObject({ exitCode: 0, output: "done\n" });
    expect(countProcesses(seconds)).toBe(0);
  });

  test("beyond its timeout: all its processes are killed", async () => {
    const { workspace } = makeWorkspace();
    const seconds = uniqueSeconds();
    const command = `trap '' TERM INT HUP; echo begun; setsid sleep ${seconds} & sleep ${seconds}`;
    const result = await runShell(workspace, command, 500);
    expect(result).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: true, output: "begun\n" });
    expect(countProcesses(seconds)).toBe(0);
  });

  test("beyond its abortion: all its processes are killed, and the reason is thrown", async () => {
    const { workspace } = makeWorkspace();
    const seconds = uniqueSeconds();
    const abort = new AbortController();
    const command = `setsid sleep ${seconds} & sleep ${seconds}`;
    const running = runCommand({ command, workspace, ...bounds }, abort.signal);
    const failure = running.catch((error: unknown) => error);
    await untilRunning(seconds);
    abort.abort(new Error("enough of it"));
    expect(String(await failure)).toBe("Error: enough of it");
    expect(countProcesses(seconds)).toBe(0);
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
  });

  test("nor beyond an abortion at any moment of its sandbox's setting up", async () => {
    const { workspace } = makeWorkspace();
    // An inner bubblewrap that outlived its outer one would hold the command's output open for all of its 20 seconds.
    for (const wait of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20]) {
      const started = performance.now();
      const signal = AbortSignal.timeout(wait);
      const running = runCommand({ command: "sleep 20", workspace, ...bounds }, signal);
      await expect(running).rejects.toThrow("aborted due to timeout");
      expect(performance.now() - started).toBeLessThan(10_000);
    }
  });

  test("nor does it start when it is aborted already", async () => {
    const { workspace } = makeWorkspace();
    const run = runCommand(
      { command: "touch made", workspace, ...bounds },
      AbortSignal.abort(new Error("no")),
    );
    await expect(run).rejects.toThrow("no");
    expect(readdirSync(workspace)).toEqual([]);
  });
});

describe("a command that cannot be run is refused with the reason", () => {
  test("a working directory outside of the workspace", async () => {
    const { workspace, outside } = makeWorkspace();
    symlinkSync(outside, join(workspace, "link"));
    for (const cwd of [outside, join(workspace, "link"), "/"]) {
      const run = runCommand({ command: "true", workspace, cwd, ...bounds }, never);
      await expect(run).rejects.toThrow(PathOutsideWorkspace);
    }
  });

  test("a workspace or a working directory that is not there", async () => {
    const { workspace } = makeWorkspace();
    const gone = runCommand({ command: "true", workspace: join(workspace, "gone"), ...bounds }, never);
    await expect(gone).rejects.toThrow(/gone is not there/);
    const cwd = join(workspace, "nor");
    await expect(runCommand({ command: "true", workspace, cwd, ...bounds }, never)).rejects.toThrow(
      /nor is not/,
    );
  });

  test.each(["/", "/usr", "/tmp", "/etc"])(
    "a workspace that is part of the system: %s",
    async (workspace) => {
      const run = runCommand({ command: "true", workspace, ...bounds }, never);
      await expect(run).rejects.toThrow(CommandCannotStart);
    },
  );

  test("variables that are none, and commands no program can be given", async () => {
    const { workspace } = makeWorkspace();
    for (const env of [{ "A=B": "1" }, { "": "1" }, { A: "\0" }]) {
      const run = runCommand({ command: "true", workspace, env, ...bounds }, never);
      await expect(run).rejects.toThrow(CommandCannotStart);
    }
    for (const command of ["echo \0", `: ${"x".repeat(3_000_000)}`]) {
      await expect(runCommand({ command, workspace, ...bounds }, never)).rejects.toThrow(CommandCannotStart);
    }
    expect(readdirSync(workspace)).toEqual([]);
  });

  test("a protected place that is a link: no sandbox could hold it", async () => {
    const { workspace } = makeWorkspace({ "real/x": "" });
    symlinkSync("real", join(workspace, ".claude"));
    await expect(runShell(workspace, "true")).rejects.toThrow(/\.claude is a symbolic link/);
  });
});

describe("Git in the sandbox", () => {
  test("reads the repository, whoever owns it, and writes nothing in it", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "1\n" });
    git(workspace, "init", "-q", "-b", "main");
    git(workspace, "add", ".");
    git(workspace, "commit", "-q", "-m", "first");
    const command = "echo 2 > a.txt; git log --format=%s && git diff --stat && git commit -qam second";
    const { output, exitCode } = await runShell(workspace, command);
    expect(output).toMatch(/^first\n a\.txt \| 2 \+-/);
    expect(output).toContain("Read-only file system");
    expect(exitCode).not.toBe(0);
    expect(git(workspace, "log", "--format=%s")).toBe("first");
  });

  test("reads the history of a linked worktree too", async () => {
    const { workspace, outside } = makeWorkspace({ "a.txt": "1\n" });
    git(workspace, "init", "-q", "-b", "main");
    git(workspace, "add", ".");
    git(workspace, "commit", "-q", "-m", "first");
    git(workspace, "worktree", "add", "-q", join(outside, "tree"), "-b", "side");
    const tree = join(outside, "tree");
    expect((await runShell(tree, "git log --format=%s; git branch --show-current")).output).toBe(
      "first\nside\n",
    );
  });

  test("a linked worktree below pawl's home holds its own places and its repository's", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "1\n" });
    git(workspace, "init", "-q", "-b", "main");
    git(workspace, "add", ".");
    git(workspace, "commit", "-q", "-m", "first");
    const tree = join(workspace, ".pawl", "worktrees", "one");
    git(workspace, "worktree", "add", "-q", tree, "-b", "side");
    const attacks = [
      "echo 'gitdir: /tmp/x' > .git; mv .git g; rm -f .git; mkdir -p .vscode/x",
      'git config core.fsmonitor ./evil; c=$(git rev-parse --git-common-dir); echo x > "$c/config"',
      'echo x >> "$(git rev-parse --git-dir)/config.worktree"; ls ../../..; echo made > b.txt',
    ].join("; ");
    const { output } = await runShell(tree, `${attacks}; git status --short`);
    expect(output).toMatch(/\?\? b\.txt\n$/);
    expect(output.match(/Read-only|busy/g)?.length).toBeGreaterThanOrEqual(7);
    expect(readdirSync(tree).sort()).toEqual([".git", "a.txt", "b.txt"]);
    expect(git(tree, "status", "--short")).toBe("?? b.txt");
  });

  test("a .git file that names another's repository shows nothing of it", async () => {
    const { workspace, outside } = makeWorkspace();
    const repository = join(outside, "repository");
    mkdirSync(repository);
    git(repository, "init", "-q");
    git(repository, "commit", "-q", "--allow-empty", "-m", "private");
    git(repository, "worktree", "add", "-q", join(outside, "tree"));
    copyFileSync(join(outside, "tree", ".git"), join(workspace, ".git"));
    expect(git(workspace, "log", "--format=%s")).toBe("private");
    const { output } = await runShell(workspace, `git log --format=%s; ls '${repository}/.git'`);
    expect(output).not.toContain("private");
    expect(output).toMatch(/not a git repository.*No such file/s);
  });

  test("a repository kept elsewhere is not shown, and a note says so", async () => {
    const { workspace, outside } = makeWorkspace();
    git(workspace, "init", "-q", "--separate-git-dir", join(outside, "elsewhere"));
    const { output } = await runShell(workspace, `ls '${outside}'; git status`);
    expect(output).toMatch(
      /No such file.*not a git repository.*\[The repository is kept at .*elsewhere, which/s,
    );
    expect((await runShell(workspace, "echo not a repo")).output).toBe("not a repo\n");
  });

  test("reads the history of a submodule, inside of the workspace and as the workspace", async () => {
    const { workspace, outside } = makeWorkspace({ "a.txt": "1\n" });
    const inner = join(outside, "inner");
    mkdirSync(inner);
    for (const [path, message] of [
      [inner, "inner"],
      [workspace, "outer"],
    ] as const) {
      git(path, "init", "-q", "-b", "main");
      git(path, "commit", "-q", "--allow-empty", "-m", message);
    }
    git(workspace, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    const log = "git log --format=%s";
    expect((await runShell(workspace, `${log}; cd sub; ${log}`)).output).toBe("outer\ninner\n");
    const alone = await runShell(
      join(workspace, "sub"),
      `${log}; echo x >> "$(git rev-parse --git-dir)/config"`,
    );
    expect(alone.output).toMatch(/^inner\n.*Read-only file system/);
  });
});
