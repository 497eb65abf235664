// One process tree inside bubblewrap, from start to the end of its last process.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { BoundedOutput } from "./bounded-output.ts";
import { coveredFiles } from "./inherited-files.ts";
import type { CommandLimits } from "./command-policy.ts";
import { makeControlGroup, type ControlGroup } from "./control-group.ts";
import { boundPids, canBoundPids } from "./pid-bound.ts";
import { ISOLATION } from "./sandbox.ts";
import { innerPid } from "./sandbox-status.ts";
import { watchSandbox } from "./sandbox-watch.ts";
import { seccompFilter } from "./seccomp-filter.ts";
import { CommandCannotStart } from "./workspace-view.ts";

/** After SIGKILL the kernel takes a sandbox down in milliseconds; this bounds the wait for it. */
const GONE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 2;
const SETUP_MESSAGES_BYTES = 4_096;

/** Open files of bubblewrap, by number: where it tells how the sandbox fares, and where it reads its filter from. */
const STATUS_FILE = 3;
const FILTER_FILE = 4;
/** Where it waits, before it builds anything, until its processes are bounded; in use where nothing else bounds them. */
const GATE_FILE = 5;

/** Exit code that a shell gives for SIGKILL. */
const KILLED = 137;

export type SandboxedProcess = {
  readonly program: string;
  /** Arguments of bubblewrap that build the file tree. */
  readonly view: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly output: BoundedOutput;
  /** Arguments of bubblewrap beyond `ISOLATION`. */
  readonly further?: readonly string[];
  /** How much it may use of the machine, and of the disk that `directory` is on; else its time alone is bounded. */
  readonly bounds?: { readonly limits: CommandLimits; readonly directory: string };
};

export type ProcessEnd = {
  /** As a shell would report it, 128 + n for signal n; `null` when it was killed from here. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Why it was killed before its time, as a sentence; `null` when it was not. */
  readonly exceeded: string | null;
};

/**
 * Runs `argv` in the sandbox; stdout goes to `output`, stdin is empty. When it settles, every process of it is gone,
 * those in the background too. Rejects with the signal's reason when aborted, with `CommandCannotStart` when the
 * sandbox could not be built.
 */
export async function runSandboxed(run: SandboxedProcess, signal: AbortSignal): Promise<ProcessEnd> {
  signal.throwIfAborted();
  const group = run.bounds === undefined ? null : makeControlGroup(run.bounds.limits);
  try {
    const end = await runToItsEnd(run, signal, group);
    if (end.exitCode !== KILLED || group?.ranOutOfMemory() !== true) return end;
    return { ...end, exitCode: null, exceeded: "it held more memory than a command may" };
  } finally {
    await group?.remove();
  }
}

async function runToItsEnd(
  run: SandboxedProcess,
  signal: AbortSignal,
  group: ControlGroup | null,
): Promise<ProcessEnd> {
  const { bounds } = run;
  const needsGate = bounds !== undefined && group?.countsProcesses !== true && canBoundPids();
  const child = start(run, group, needsGate);
  const gate = needsGate ? makeGate(child, bounds.limits.processes) : null;
  const messages = new BoundedOutput(0, SETUP_MESSAGES_BYTES);
  const status = new BoundedOutput(0, SETUP_MESSAGES_BYTES);
  const killer = makeKiller(child, status);
  child.stdout?.on("data", (chunk: Buffer) => {
    run.output.add(chunk);
    if (run.bounds !== undefined && run.output.total > run.bounds.limits.outputBytes) {
      killer.exceeded(`it printed more than ${run.bounds.limits.outputBytes} bytes`);
    }
  });
  child.stderr?.on("data", (chunk: Buffer) => messages.add(chunk));
  (child.stdio[STATUS_FILE] as Readable).on("data", (chunk: Buffer) => {
    status.add(chunk);
    killer.again();
    gate?.(innerPid(status.text()));
  });
  const ranOutOfMemory = (): boolean => group?.ranOutOfMemory() ?? false;
  await untilEnded(child, run, { killer, signal, pid: () => innerPid(status.text()), ranOutOfMemory });
  await treeGone(status.text());
  signal.throwIfAborted();
  const { timedOut, exceeded } = killer.reason();
  const exitCode = timedOut || exceeded !== null ? null : exitCodeOf(status.text());
  if (exitCode === null && !timedOut && exceeded === null) {
    throw new CommandCannotStart(whyNot(messages.text(), child));
  }
  return { exitCode, timedOut, exceeded };
}

/** Lets the sandbox go on, once, when its process is known and its processes are bounded. */
function makeGate(child: ChildProcess, processes: number): (pid: number | null) => void {
  const file = (child.stdio as readonly unknown[])[GATE_FILE] as Writable;
  // One that is killed before waits no more.
  file.on("error", () => undefined);
  let isOpening = false;
  return (pid) => {
    if (pid === null || isOpening) return;
    isOpening = true;
    void boundPids(pid, processes).then(() => file.end("."));
  };
}

type Killer = {
  readonly kill: () => void;
  readonly timeOut: () => void;
  readonly exceeded: (why: string) => void;
  /** A sandbox that is told to end while it is being built may say only afterwards who its inner process is. */
  readonly again: () => void;
  readonly reason: () => Pick<ProcessEnd, "timedOut" | "exceeded">;
};

/** The first reason counts. */
function makeKiller(child: ChildProcess, status: BoundedOutput): Killer {
  let reason: Pick<ProcessEnd, "timedOut" | "exceeded"> = { timedOut: false, exceeded: null };
  let killed = false;
  const kill = (why: Partial<typeof reason> = {}): void => {
    if (!killed) reason = { ...reason, ...why };
    killed = true;
    killTree(child, status.text());
  };
  return {
    kill: () => kill(),
    timeOut: () => kill({ timedOut: true }),
    exceeded: (why) => kill({ exceeded: why }),
    again: () => void (killed && killTree(child, status.text())),
    reason: () => reason,
  };
}

type Ending = {
  readonly killer: Killer;
  readonly signal: AbortSignal;
  readonly pid: () => number | null;
  readonly ranOutOfMemory: () => boolean;
};

async function untilEnded(child: ChildProcess, run: SandboxedProcess, ending: Ending): Promise<void> {
  const { killer, signal, pid, ranOutOfMemory } = ending;
  const timer = setTimeout(killer.timeOut, run.timeoutMs);
  signal.addEventListener("abort", killer.kill);
  const unwatch =
    run.bounds === undefined
      ? null
      : watchSandbox({ ...run.bounds, pid, ranOutOfMemory, exceeded: killer.exceeded });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", (error) => reject(new CommandCannotStart(`bubblewrap: ${error.message}`)));
      child.once("close", () => resolve());
    });
  } finally {
    unwatch?.();
    clearTimeout(timer);
    signal.removeEventListener("abort", killer.kill);
  }
}

/**
 * Outer and inner bubblewrap: until the inner one has asked to die with its parent, killing the outer one leaves it
 * running. It is in the outer one's process group until it begins a session of its own; by then its pid is known.
 */
function killTree(child: ChildProcess, status: string): void {
  if (child.pid === undefined) return;
  const inner = innerPid(status);
  for (const pid of [-child.pid, ...(inner === null ? [] : [inner])]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone already
    }
  }
}

function start(run: SandboxedProcess, group: ControlGroup | null, hasGate: boolean): ChildProcess {
  const environment = Object.entries(run.env).flatMap(([name, value]) => ["--setenv", name, value]);
  const filter = seccompFilter();
  const bubblewrap = [
    run.program,
    ...[...ISOLATION, ...(run.further ?? []), ...run.view, "--chdir", run.cwd, "--clearenv", ...environment],
    ...["--json-status-fd", String(STATUS_FILE)],
    ...(filter === null ? [] : ["--seccomp", String(FILTER_FILE)]),
    ...(hasGate ? ["--block-fd", String(GATE_FILE)] : []),
  ];
  const argv = [...bubblewrap, "--", ...run.argv];
  const [program = run.program, ...args] = group === null ? argv : group.launch(argv);
  try {
    const child = spawn(program, args, {
      // bubblewrap is process 1 in there, and its own environment can be read at /proc/1/environ.
      env: {},
      // Ctrl-C in the worker's terminal is the worker's to handle.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", ...furtherFiles(hasGate)],
    });
    const input = child.stdio[FILTER_FILE] as Writable;
    // One that could not be started reads nothing; why is said elsewhere.
    input.on("error", () => undefined);
    input.end(filter ?? "");
    return child;
  } catch (error) {
    throw new CommandCannotStart(`bubblewrap: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function furtherFiles(hasGate: boolean): ("pipe" | "ignore" | number)[] {
  return hasGate ? ["pipe", ...coveredFiles().slice(GATE_FILE + 1)] : [...coveredFiles().slice(GATE_FILE)];
}

/** bubblewrap tells the exit code only of a command that it could start. */
function exitCodeOf(status: string): number | null {
  const match = /"exit-code": (\d+)/.exec(status);
  return match ? Number(match[1]) : null;
}

function whyNot(messages: string, child: ChildProcess): string {
  const said =
    messages.trim() || `it ended with ${child.signalCode ?? `code ${child.exitCode}`} and said nothing`;
  return `The sandbox could not be built: ${said}`;
}

/** The end of process 1 of the sandbox is the end of all: the kernel waits for them before it lets it go. */
async function treeGone(status: string): Promise<void> {
  const pid = innerPid(status);
  if (pid === null) return;
  const until = Date.now() + GONE_WITHIN_MS;
  while (isAlive(pid) && Date.now() < until) await delay(LOOK_EVERY_MS);
}

function isAlive(pid: number): boolean {
  try {
    // The state stands after the name, which may contain anything but ends at the last parenthesis.
    return !/^\) [ZX]/.test(/\)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[0] ?? ") X");
  } catch {
    return false;
  }
}
