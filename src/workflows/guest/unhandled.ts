// Rejected promises that nobody awaits: never the end of a run, always a line in its failures (F07).
import { FAILURES_KEPT } from "../../protocol/limits.ts";
import { describeThrown, isRecorded } from "./errors.ts";

export type Unhandled = ReturnType<typeof makeUnhandled>;

/** @param failure writes one line to the run's failures. */
export function makeUnhandled(failure: (message: string) => void) {
  const rejected = new Map<object, unknown>();
  return {
    /** Hears from the engine that a promise was rejected with nobody there, or that somebody came after all. */
    track(promise: object, reason: unknown, isHandled: boolean): void {
      if (isHandled) rejected.delete(promise);
      else rejected.set(promise, reason);
    },
    /** Tells of those that are left when the guest has nothing more to do. */
    tell(): void {
      const reasons = [...rejected.values()].filter((reason) => !isRecorded(reason));
      rejected.clear();
      for (const reason of reasons.slice(0, FAILURES_KEPT)) {
        const { name, message } = describeThrown(reason);
        failure(`${name}: ${message}`);
      }
      // Bounded: a loop of such promises must not spend what a script may post.
      const more = reasons.length - FAILURES_KEPT;
      if (more > 0) failure(`${more} more rejected promises that nobody awaits`);
    },
  };
}
