// Which process something belongs to, so that another process can tell later whether that one is still there.
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

export type ProcessIdentity = {
  readonly pid: number;
  /** When it started, in the kernel's ticks since boot: process ids are used again. */
  readonly startedAt: string;
  /** Of which boot, host and process namespace the two speak: elsewhere they mean nothing. */
  readonly machine: string;
};

/** `unknown`: it ran on another machine, in another container, or before the last boot. */
export type ProcessState = "alive" | "dead" | "unknown";

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf("self") ?? "", machine: thisMachine() };
}

export function stateOf({ pid, startedAt, machine }: ProcessIdentity): ProcessState {
  if (machine !== thisMachine() || startedAt === "") return "unknown";
  return startOf(String(pid)) === startedAt ? "alive" : "dead";
}

/** This process in a few letters that a file's name has room for. */
export function ownTag(): string {
  return (tag ??= tagOf(ownIdentity()));
}

/** Of the process that made the tag; `unknown` for what is none. */
export function stateOfTag(text: string): ProcessState {
  const [, pid = "", startedAt = "", mark] = TAG.exec(text) ?? [];
  const machine = thisMachine();
  return mark === markOf(machine) ? stateOf({ pid: Number(pid), startedAt, machine }) : "unknown";
}

const TAG = /^(\d+)-(\d*)-([0-9a-f]{8})$/;
let tag: string | null = null;

function tagOf({ pid, startedAt, machine }: ProcessIdentity): string {
  return `${pid}-${startedAt}-${markOf(machine)}`;
}

function markOf(machine: string): string {
  return createHash("sha256").update(machine).digest("hex").slice(0, 8);
}

function thisMachine(): string {
  return [hostname(), read("/proc/sys/kernel/random/boot_id"), processNamespace()].join(" ");
}

/** Field 22; the fields are counted after the name, which may contain anything but ends at the last parenthesis. */
function startOf(pid: string): string | null {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // A zombie does nothing any more.
  return fields.length < 20 || fields[0] === "Z" ? null : (fields[19] ?? null);
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
