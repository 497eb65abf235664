// Runs a shell command of an agent or a check: inside the sandbox, or not at all.
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { realpath } from "node:fs/promises";
import { BoundedOutput } from "./bounded-output.ts";
import { isBelow } from "./confined-path.ts";
import { holdPlaces } from "./held-places.ts";
import { PathOutsideWorkspace } from "./path-errors.ts";
import { machineView, sandboxPath } from "./sandbox-view.ts";
import { requireSandbox } from "./sandbox.ts";
import { runSandboxed, type ProcessEnd } from "./sandboxed-process.ts";
import { CommandCannotStart, workspaceView } from "./workspace-view.ts";

export type Command = {
  /** Text for the shell (bash where there is one). */
  readonly command: string;
  /** Absolute path of the directory that is writable. */
  readonly workspace: string;
  /** Absolute path inside the workspace; the workspace itself when absent. */
  readonly cwd?: string;
  /** Added to the sandbox's few variables; nothing comes from the worker's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Output kept, in bytes: of the beginning and of the end. */
  readonly headBytes: number;
  readonly tailBytes: number;
};

export type CommandResult = {
  /** As the shell reports it (128 + n for signal n); `null` when it was killed at its timeout. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it, `SIGKILL` when that was the timeout. */
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** stdout and stderr as they came. */
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
  const program = await requireSandbox();
  const workspace = await realDirectory(command.workspace);
  const cwd = await realDirectory(command.cwd ?? workspace);
  if (!isBelow(workspace, cwd)) throw new PathOutsideWorkspace(command.cwd ?? "", workspace, cwd);

  const env = { ...baseEnvironment(workspace), ...checkedEnvironment(command.env ?? {}) };
  const output = new BoundedOutput(command.headBytes, command.tailBytes);
  const startedAt = performance.now();
  const release = holdPlaces(workspace);
  try {
    const view = [...machineView(), ...workspaceView(workspace)];
    const argv = shellFor(command.command);
    const end = await runSandboxed(
      { program, view, cwd, env, argv, timeoutMs: command.timeoutMs, output },
      signal,
    );
    return toResult(end, output, performance.now() - startedAt);
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

/** Both outputs into one pipe keeps their order; bubblewrap's own complaints stay apart. */
function shellFor(command: string): string[] {
  const shell = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
  return ["/bin/sh", "-c", 'exec "$1" -c "$2" 2>&1', "sh", shell, command];
}

function toResult(end: ProcessEnd, output: BoundedOutput, durationMs: number): CommandResult {
  return {
    exitCode: end.exitCode,
    signal: end.timedOut ? "SIGKILL" : signalOf(end.exitCode),
    timedOut: end.timedOut,
    output: output.text(),
    droppedBytes: output.dropped,
    durationMs: Math.round(durationMs),
  };
}

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
