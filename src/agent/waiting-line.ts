// A line of callers waiting for something, first come, first served. Each waits for a bounded time, and goes at once
// when it is told to stop.
import type { Clock } from "./clock.ts";

export type Waiting = {
  readonly signal: AbortSignal;
  /** Longest wait in milliseconds. */
  readonly patienceMs: number;
  /** What to say when that is over: an error, or nothing when the caller shall go on all the same. */
  readonly tooLong: () => Error | undefined;
};

export type WaitingLine = {
  /** Resolves when called up. Rejects with the signal's reason, or with what `tooLong` says. */
  join(waiting: Waiting): Promise<void>;
  /** Calls up the one who has waited longest. */
  callUp(): void;
  size(): number;
};

type Place = { readonly go: () => void };

export function makeWaitingLine(clock: Clock): WaitingLine {
  const places: Place[] = [];
  return {
    join: ({ signal, patienceMs, tooLong }) =>
      new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const leave = (): void => {
          places.splice(places.indexOf(place), 1);
          signal.removeEventListener("abort", stop);
          callOff();
        };
        const place: Place = { go: () => (leave(), resolve()) };
        const stop = (): void => (leave(), reject(signal.reason));
        const callOff = clock.after(patienceMs, () => {
          leave();
          const error = tooLong();
          if (error === undefined) resolve();
          else reject(error);
        });
        places.push(place);
        signal.addEventListener("abort", stop);
      }),
    callUp: () => places[0]?.go(),
    size: () => places.length,
  };
}
