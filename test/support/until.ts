// Waits for a condition, bounded: tests wait for what they mean, never for a time.
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 25;

/** Resolves with the first value that is neither false, null nor undefined; rejects after `timeoutMs`, saying what was awaited. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 30_000,
  pollMs = POLL_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== false && value !== null && value !== undefined)
      return value as NonNullable<Exclude<T, false>>;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await pause(pollMs);
  }
}
