// Runs Git on a repository that may be hostile: in the sandbox, without the machine's settings, hooks, editors or
// network. What the repository's own settings name (filters, merge drivers) runs in there, too, if at all.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { once } from "node:events";
import { commandPolicy } from "./command-policy.ts";
import { machineView, sandboxPath } from "./sandbox-view.ts";
import { findSandbox, ISOLATION, requireSandbox } from "./sandbox.ts";

/** Checking out a large tree takes minutes; what takes longer hangs. */
const GIT_TIMEOUT_MS = 600_000;

/** The command line outranks the repository's settings. None of these may start a program. */
export const SAFE_SETTINGS = {
  "core.fsmonitor": "false",
  "core.hooksPath": "/dev/null",
  "core.untrackedCache": "false",
  "gc.auto": "0",
  "maintenance.auto": "false",
  "submodule.recurse": "false",
} as const;

/**
 * A file that is replaced while its sandbox is built (a user's index, packed references) cannot be shown, and nothing has
 * run yet: half of the tries fail while one is replaced without end (measured).
 */
const SANDBOX_TRIES_MAX = 20;
const NOT_BUILT = /^bwrap: Can't bind mount /;

const DIES_WITH_PARENT = "--die-with-parent";

/** Of everything that pawl commits: the same on every machine, whatever its user has set. */
const IDENTITY = { NAME: "pawl", EMAIL: "pawl@localhost" } as const;

export type GitCall = {
  readonly args: readonly string[];
  /** Real path of the directory to run in. */
  readonly cwd: string;
  /** Real paths that Git may write: the repository's directory, a checkout. Nothing else of the user's is visible. */
  readonly writable: readonly string[];
  /** Further arguments of bubblewrap, after the writable places: what in them is read-only, or hidden. */
  readonly view?: readonly string[];
  /** Text for the shell to run instead of Git, `args` are `$1` and so on: several commands for one sandbox. */
  readonly script?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Goes on to its end when this process dies: killed, it would leave a lock on a branch that nobody removes. */
  readonly survives?: boolean;
};

export type GitEnd = { readonly exitCode: number | null; readonly stdout: Buffer; readonly stderr: string };

/** Git said no; `stderr` is what it said. */
export class GitFailed extends Error {
  override readonly name = "GitFailed";
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(args: readonly string[], { exitCode, stderr }: GitEnd) {
    super(`git ${args.join(" ").slice(0, 200)} ended with ${exitCode}: ${stderr.trim().slice(-2_000)}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Standard output of a Git command; throws `GitFailed` unless it ends with 0, and `SandboxMissing`. */
export async function gitOutput(call: GitCall): Promise<string> {
  const end = await runGit(call);
  if (end.exitCode !== 0) throw new GitFailed(call.args, end);
  return end.stdout.toString("utf8");
}

/**
 * Runs one Git command to its end; a failing one is a value. It is not to be aborted: what Git does takes moments,
 * and one killed leaves its lock files behind. It dies with this process all the same.
 */
export async function runGit(call: GitCall): Promise<GitEnd> {
  for (let tries = 1; ; tries++) {
    const end = await runOnce(call);
    if (end.exitCode === 0 || tries === SANDBOX_TRIES_MAX || !NOT_BUILT.test(end.stderr)) return end;
  }
}

async function runOnce(call: GitCall): Promise<GitEnd> {
  const child = await start(call);
  // A command that does not read its input to the end closes it early; its exit code says the rest.
  child.stdin.on("error", () => undefined);
  child.stdin.end(call.input ?? "");
  const [stdout, stderr, [exitCode]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

async function start(call: GitCall): Promise<ChildProcessWithoutNullStreams> {
  const argv =
    call.script === undefined ? ["git", ...call.args] : ["/bin/sh", "-c", call.script, "sh", ...call.args];
  const env = { ...gitEnvironment(), ...call.env };
  // Detached: Ctrl-C in the worker's terminal is the worker's to handle.
  const options = { detached: true, timeout: GIT_TIMEOUT_MS, killSignal: "SIGKILL" } as const;
  if (commandPolicy().sandbox === "none" && !(await findSandbox()).ok) {
    // The operator does without a sandbox, by name: then the repository's own settings are trusted like its commands.
    const [program = "git", ...args] = argv;
    return spawn(program, args, { ...options, cwd: call.cwd, env });
  }
  const args = [
    ...ISOLATION.filter((argument) => !(call.survives && argument === DIES_WITH_PARENT)),
    ...machineView(),
    ...[...new Set(call.writable)].flatMap((place) => ["--bind", place, place]),
    ...(call.view ?? []),
    ...["--remount-ro", "/", "--chdir", call.cwd, "--clearenv"],
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
  return spawn(await requireSandbox(), [...args, "--", ...argv], { ...options, env: {} });
}

/** All the environment that Git gets. `settings` are added to the safe ones. */
export function gitEnvironment(settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  // Repositories of another user id are served like any other: the sandbox is the wall, not their owner.
  const all = Object.entries({ ...SAFE_SETTINGS, "safe.directory": "*", ...settings });
  const numbered = all.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: sandboxPath(),
    HOME: "/tmp",
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "false",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_AUTHOR_NAME: IDENTITY.NAME,
    GIT_AUTHOR_EMAIL: IDENTITY.EMAIL,
    GIT_COMMITTER_NAME: IDENTITY.NAME,
    GIT_COMMITTER_EMAIL: IDENTITY.EMAIL,
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(numbered),
  };
}
