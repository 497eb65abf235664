// A child process that is started again when it dies, and ended for good when we end.
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export type Child = {
  /** `worker`, `Temporal server`: as people read it. */
  readonly title: string;
  readonly start: () => ChildProcess;
  /** Told when it died and is started again. */
  readonly note: (message: string) => void;
};

export type KeptChild = {
  readonly pid: () => number | undefined;
  /** Resolves with the reason when it dies so often that starting it again makes no sense. */
  readonly gaveUp: Promise<string>;
  readonly stop: () => Promise<void>;
};

/** A child that lived shorter than this did not start. */
const STARTED_MS = 5_000;
const FAILED_STARTS_MAX = 3;
const RESTART_AFTER_MS = 300;
/** How long a child may take to end by itself, then after a second request. */
const GRACE_MS = 8_000;
const HARD_GRACE_MS = 2_000;

export function keepRunning(child: Child): KeptChild {
  let process = child.start();
  let stopping = false;
  const gaveUp = (async (): Promise<string> => {
    let failedStarts = 0;
    for (;;) {
      const since = Date.now();
      const how = await ended(process);
      // A promise that never settles: whoever stops does not wait for a reason.
      if (stopping) return new Promise<string>(() => {});
      failedStarts = Date.now() - since < STARTED_MS ? failedStarts + 1 : 0;
      if (failedStarts >= FAILED_STARTS_MAX)
        return `The ${child.title} ended ${failedStarts} times at its start (${how}).`;
      child.note(`The ${child.title} ended (${how}); starting it again.`);
      await sleep(RESTART_AFTER_MS);
      if (stopping) return new Promise<string>(() => {});
      process = child.start();
    }
  })();
  return {
    pid: () => process.pid,
    gaveUp,
    stop: async () => {
      stopping = true;
      await end(process);
    },
  };
}

function hasEnded(process: ChildProcess): boolean {
  return process.exitCode !== null || process.signalCode !== null || process.pid === undefined;
}

/** How it ended, as people read it. A program that cannot be started ends with an `error` and no `exit`. */
async function ended(process: ChildProcess): Promise<string> {
  if (process.signalCode !== null || process.exitCode !== null) return howItEnded(process);
  return new Promise((resolve) => {
    process.once("exit", () => resolve(howItEnded(process)));
    process.once("error", (error) => resolve(error.message));
  });
}

function howItEnded(process: ChildProcess): string {
  return process.signalCode ?? `exit code ${process.exitCode ?? "none"}`;
}

async function end(child: ChildProcess): Promise<void> {
  for (const [signal, grace] of [
    ["SIGTERM", GRACE_MS],
    ["SIGTERM", HARD_GRACE_MS],
    ["SIGKILL", HARD_GRACE_MS],
  ] as const) {
    if (hasEnded(child)) return;
    signalGroup(child, signal);
    const patience = new AbortController();
    await Promise.race([
      ended(child),
      sleep(grace, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }
}

/** Children lead a process group of their own, so that Ctrl-C reaches only us and we end them in order. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended in between.
  }
}
