// Tries the bound on process ids out in a sandbox that does nothing: where /proc/sys is read-only,
// or nsenter is missing, no version of Linux lets it be set.
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { boundPids, canBoundPids } from "./pid-bound.ts";
import { ISOLATION } from "./sandbox.ts";
import { innerPid } from "./sandbox-status.ts";

const STATUS_FILE = 3;
const GATE_FILE = 4;
/** Any number that the kernel takes. */
const PROCESSES = 100;
const TIMEOUT_MS = 10_000;

/** `program` is bubblewrap. */
export async function isPidBoundSet(program: string): Promise<boolean> {
  if (!canBoundPids()) return false;
  const view = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"];
  const files = ["--json-status-fd", String(STATUS_FILE), "--block-fd", String(GATE_FILE)];
  const child = spawn(program, [...ISOLATION, ...view, ...files, "--", "true"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  const closed = once(child, "close").catch(() => undefined);
  const gate = child.stdio[GATE_FILE] as Writable;
  gate.on("error", () => undefined);
  const pid = await readInnerPid(child.stdio[STATUS_FILE] as Readable);
  const isSet = pid !== null && (await boundPids(pid, PROCESSES));
  gate.end(".");
  await closed;
  return isSet;
}

async function readInnerPid(status: Readable): Promise<number | null> {
  return new Promise((resolve) => {
    let text = "";
    status.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const pid = innerPid(text);
      if (pid !== null) resolve(pid);
    });
    status.once("close", () => resolve(null));
  });
}
