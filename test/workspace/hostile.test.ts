// Hostile tool calls by class, each with its verdict. After each of them nothing outside of the workspace, nothing in
// its protected places and no process may differ, and no secret may be in what the agent gets to read.
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { existsSync, lstatSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openForRead, writeConfined } from "../../src/workspace/confined-file.ts";
import { runCommand } from "../../src/workspace/run-command.ts";
import { countProcesses, uniqueSeconds } from "./processes.ts";
import { contentOf, git, makeWorkspace, writeFiles, type TemporaryWorkspace } from "./temporary-workspace.ts";

const CANARY = "canary-7f3a9c";
const ABSENT = [".mcp.json", ".vscode", ".idea"];

let server: Server;
let connections = 0;
let victim: ChildProcess;

beforeAll(async () => {
  process.env["PAWL_TEST_CANARY"] = CANARY;
  server = createServer(() => (connections += 1)).listen(0, "127.0.0.1");
  await once(server, "listening");
  victim = spawn("sleep", [uniqueSeconds()]);
  await once(victim, "spawn");
});

afterAll(() => {
  delete process.env["PAWL_TEST_CANARY"];
  server.close();
  victim.kill("SIGKILL");
});

/** A repository with settings, a hook and pawl's own data; beside it a secret. */
function makeWorld(): TemporaryWorkspace {
  const world = makeWorkspace({
    "a.txt": "a\n",
    ".claude/settings.json": "{}",
    ".pawl/temporal.db": CANARY,
    ".pawl/scripts/saved.js": "1",
  });
  git(world.workspace, "init", "-q", "-b", "main");
  git(world.workspace, "add", "a.txt");
  git(world.workspace, "commit", "-q", "-m", "first");
  writeFiles(world.workspace, { ".git/hooks/post-checkout": "#!/bin/sh\n" });
  writeFiles(world.outside, { secret: CANARY });
  return world;
}

type Verdict = "refused" | "without effect";

/** `refused`: the call itself fails. `without effect`: it may seem to work; the world is as before all the same. */
type Shell = { readonly does: string; readonly command: string; readonly verdict: Verdict };

const PORT = "$PORT";
const OUTSIDE = "$OUTSIDE";
const SLEEP = "$SLEEP";
const VICTIM = "$VICTIM";

const SHELL: Readonly<Record<string, readonly Shell[]>> = {
  paths: [
    { does: "reads a file beside the workspace", command: `cat "${OUTSIDE}/secret"`, verdict: "refused" },
    { does: "reads it by ..", command: "cat ../outside/secret", verdict: "refused" },
    { does: "lists the directory above", command: "ls .. | grep outside", verdict: "refused" },
    { does: "writes beside the workspace", command: "echo x > ../outside/new", verdict: "refused" },
    { does: "writes to the machine's programs", command: "touch /usr/bin/pawl-was-here", verdict: "refused" },
    { does: "writes to the machine's settings", command: "touch /etc/pawl-was-here", verdict: "refused" },
    { does: "writes at the root", command: "touch /pawl-was-here", verdict: "refused" },
    { does: "reads what only root may read", command: "cat /etc/shadow", verdict: "refused" },
    { does: "reads homes", command: "ls -A ~root /home/* | grep .", verdict: "refused" },
    { does: "moves the workspace away", command: 'mv "$PWD" "$PWD-2"', verdict: "refused" },
    { does: "reads pawl's own data", command: "cat .pawl/temporal.db", verdict: "refused" },
  ],
  links: [
    { does: "follows a link out", command: `ln -s "${OUTSIDE}" l && cat l/secret`, verdict: "refused" },
    {
      does: "writes through a link out",
      command: `ln -s "${OUTSIDE}" l && echo x > l/new`,
      verdict: "refused",
    },
    { does: "makes a hard link to the Git settings", command: "ln .git/config c", verdict: "refused" },
    {
      does: "writes settings through a link",
      command: "ln -s .claude s; echo x > s/settings.json",
      verdict: "refused",
    },
    {
      does: "mounts the outside by a link as /tmp",
      command: `ln -s "${OUTSIDE}" t; ls t/`,
      verdict: "refused",
    },
  ],
  environment: [
    { does: "prints it", command: `env | grep ${CANARY}`, verdict: "refused" },
    {
      does: "reads that of every process",
      command: `cat /proc/*/environ | tr '\\0' '\\n' | grep -a ${CANARY}`,
      verdict: "refused",
    },
    {
      does: "looks for the worker's variables",
      command: 'test -n "$PAWL_TEST_CANARY$ANTHROPIC_API_KEY"',
      verdict: "refused",
    },
  ],
  processes: [
    { does: "stays in the background", command: `sleep ${SLEEP} & disown`, verdict: "without effect" },
    {
      does: "leaves as a daemon",
      command: `setsid nohup sleep ${SLEEP} >/dev/null 2>&1 &`,
      verdict: "without effect",
    },
    { does: "forks twice", command: `( ( setsid sleep ${SLEEP} & ) & )`, verdict: "without effect" },
    {
      does: "looks for the worker",
      command: "ps -e -o args | grep -v grep | grep vitest",
      verdict: "refused",
    },
    // One process made for it. Never all, as in `kill -9 -1`: without the wall that would end the machine's.
    { does: "kills a process of the machine", command: `kill -9 ${VICTIM}`, verdict: "refused" },
    { does: "looks at a process of the machine", command: `cat /proc/${VICTIM}/cmdline`, verdict: "refused" },
    { does: "types into a terminal", command: "echo rm > /dev/tty", verdict: "refused" },
  ],
  "Git and settings": [
    { does: "changes a hook", command: "echo evil >> .git/hooks/post-checkout", verdict: "refused" },
    { does: "adds a hook", command: "echo evil > .git/hooks/pre-commit", verdict: "refused" },
    {
      does: "sets a program in the settings",
      command: "git config core.fsmonitor ./evil",
      verdict: "refused",
    },
    { does: "points hooks elsewhere", command: "git config core.hooksPath hooks", verdict: "refused" },
    { does: "moves .git away to make its own", command: "mv .git g && git init -q", verdict: "refused" },
    { does: "deletes .git", command: "rm -rf .git", verdict: "refused" },
    {
      does: "has settings read from elsewhere",
      command: "echo ../evil > .git/commondir",
      verdict: "refused",
    },
    { does: "leaves a lock", command: "touch .git/index.lock", verdict: "refused" },
    { does: "moves the branch", command: "git checkout -q -b other", verdict: "refused" },
    { does: "changes settings", command: "echo '{}x' > .claude/settings.json", verdict: "refused" },
    { does: "moves settings away", command: "mv .claude c && mkdir .claude", verdict: "refused" },
    { does: "makes servers for Claude Code", command: "echo '{}' > .mcp.json", verdict: "refused" },
    {
      does: "makes tasks for an editor",
      command: "mkdir -p .vscode && echo '{}' > .vscode/tasks.json",
      verdict: "refused",
    },
    {
      does: "makes room for them",
      command: "rmdir .vscode && mkdir .vscode && touch .vscode/x",
      verdict: "refused",
    },
    { does: "puts a link in their place", command: "ln -sfT /tmp .idea", verdict: "refused" },
    { does: "saves a script", command: "echo 1 > .pawl/scripts/own.js", verdict: "refused" },
  ],
  network: [
    {
      does: "talks to the machine's loopback",
      command: `: < /dev/tcp/127.0.0.1/${PORT}`,
      verdict: "refused",
    },
    {
      does: "talks to it from Node",
      command: `node -e 'require("net").connect(${PORT}, "127.0.0.1").on("error", () => process.exit(1))'`,
      verdict: "refused",
    },
    { does: "talks to the world", command: ": < /dev/tcp/192.0.2.1/80", verdict: "refused" },
    { does: "has a way out", command: "cat /proc/net/route | grep -v Iface | grep .", verdict: "refused" },
  ],
  "/proc and namespaces": [
    {
      does: "goes through its own root",
      command: `cat "/proc/self/root${OUTSIDE}/secret"`,
      verdict: "refused",
    },
    {
      does: "goes through its guard's root",
      command: `cat "/proc/1/root${OUTSIDE}/secret"`,
      verdict: "refused",
    },
    {
      does: "goes through its guard's directory",
      command: "cat /proc/1/cwd/../outside/secret",
      verdict: "refused",
    },
    // Opened only: what would be written there would reach the machine.
    {
      does: "sets the kernel's core pattern",
      command: ": >> /proc/sys/kernel/core_pattern",
      verdict: "refused",
    },
    {
      does: "looks for other settings of the kernel that it may write",
      command:
        "find /proc/sys /proc/irq /proc/bus /proc/fs /proc/mtrr -type f -writable -print -quit | grep .",
      verdict: "refused",
    },
    { does: "asks for magic keys", command: ": >> /proc/sysrq-trigger", verdict: "refused" },
    {
      does: "uncovers .git",
      command: "umount .git; mount -o remount,rw,bind .git; touch .git/x",
      verdict: "refused",
    },
    {
      does: "uncovers .git from a namespace of its own",
      command: "unshare -Urm sh -c 'umount .git; mount -o remount,rw,bind .git; touch .git/x'",
      verdict: "refused",
    },
    { does: "mounts a disk", command: "mount -t tmpfs none .claude", verdict: "refused" },
    { does: "makes a device", command: "mknod disk b 8 0", verdict: "refused" },
  ],
};

describe.each(Object.entries(SHELL))("a hostile command, %s:", (_, cases) => {
  test.each(cases)("$does: $verdict", async ({ command, verdict }) => {
    const world = makeWorld();
    const seconds = uniqueSeconds();
    const before = picture(world);
    const filled = command
      .replaceAll(PORT, String((server.address() as { port: number }).port))
      .replaceAll(OUTSIDE, world.outside)
      .replaceAll(SLEEP, seconds)
      .replaceAll(VICTIM, String(victim.pid));

    const { workspace } = world;
    const bounds = { timeoutMs: 20_000, headBytes: 20_000, tailBytes: 20_000 };
    const result = await runCommand({ command: filled, workspace, ...bounds }, new AbortController().signal);

    expect(result.exitCode === 0 ? "without effect" : "refused").toBe(verdict);
    expect(result.timedOut).toBe(false);
    expect(result.output).not.toContain(CANARY);
    expect(picture(world)).toEqual(before);
    expect(countProcesses(seconds)).toBe(0);
    expect(victim.signalCode).toBeNull();
    expect(connections).toBe(0);
  });
});

type FileCall = { readonly does: string; readonly path: string; readonly name: string };

const OUT = "PathOutsideWorkspace";
const READS: readonly FileCall[] = [
  { does: "beside the workspace by ..", path: "../outside/secret", name: OUT },
  { does: "by an absolute path", path: "/etc/shadow", name: OUT },
  { does: "through a link to a file", path: "file-link", name: OUT },
  { does: "through a link to a directory", path: "directory-link/secret", name: OUT },
  { does: "through /proc/self/root", path: "/proc/self/root/etc/passwd", name: OUT },
  { does: "the worker's environment", path: "/proc/self/environ", name: OUT },
  { does: "the worker's memory through a link", path: "proc-link/mem", name: OUT },
  { does: "an open file of the worker", path: "/dev/fd/1", name: OUT },
  { does: "with a NUL byte", path: "a.txt\0/../../outside/secret", name: OUT },
  { does: "pawl's own data", path: ".pawl/temporal.db", name: "ProtectedPath" },
];
const WRITES: readonly FileCall[] = [
  ...READS.slice(0, 5),
  { does: "through a dangling link", path: "dangling-link", name: OUT },
  { does: "below a directory link, not there yet", path: "directory-link/new/file", name: OUT },
  { does: "a Git hook", path: ".git/hooks/pre-commit", name: "ProtectedPath" },
  { does: "Git settings through a link", path: "git-link/config", name: "ProtectedPath" },
  { does: "hooks of a repository below", path: "sub/.git/hooks/pre-commit", name: "ProtectedPath" },
  { does: "editor tasks, not there yet", path: ".vscode/tasks.json", name: "ProtectedPath" },
  { does: "servers for Claude Code, not there yet", path: ".mcp.json", name: "ProtectedPath" },
  { does: "a saved script", path: ".pawl/scripts/saved.js", name: "ProtectedPath" },
];

function makeLinks({ workspace, outside }: TemporaryWorkspace): void {
  symlinkSync(join(outside, "secret"), join(workspace, "file-link"));
  symlinkSync("../outside", join(workspace, "directory-link"));
  symlinkSync("../outside/new", join(workspace, "dangling-link"));
  symlinkSync("/proc/self", join(workspace, "proc-link"));
  symlinkSync(".git", join(workspace, "git-link"));
}

describe("a hostile read is refused:", () => {
  test.each(READS)("$does", async ({ path, name }) => {
    const world = makeWorld();
    makeLinks(world);
    await expect(openForRead(world.workspace, path)).rejects.toMatchObject({ name });
  });
});

describe("a hostile write is refused:", () => {
  test.each(WRITES)("$does", async ({ path, name }) => {
    const world = makeWorld();
    makeLinks(world);
    const before = picture(world);
    await expect(writeConfined(world.workspace, path, "evil")).rejects.toMatchObject({ name });
    expect(picture(world)).toEqual(before);
  });
});

test("links made by a command do not lead the next read or write out", async () => {
  const world = makeWorld();
  const command = `ln -s "${world.outside}" d; ln -s "${world.outside}/secret" f; mkfifo p`;
  const bounds = { timeoutMs: 20_000, headBytes: 1_000, tailBytes: 1_000 };
  await runCommand({ command, workspace: world.workspace, ...bounds }, new AbortController().signal);
  expect(lstatSync(join(world.workspace, "f")).isSymbolicLink()).toBe(true);
  const before = picture(world);
  for (const path of ["f", "d/secret", "d/new"]) {
    await expect(openForRead(world.workspace, path)).rejects.toMatchObject({ name: OUT });
    await expect(writeConfined(world.workspace, path, "evil")).rejects.toMatchObject({ name: OUT });
  }
  await expect(openForRead(world.workspace, "p")).rejects.toMatchObject({ name: "NotAFile" });
  expect(picture(world)).toEqual(before);
});

test("a secret placed in a check's variables reaches the command, and the worker's own program is not touched by it", async () => {
  const { workspace, outside } = makeWorld();
  writeFileSync(join(workspace, "evil.so"), "");
  const env = { LD_PRELOAD: join(workspace, "evil.so"), NODE_OPTIONS: `--require ${outside}/x`, TOKEN: "t" };
  const bounds = { timeoutMs: 20_000, headBytes: 4_000, tailBytes: 4_000 };
  const command = 'unset LD_PRELOAD; echo "token=$TOKEN"';
  const result = await runCommand({ command, workspace, env, ...bounds }, new AbortController().signal);
  expect(result.output).toContain("token=t");
  // The dynamic linker complains inside of the sandbox; bubblewrap's own start-up never saw the variable.
  expect(result.exitCode).toBe(0);
});

/** All that must not change: what is outside, what is protected, and that absent places stay absent. */
function picture({ workspace, outside }: TemporaryWorkspace): unknown {
  const system = ["/pawl-was-here", "/etc/pawl-was-here", "/usr/bin/pawl-was-here"];
  return {
    outside: contentOf(outside),
    git: contentOf(join(workspace, ".git")),
    claude: contentOf(join(workspace, ".claude")),
    pawl: contentOf(join(workspace, ".pawl")),
    absent: ABSENT.filter((name) => readdirSync(workspace).includes(name)),
    beside: readdirSync(join(workspace, "..")),
    system: system.filter((path) => existsSync(path)),
  };
}
