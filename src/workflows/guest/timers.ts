// setTimeout, clearTimeout, sleep: durable timers (W08).
import type { Channel } from "./channel.ts";
import { toMilliseconds } from "./durations.ts";

export function makeTimers(channel: Channel, failed: (error: unknown) => void) {
  const open = new Set<number>();

  function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]): number {
    if (typeof callback !== "function") {
      throw new TypeError(`setTimeout(callback, ms) takes a function, got ${typeof callback}`);
    }
    const number = Number(delay);
    const ms = number > 0 ? toMilliseconds(number, "setTimeout()") : 0;
    let timer = 0;
    const fired = channel.ask({ t: "timer", ms }, (id) => (timer = id));
    open.add(timer);
    const fire = async (): Promise<void> => {
      await fired;
      open.delete(timer);
      await (callback as (...values: unknown[]) => unknown)(...args);
    };
    fire().catch(failed);
    return timer;
  }

  function clearTimeout(timer: unknown): void {
    if (typeof timer !== "number" || !open.delete(timer)) return;
    channel.forget(timer);
    channel.tell({ t: "clearTimer", id: timer });
  }

  async function sleep(duration: unknown): Promise<void> {
    await channel.ask({ t: "timer", ms: toMilliseconds(duration, "sleep(duration)") });
  }

  return { setTimeout, clearTimeout, sleep };
}
