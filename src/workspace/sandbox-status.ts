// What bubblewrap tells about a sandbox while it builds it.

/** Process 1 of the sandbox, as seen from outside; `null` while it is not there yet. */
export function innerPid(status: string): number | null {
  const pid = /"child-pid": (\d+)/.exec(status)?.[1];
  return pid === undefined ? null : Number(pid);
}
