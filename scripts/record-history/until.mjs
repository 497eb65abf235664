// Waits for a condition, bounded.
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 30_000;

/** The first value of the probe that is not false, null or undefined; what it throws counts as none. */
export async function until(what, probe) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await Promise.resolve(probe()).catch(() => null);
    if (value !== false && value !== null && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain for ${what}`);
    await pause(25);
  }
}
