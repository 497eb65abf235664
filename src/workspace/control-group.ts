// The kernel's own bound for a command with all its processes, where this worker may set one: as root, whose processes
// the kernel counts by nothing else. Everybody else's are counted by the limit that `run-command.ts` sets.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { COMMAND_LIMITS, type CommandLimits } from "./command-policy.ts";

const ROOT = "/sys/fs/cgroup";
const PREFIX = "pawl-";
/** bubblewrap itself and its process 1 are in the group as well. */
const OWN_PROCESSES = 4;
const REMOVED_WITHIN_MS = 2_000;
const TRY_EVERY_MS = 5;

export type ControlGroup = {
  /** Puts before a command what makes it enter the group before it becomes itself. */
  readonly launch: (argv: readonly string[]) => string[];
  /** Whether it bounds their number. */
  readonly countsProcesses: boolean;
  /** Whether the kernel ended a process of it for the memory that all together held. */
  readonly ranOutOfMemory: () => boolean;
  /** Call it when all its processes are gone. */
  readonly remove: () => Promise<void>;
};

/** Directories to make groups in, with the settings of one: version 1 has one for each resource, version 2 one for all. */
type Place = { readonly directory: string; readonly settings: (limits: CommandLimits) => Settings };
type Settings = Readonly<Record<string, string>>;

let made = 0;
let places: readonly Place[] | undefined;

/** `null` where the worker may not: then there is the number of process ids (`pid-bound.ts`), and looking. */
export function makeControlGroup(limits: CommandLimits): ControlGroup | null {
  places ??= process.getuid?.() === 0 ? usablePlaces() : [];
  made += 1;
  const name = `${PREFIX}${process.pid}-${made}`;
  const groups = places.flatMap((place) => makeGroup(join(place.directory, name), place.settings(limits)));
  if (groups.length === 0) return null;
  return {
    launch: (argv) => [...enter(groups), ...argv],
    countsProcesses: groups.some((group) => existsSync(join(group, "pids.max"))),
    ranOutOfMemory: () => groups.some(hasKilled),
    remove: () => removeGroups(groups),
  };
}

/** A shell writes its own number into the groups and becomes the command; without a group it goes on all the same. */
function enter(groups: readonly string[]): string[] {
  const lines = groups.map((_, index) => `echo 0 > "$${index + 1}"`).join("\n");
  const files = groups.map((group) => join(group, "cgroup.procs"));
  return ["/bin/sh", "-c", `{ ${lines}\n} 2>/dev/null\nshift ${groups.length}\nexec "$@"`, "sh", ...files];
}

function makeGroup(path: string, settings: Settings): string[] {
  try {
    mkdirSync(path);
  } catch {
    return [];
  }
  for (const [file, value] of Object.entries(settings)) {
    // A setting that this kernel lacks (swap, killing all at once) is one bound less, no obstacle.
    if (existsSync(join(path, file))) writeFileSync(join(path, file), value);
  }
  return [path];
}

/** Version 2 tells it among the events, version 1 beside the settings. */
function hasKilled(group: string): boolean {
  const told = ["memory.events", "memory.oom_control"].map((file) => textOf(join(group, file)));
  return told.some((text) => /^oom_kill [1-9]/m.test(text));
}

async function removeGroups(groups: readonly string[]): Promise<void> {
  const until = Date.now() + REMOVED_WITHIN_MS;
  while (!groups.map(removeGroup).every(Boolean) && Date.now() < until) await delay(TRY_EVERY_MS);
}

/** A group can be removed when its last process is gone for good, some moments after its end. */
function removeGroup(path: string): boolean {
  try {
    rmdirSync(path);
  } catch {
    return !existsSync(path);
  }
  return true;
}

function usablePlaces(): Place[] {
  const found = [...placesOfVersion1(), ...placesOfVersion2()].filter((place) => isUsable(place));
  for (const { directory } of found) clearDead(directory);
  return found;
}

/** Below the worker's own groups, so that what bounds the worker bounds its commands. */
function placesOfVersion1(): Place[] {
  const kinds: Readonly<Record<string, Place["settings"]>> = {
    pids: ({ processes }) => ({ "pids.max": String(processes + OWN_PROCESSES) }),
    memory: ({ memoryBytes }) => ({ "memory.limit_in_bytes": String(memoryBytes) }),
  };
  return Object.entries(kinds).flatMap(([kind, settings]) => {
    const own = ownGroup(kind);
    return own === null ? [] : [{ directory: join(ROOT, kind, own), settings }];
  });
}

/** Beside the worker's own group, which may have either processes or groups in it. */
function placesOfVersion2(): Place[] {
  const own = ownGroup("");
  if (own === null || !existsSync(join(ROOT, "cgroup.controllers"))) return [];
  const settings: Place["settings"] = ({ processes, memoryBytes }) => ({
    "pids.max": String(processes + OWN_PROCESSES),
    "memory.max": String(memoryBytes),
    "memory.swap.max": "0",
    "memory.oom.group": "1",
  });
  return [{ directory: dirname(join(ROOT, own)), settings }].filter(
    ({ directory }) => directory !== dirname(ROOT),
  );
}

/** The worker's path in a hierarchy: lines are `number:kinds:path`, version 2 without kinds. */
function ownGroup(kind: string): string | null {
  const lines = textOf("/proc/self/cgroup")
    .split("\n")
    .map((line) => line.split(":"));
  const found = lines.find(([, kinds = ""]) => kinds.split(",").includes(kind));
  return found?.[2] ?? null;
}

/** Tried out with a group that is taken away again: a read-only mount looks like any other. */
function isUsable({ directory, settings }: Place): boolean {
  const path = join(directory, `${PREFIX}${process.pid}-0`);
  try {
    mkdirSync(path);
  } catch {
    return false;
  }
  try {
    const [bound = ""] = Object.keys(settings(COMMAND_LIMITS));
    return existsSync(join(path, bound));
  } finally {
    rmdirSync(path);
  }
}

/** Groups of workers that were killed; one with processes left stays. */
function clearDead(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeGroup(join(directory, name));
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
