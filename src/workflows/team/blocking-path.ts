// Whether one task waits for another, by whatever detour.

/** The tasks from one to the other along what each waits for, both included; `null` when it does not wait for it. */
export function blockingPath(
  from: string,
  to: string,
  blockedBy: (id: string) => readonly string[],
  seen: Set<string> = new Set(),
): readonly string[] | null {
  if (from === to) return [from];
  seen.add(from);
  for (const id of blockedBy(from)) {
    const rest = seen.has(id) ? null : blockingPath(id, to, blockedBy, seen);
    if (rest !== null) return [from, ...rest];
  }
  return null;
}
