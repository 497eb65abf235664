// Durations, tokens and dollars as people read them.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds as `850ms`, `12s`, `3m 4s`, `2h 5m`, `3d 1h`. */
export function duration(ms: number): string {
  const positive = Math.max(0, ms);
  if (positive < SECOND) return `${Math.round(positive)}ms`;
  if (positive < MINUTE) return `${Math.floor(positive / SECOND)}s`;
  if (positive < HOUR) return pair(positive, [MINUTE, "m"], [SECOND, "s"]);
  if (positive < DAY) return pair(positive, [HOUR, "h"], [MINUTE, "m"]);
  return pair(positive, [DAY, "d"], [HOUR, "h"]);
}

function pair(ms: number, big: readonly [number, string], small: readonly [number, string]): string {
  const rest = Math.floor((ms % big[0]) / small[0]);
  return `${Math.floor(ms / big[0])}${big[1]}${rest > 0 ? ` ${rest}${small[1]}` : ""}`;
}

/** `950`, `12.3k`, `4.1M`. */
export function tokens(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 1_000_000) return `${(count / 1_000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** Every figure in dollars says that it is an estimate. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)} est.`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `2026-11-22 20:45:27`, local time. */
export function timestamp(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clock(ms)}`;
}

/** `20:45:27`, local time. */
export function clock(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
