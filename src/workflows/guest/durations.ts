// Durations as scripts write them: milliseconds, or '2h', '90 minutes', '1d'.
import ms from "ms";
import { TIMER_MAX_MS } from "../../protocol/limits.ts";

export function toMilliseconds(duration: unknown, where: string): number {
  const value = typeof duration === "string" ? parseText(duration) : duration;
  if (typeof value !== "number" || Number.isNaN(value)) {
    const got = typeof duration === "string" ? `"${duration}"` : typeof duration;
    throw new TypeError(`${where} takes milliseconds or a text like '30s', '2h', '1d'; got ${got}`);
  }
  if (value > TIMER_MAX_MS)
    throw new RangeError(`${where} takes at most ${TIMER_MAX_MS} ms (10 years); got ${value}`);
  return Math.max(0, Math.round(value));
}

/** `ms` throws on texts that are empty or very long; both are no durations. */
function parseText(text: string): number | undefined {
  return text === "" || text.length > 100 ? undefined : ms(text as ms.StringValue);
}
