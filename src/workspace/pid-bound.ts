// The kernel's own bound on the processes of a sandbox where there is no control group for them: how many process ids its
// namespace has. Root needs it: the limit that counts everybody else's processes does not count root's.
import { execFile } from "node:child_process";
import { release } from "node:os";
import { promisify } from "node:util";
import { sandboxPath } from "./sandbox-view.ts";

/** Since then a process namespace has a number of its own; before, writing it would change the whole machine's. */
const SINCE_LINUX = [6, 14] as const;
/** Numbers below are not given out again when all have been used once. */
const RESERVED = 300;
/** bubblewrap's own in there, and what looks after it. */
const OWN_PROCESSES = 4;
const TIMEOUT_MS = 10_000;

/** Enters the namespace, makes sure that it did, and sets how many there may be. The file tree is this machine's. */
const SET = `[ /proc/self/ns/pid -ef "/proc/$1/ns/pid" ] && echo "$2" > /proc/sys/kernel/pid_max`;

/** Whether this worker needs the bound, and this Linux has it; whether it can be set here is seen in trying. */
export function canBoundPids(
  linux: string = release(),
  uid: number | undefined = process.getuid?.(),
): boolean {
  if (uid !== 0 || process.platform !== "linux") return false;
  const [major = 0, minor = 0] = linux.split(".").map((part) => Number.parseInt(part, 10));
  return major > SINCE_LINUX[0] || (major === SINCE_LINUX[0] && minor >= SINCE_LINUX[1]);
}

/**
 * `pid` is process 1 of the sandbox, as seen from outside. Resolves to whether the bound is set; where it cannot be,
 * looking is all there is.
 */
export async function boundPids(pid: number, processes: number): Promise<boolean> {
  const most = String(processes + OWN_PROCESSES + RESERVED);
  const args = ["--target", String(pid), "--pid", "/bin/sh", "-c", SET, "sh", String(pid), most];
  const options = { env: { PATH: sandboxPath() }, timeout: TIMEOUT_MS };
  return promisify(execFile)("nsenter", args, options).then(
    () => true,
    () => false,
  );
}
