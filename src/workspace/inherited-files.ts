// Open files that this process was started with beyond the usual three, and that its children would get as well: an open
// directory among them is a way around every sandbox (as CVE-2024-21626 was).
import { openSync, readdirSync, readFileSync } from "node:fs";

/** `FD_CLOEXEC` as /proc shows it among a file's flags; what Node opens has it. */
const CLOSED_ON_EXEC = 0o2000000;
const FIRST_INHERITED = 3;

type Slot = "ignore" | number;
let known: readonly Slot[] | undefined;

/**
 * For `stdio` of a child process, from number 0: an empty file wherever an inherited one would go along, else
 * `"ignore"`. Looked for once: a process inherits at its start only.
 */
export function coveredFiles(): readonly Slot[] {
  known ??= cover(inheritedFiles());
  return known;
}

function cover(numbers: readonly number[]): Slot[] {
  if (numbers.length === 0) return [];
  const empty = openSync("/dev/null", "r");
  const slots = Array.from({ length: Math.max(...numbers) + 1 }, (): Slot => "ignore");
  for (const number of numbers) slots[number] = empty;
  return slots;
}

function inheritedFiles(): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((number) => number >= FIRST_INHERITED && goesAlong(number));
}

function goesAlong(number: number): boolean {
  try {
    const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, "utf8"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSED_ON_EXEC) === 0;
  } catch {
    // The directory that was being read.
    return false;
  }
}
