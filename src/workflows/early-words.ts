// What is said before the script has begun, when nobody can listen yet: for the first who does, or for who was named.
import type { Say } from "../protocol/control.ts";
import { EARLY_MAX_CHARS } from "../protocol/limits.ts";
import { MailRefusal } from "./mail-refusal.ts";

export class EarlyWords {
  #kept: readonly Say[] = [];

  /** Throws `MailRefusal`. */
  keep(message: Say): void {
    if (JSON.stringify([...this.#kept, message]).length > EARLY_MAX_CHARS)
      throw new MailRefusal(`${this.#kept.length} messages wait for the script to begin; wait until it has`);
    this.#kept = [...this.#kept, message];
  }

  /** Gives each, in their order, to `put`, which says whether there was somebody for it. */
  handOver(put: (message: Say) => boolean): void {
    this.#kept = this.#kept.filter((message) => !put(message));
  }

  /** How many nobody has taken, by the name they are for; an end is none. */
  left(nameOf: (message: Say) => string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const message of this.#kept.filter(({ end }) => end !== true)) {
      const name = nameOf(message);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }
}
