// Runs a shell command of an agent or a check: inside the sandbox, or not at all, unless the operator of
// the worker asked to do without.
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import { COMMAND_MAX_BYTES } from "../protocol/limits.ts";
import { runBare } from "./bare-process.ts";
import { BoundedOutput } from "./bounded-output.ts";
import { commandPolicy, NO_SANDBOX, type CommandLimits, type CommandPolicy } from "./command-policy.ts";
import { isBelow } from "./confined-path.ts";
import { missingRepositoryNote } from "./git-layout.ts";
import { holdPlaces } from "./held-places.ts";
import { PathOutsideWorkspace } from "./path-errors.ts";
import { machineView, networkView, sandboxPath } from "./sandbox-view.ts";
import { requireWorkingSandbox } from "./sandbox.ts";
import { runSandboxed, type ProcessEnd } from "./sandboxed-process.ts";
import { CommandCannotStart, workspaceView } from "./workspace-view.ts";

export type Command = {
  /** Text for the shell (bash where there is one). */
  readonly command: string;
  /** Absolute path of the directory that is writable. */
  readonly workspace: string;
  /** Absolute path at which the sandbox shows the workspace; its own when absent. */
  readonly shownAs?: string;
  /** The workspace cannot be written either: only /tmp can, which is the command's own. */
  readonly readOnly?: boolean;
  /** Absolute path inside the workspace; the workspace itself when absent. */
  readonly cwd?: string;
  /** Added to the sandbox's few variables; nothing comes from the worker's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Output kept, in bytes: of the beginning and of the end. */
  readonly headBytes: number;
  readonly tailBytes: number;
  /** What commands may do; what holds for this process when absent. */
  readonly policy?: CommandPolicy;
};

export type CommandResult = {
  /** As the shell reports it (128 + n for signal n); `null` when it was killed at its timeout. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it, `SIGKILL` when that was the timeout or another limit. */
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** stdout and stderr as they came; when a limit ended the command, a line that says so. */
  readonly output: string;
  /** Bytes missing in the middle of `output`. */
  readonly droppedBytes: number;
  readonly durationMs: number;
};

/**
 * Runs the command and waits until all its processes are gone: at its end, at its timeout, or when aborted (rejects
 * with the signal's reason). A command that fails is a result. Throws `SandboxMissing`, `CommandCannotStart`,
 * `PathOutsideWorkspace` (cwd).
 */
export async function runCommand(command: Command, signal: AbortSignal): Promise<CommandResult> {
  const policy = command.policy ?? commandPolicy();
  const run = policy.sandbox === "none" ? runBare : runInSandbox;
  requireOneArgument(command.command);
  const { readOnly = false } = command;
  if (readOnly && policy.sandbox === "none") throw new CommandCannotStart(NOTHING_HOLDS);
  const workspace = await realDirectory(command.workspace);
  const cwd = await realDirectory(command.cwd ?? workspace);
  if (!isBelow(workspace, cwd)) throw new PathOutsideWorkspace(command.cwd ?? "", workspace, cwd);
  const prepared: Prepared = {
    ...{ workspace, shownAs: command.shownAs ?? workspace, readOnly, cwd, policy },
    env: checkedEnvironment(command.env ?? {}),
    argv: launch(command.command, policy.limits),
    timeoutMs: command.timeoutMs,
    output: new BoundedOutput(command.headBytes, command.tailBytes),
  };
  const startedAt = performance.now();
  const end = await run(prepared, signal);
  return toResult(end, prepared, performance.now() - startedAt);
}

const NOTHING_HOLDS =
  "Commands that may change nothing run in the sandbox only, and this worker does without one. Look with the other tools. Nothing was run.";

type Prepared = {
  readonly workspace: string;
  readonly shownAs: string;
  readonly readOnly: boolean;
  readonly cwd: string;
  readonly policy: CommandPolicy;
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly output: BoundedOutput;
};

async function runInSandbox(prepared: Prepared, signal: AbortSignal): Promise<ProcessEnd> {
  const { program, hardening } = await requireWorkingSandbox();
  const { workspace, shownAs, readOnly, policy, argv, timeoutMs, output } = prepared;
  const cwd = join(shownAs, relative(workspace, prepared.cwd));
  const release = holdPlaces(workspace);
  try {
    const view = [
      ...machineView(policy.limits.tmpBytes),
      ...networkView(policy),
      ...workspaceView(workspace, { shownAs, readOnly }),
    ];
    const further = [...hardening, ...(policy.network ? ["--share-net"] : [])];
    const env = { ...baseEnvironment(shownAs), ...prepared.env };
    const bounds = { limits: policy.limits, directory: workspace };
    return await runSandboxed({ program, view, further, cwd, env, argv, timeoutMs, output, bounds }, signal);
  } finally {
    release();
  }
}

/** All the environment there is. Git would refuse a repository that belongs to another user id. */
function baseEnvironment(workspace: string): Record<string, string> {
  return {
    PATH: sandboxPath(),
    HOME: "/tmp",
    LANG: "C.UTF-8",
    TERM: "dumb",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: workspace,
  };
}

/** The shell gets the whole command as one argument, for which the kernel has its rules. */
function requireOneArgument(command: string): void {
  const bytes = Buffer.byteLength(command);
  if (bytes > COMMAND_MAX_BYTES) {
    throw new CommandCannotStart(
      `Expected a command of at most ${COMMAND_MAX_BYTES} bytes, got ${bytes}. Put what is long into a file, and use that. Nothing was run.`,
    );
  }
  if (command.includes("\0")) {
    throw new CommandCannotStart(
      "Expected a command without NUL, got one. Let printf or the like make it. Nothing was run.",
    );
  }
}

function checkedEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || typeof value !== "string" || value.includes("\0")) {
      throw new CommandCannotStart(
        `Expected environment variables as names of letters, digits and _ with texts without NUL; got ` +
          `${JSON.stringify({ [name]: value }).slice(0, 200)}.`,
      );
    }
  }
  return env;
}

/**
 * What a shell sets for itself and all its children, each where the system has it: no core dumps, the largest file, the
 * number of processes (the kernel's own bound, for all users but root), and that the kernel ends it before anything
 * else when memory runs out. Both outputs into one pipe keeps their order; bubblewrap's own complaints stay apart.
 */
const LAUNCH = `{
ulimit -c 0
ulimit -f "$3"
ulimit -u "$4" || ulimit -p "$4"
echo 1000 > /proc/self/oom_score_adj
} 2>/dev/null
exec "$1" -c "$2" 2>&1`;

/** \`ulimit -f\` counts in these. */
const BLOCK_BYTES = 512;

function launch(command: string, { fileBytes, processes }: CommandLimits): string[] {
  const shell = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
  const blocks = String(Math.ceil(fileBytes / BLOCK_BYTES));
  return ["/bin/sh", "-c", LAUNCH, "sh", shell, command, blocks, String(processes)];
}

function toResult(end: ProcessEnd, prepared: Prepared, durationMs: number): CommandResult {
  const { output, policy } = prepared;
  const killed = end.timedOut || end.exceeded !== null;
  const why = end.exceeded === null ? "" : `\n[Killed: ${end.exceeded}.]\n`;
  return {
    exitCode: end.exitCode,
    signal: killed ? "SIGKILL" : signalOf(end.exitCode),
    timedOut: end.timedOut,
    output: [...noteBefore(policy), output.text(), why, ...notesAfter(prepared)].join(""),
    droppedBytes: output.dropped,
    durationMs: Math.round(durationMs),
  };
}

function noteBefore({ sandbox }: CommandPolicy): string[] {
  return sandbox === "none" ? [`${NO_SANDBOX}\n`] : [];
}

/** The error alone would leave an agent guessing: why there is no repository in what looks like one, why nothing can be written. */
function notesAfter({ workspace, readOnly, output }: Prepared): string[] {
  const text = output.text();
  const missing = /not a git repository/.test(text) ? missingRepositoryNote(workspace) : null;
  const refused = readOnly && /read-only file system|EROFS/i.test(text) ? READ_ONLY_NOTE : null;
  return [missing, refused].flatMap((note) => (note === null ? [] : [`${note}\n`]));
}

const READ_ONLY_NOTE =
  "[The workspace is read-only here. To run what writes, copy it in the same command: cp -R . /tmp/copy && cd /tmp/copy && ...]";

/** A shell reports the end by signal n as 128 + n. */
function signalOf(exitCode: number | null): string | null {
  if (exitCode === null || exitCode <= 128) return null;
  const named = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return named?.[0] ?? null;
}

async function realDirectory(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw new CommandCannotStart(`Expected a directory to run the command in; ${path} is not there.`);
  }
}
