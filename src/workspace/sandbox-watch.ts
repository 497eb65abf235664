// Looks after a sandboxed command from outside: how many processes, how much memory, how much of the disk. The kernel
// has no limit for a tree of processes that works everywhere: control groups are seldom delegated, it does not count
// the processes of root, in a user namespace neither, and namespaces have a number of process ids since Linux 6.14 only.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { COMMAND_WATCH_EVERY_MS } from "../protocol/limits.ts";
import type { CommandLimits } from "./command-policy.ts";

/** Of the time, at most this share is spent on looking. */
const SHARE_OF_TIME = 0.1;

export type Watched = {
  /** Process 1 of the sandbox as seen from outside; `null` until it is known. */
  readonly pid: () => number | null;
  /** Whether the kernel has ended one of its processes for their memory: what is left of the others is no result. */
  readonly ranOutOfMemory: () => boolean;
  /** On the disk to look after. */
  readonly directory: string;
  readonly limits: CommandLimits;
  /** Called once, with a sentence, when a limit is exceeded. */
  readonly exceeded: (why: string) => void;
};

/** The returned function ends it. */
export function watchSandbox(watched: Watched): () => void {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let floor: number | null = null;
  const look = async (): Promise<void> => {
    const startedAt = performance.now();
    const free = await freeBytes(watched.directory);
    // On a disk that is nearly full already a command may use half of the rest: to make room, it has to run.
    floor ??= free < watched.limits.diskFloorBytes ? free / 2 : watched.limits.diskFloorBytes;
    if (ended) return;
    const why = diskExcess(free, floor) ?? treeExcess(watched);
    if (why !== null) return watched.exceeded(why);
    const spent = performance.now() - startedAt;
    timer = setTimeout(() => void look(), Math.max(COMMAND_WATCH_EVERY_MS, spent / SHARE_OF_TIME));
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function diskExcess(free: number, floor: number): string | null {
  if (free >= floor) return null;
  return `it left less than ${mib(floor)} free on the disk. Delete what it wrote, and write less`;
}

function treeExcess(watched: Watched): string | null {
  const { limits } = watched;
  const tooMuch = `it held more than ${mib(limits.memoryBytes)} of memory`;
  const pid = watched.pid();
  if (pid === null) return null;
  if (watched.ranOutOfMemory()) return tooMuch;
  const { processes, memoryBytes } = treeOf(pid, limits.processes);
  if (processes > limits.processes) {
    return `it had more than ${limits.processes} processes and threads at once`;
  }
  return memoryBytes > limits.memoryBytes ? tooMuch : null;
}

function mib(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

/** The sandbox's own /proc lists its processes and no others. Counting ends when there are more than `most`. */
function treeOf(pid: number, most: number): { readonly processes: number; readonly memoryBytes: number } {
  const proc = `/proc/${pid}/root/proc`;
  let [processes, memoryBytes] = [0, 0];
  // While the sandbox is being built, that is the machine's own list, or nobody's to look at.
  const device = deviceOf(proc);
  if (device === null || device === deviceOf("/proc")) return { processes, memoryBytes };
  for (const name of namesIn(proc)) {
    if (!/^\d+$/.test(name)) continue;
    const status = textOf(`${proc}/${name}/status`);
    processes += numberIn(status, /^Threads:\s+(\d+)/m);
    // Memory of its own: programs and shared libraries are mapped by many and held once.
    memoryBytes += numberIn(status, /^RssAnon:\s+(\d+) kB/m) * 1024;
    if (processes > most) break;
  }
  return { processes, memoryBytes };
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/** Processes, and sandboxes, end while they are looked at, or may not be looked at yet: that must not end the worker. */
function deviceOf(directory: string): number | null {
  try {
    return statSync(directory).dev;
  } catch {
    return null;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** A disk that cannot be asked (a network file system that is away) is not looked after. */
async function freeBytes(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
