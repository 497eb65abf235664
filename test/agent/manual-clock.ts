// A clock whose hands the test turns.
import type { Clock } from "../../src/agent/clock.ts";

export type ManualClock = Clock & {
  /** Moves on by so many milliseconds, ringing what falls due on the way, and lets all that follows from it happen. */
  pass(ms: number): Promise<void>;
  /** Alarms that are set. */
  pending(): number;
};

export function makeManualClock(start = 1_000_000): ManualClock {
  let now = start;
  let alarms: { readonly at: number; readonly ring: () => void }[] = [];
  return {
    now: () => now,
    after(ms, callback) {
      const alarm = { at: now + ms, ring: callback };
      alarms.push(alarm);
      return () => void (alarms = alarms.filter((one) => one !== alarm));
    },
    async pass(ms) {
      const end = now + ms;
      for (let next = earliest(alarms, end); next !== undefined; next = earliest(alarms, end)) {
        const due = next;
        now = due.at;
        alarms = alarms.filter((one) => one !== due);
        due.ring();
        await settled();
      }
      now = end;
      await settled();
    },
    pending: () => alarms.length,
  };
}

function earliest<Alarm extends { readonly at: number }>(
  alarms: readonly Alarm[],
  end: number,
): Alarm | undefined {
  return alarms.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
}

/** Promises that settle because of others have had their turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
