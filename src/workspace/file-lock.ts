// A lock between processes that ends with its holder, however that one ends: the kernel's own (flock), held by a
// small program whose standard input is a pipe from here.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Says that it has the lock, then waits until its input closes: at the release, or with this process. */
const HOLD = "echo held; exec cat >/dev/null";

/**
 * Waits for the lock on `path` (made when absent, and left there) and takes it; the returned function gives it back.
 * Rejects with the signal's reason when aborted while waiting. A holder that is paused keeps its lock.
 */
export async function lockFile(path: string, signal: AbortSignal): Promise<() => Promise<void>> {
  return take(path, signal, []);
}

/** Takes the lock on `path` if nobody has it, else `null`. */
export async function lockFileIfFree(path: string): Promise<(() => Promise<void>) | null> {
  try {
    return await take(path, new AbortController().signal, ["--nonblock"]);
  } catch (error) {
    if (error instanceof NotTaken && error.exitCode === HELD) return null;
    throw error;
  }
}

/** What flock ends with when it is not to wait. */
const HELD = 1;

class NotTaken extends Error {
  override readonly name = "NotTaken";
  readonly exitCode: number | null;

  constructor(path: string, said: string, exitCode: number | null) {
    super(`The lock ${path} cannot be taken: ${said.trim()}`);
    this.exitCode = exitCode;
  }
}

async function take(
  path: string,
  signal: AbortSignal,
  options: readonly string[],
): Promise<() => Promise<void>> {
  signal.throwIfAborted();
  const child = spawn("flock", ["--exclusive", ...options, path, "sh", "-c", HOLD], {
    env: { PATH: process.env["PATH"] },
    // Ctrl-C in the worker's terminal must not unlock what is still at work; and a group can be ended as one.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined);
  const stop = (): void => endGroup(child);
  signal.addEventListener("abort", stop);
  try {
    await held(child, path);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  const gone = once(child, "exit");
  return async () => {
    child.stdin.end();
    await gone;
  };
}

async function held(child: ChildProcess & { stdout: NodeJS.ReadableStream }, path: string): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("error", (error) => reject(new Error(`${MISSING} ${error.message}`)));
    child.once("close", (exitCode) => reject(new NotTaken(path, said, exitCode)));
  });
}

const MISSING = "Expected the program flock (package util-linux) on PATH.";

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // gone already
  }
}
