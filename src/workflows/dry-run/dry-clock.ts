// The time of a dry run: it stands still while anything happens, then jumps to the next timer.
import { DRY_QUIET_TICKS } from "../../protocol/limits.ts";
import type { Timer } from "../ports.ts";

type Waiting = { readonly due: number; readonly fire: () => void };

export class DryClock {
  #now: number;
  readonly #timers = new Set<Waiting>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  timer(ms: number): Timer {
    let stop = (): void => undefined;
    const fired = new Promise<void>((fire, reject) => {
      const waiting = { due: this.#now + ms, fire };
      this.#timers.add(waiting);
      stop = () => {
        if (this.#timers.delete(waiting)) reject(new Error("the timer was cleared"));
      };
    });
    return { fired, cancel: () => stop() };
  }

  /** False when the condition will never hold: everything is quiet, and no timer is left. */
  async until(holds: () => boolean): Promise<boolean> {
    for (;;) {
      for (let tick = 0; tick < DRY_QUIET_TICKS; tick++) {
        if (holds()) return true;
        await Promise.resolve();
      }
      if (!this.#jump()) return false;
    }
  }

  #jump(): boolean {
    let next: Waiting | null = null;
    for (const waiting of this.#timers) if (next === null || waiting.due < next.due) next = waiting;
    if (next === null) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.due);
    next.fire();
    return true;
  }
}
