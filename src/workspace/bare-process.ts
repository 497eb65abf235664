// One command without any sandbox, on a worker whose operator asked for that by name: it has all the worker's rights.
// What remains is a clean environment, a time, a bound on its output, and that its processes go with it.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { BoundedOutput } from "./bounded-output.ts";
import type { CommandPolicy } from "./command-policy.ts";
import { coveredFiles } from "./inherited-files.ts";
import type { ProcessEnd } from "./sandboxed-process.ts";
import { CommandCannotStart } from "./workspace-view.ts";

export type BareProcess = {
  readonly cwd: string;
  readonly policy: CommandPolicy;
  /** Added to the few variables of the worker's that programs need. */
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly output: BoundedOutput;
};

const PASSED_ON = ["PATH", "HOME", "USER", "LANG", "TMPDIR"];

/** Every process of the command carries it, and is found by it, whatever session or group it went to. */
const MARK = "PAWL_COMMAND";

/** As `runSandboxed`. A process that hides its environment on purpose may survive. */
export async function runBare(run: BareProcess, signal: AbortSignal): Promise<ProcessEnd> {
  signal.throwIfAborted();
  const mark = randomBytes(12).toString("hex");
  const child = start(run, mark);
  let end: ProcessEnd = { exitCode: null, timedOut: false, exceeded: null };
  const kill = (why: Partial<ProcessEnd> = {}): void => {
    end = { ...end, ...why };
    killAll(child, mark);
  };
  const { outputBytes } = run.policy.limits;
  child.stdout?.on("data", (chunk: Buffer) => {
    run.output.add(chunk);
    if (run.output.total > outputBytes) kill({ exceeded: `it printed more than ${outputBytes} bytes` });
  });
  const onAbort = (): void => kill();
  const timer = setTimeout(() => kill({ timedOut: true }), run.timeoutMs);
  signal.addEventListener("abort", onAbort);
  try {
    await ended(child, mark);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
  signal.throwIfAborted();
  const wasKilled = end.timedOut || end.exceeded !== null;
  return wasKilled ? end : { ...end, exitCode: child.exitCode ?? 128 };
}

function start(run: BareProcess, mark: string): ChildProcess {
  const [program = "/bin/sh", ...args] = run.argv;
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const env = { ...Object.fromEntries(passedOn), TERM: "dumb", ...run.env, [MARK]: mark };
  try {
    return spawn(program, args, {
      cwd: run.cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "ignore", ...coveredFiles().slice(3)],
    });
  } catch (error) {
    throw new CommandCannotStart(error instanceof Error ? error.message : String(error));
  }
}

/** What it left in the background would keep its output open. */
async function ended(child: ChildProcess, mark: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once("error", (error) => reject(new CommandCannotStart(error.message)));
    child.once("exit", () => killAll(child, mark));
    child.once("close", () => resolve());
  });
}

function killAll(child: ChildProcess, mark: string): void {
  const found = process.platform === "linux" ? processesMarked(mark) : [];
  for (const pid of [...(child.pid === undefined ? [] : [-child.pid]), ...found]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone already
    }
  }
}

function processesMarked(mark: string): number[] {
  const wanted = `${MARK}=${mark}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(wanted))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}
