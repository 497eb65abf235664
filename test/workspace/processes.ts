// Looks for processes by a word in their command line, and waits until there are some or none.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";

/** How many processes of the machine have the word among their arguments. */
export function countProcesses(word: string): number {
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && argumentsOf(pid).includes(word)).length;
}

export async function untilRunning(word: string): Promise<void> {
  await expect.poll(() => countProcesses(word), { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

let next = 0;

/** Seconds of a `sleep` that no other process of the machine has, so that it can be looked for. */
export function uniqueSeconds(): string {
  next += 1;
  return `${90_000 + next}.${process.pid}`;
}
