// The window of a run: at most so many at work at once, the rest in call order (A14), and never more commands in
// one workflow task than a message to the server holds.

import { WAITING_MAX_BYTES } from "../protocol/limits.ts";

export type WindowPorts = {
  readonly size: number;
  readonly maxBytesPerTask: number;
  taskNumber(): number;
  nextTask(): Promise<void>;
};

export type Window = {
  /**
   * Calls `begin` when its turn comes; whoever has begun must `leave` once. `bytes` is what beginning adds to the
   * workflow task; `ahead` of those that are not. Callbacks, not promises: each promise of a workflow costs a
   * formatted stack (measured).
   */
  enter(bytes: number, begin: () => void, ahead?: boolean): void;
  /** Nobody begins until `resume`; as many of one as of the other. */
  pause(): void;
  resume(): void;
  /** Whatever held them back: all may begin, and find that the run is closing. */
  letGo(): void;
  /** Whether so many bytes more may wait: what waits is in the worker's memory. */
  hasRoom(bytes: number): boolean;
  leave(): void;
  /** How many are at work. */
  working(): number;
};

type Waiting = { readonly bytes: number; readonly begin: () => void };

/** Those that wait, in two lines: a loop goes through them live, while others come and go. */
class WaitingLines {
  readonly #ahead = new Set<Waiting>();
  readonly #queue = new Set<Waiting>();
  bytes = 0;

  add(one: Waiting, isAhead: boolean): void {
    (isAhead ? this.#ahead : this.#queue).add(one);
    this.bytes += one.bytes;
  }

  /** Lets them begin in order, up to the first that may not. */
  begin(may: (one: Waiting) => boolean): void {
    for (const line of [this.#ahead, this.#queue]) {
      for (const head of line) {
        if (!may(head)) return;
        line.delete(head); // at once: what has begun must not be kept in memory by those behind it
        this.bytes -= head.bytes;
        head.begin();
      }
    }
  }
}

export function makeWindow(ports: WindowPorts): Window {
  const lines = new WaitingLines();
  let pauses = 0;
  let working = 0;
  let task = -1;
  let taskBytes = 0;
  let awaitsTask = false;
  let pumping = false;

  /** Takes the place if it may: it begins at once then. */
  function take({ bytes }: Waiting): boolean {
    if (working >= ports.size || awaitsTask || pauses > 0) return false;
    if (ports.taskNumber() !== task) {
      task = ports.taskNumber();
      taskBytes = 0;
    }
    if (taskBytes > 0 && taskBytes + bytes > ports.maxBytesPerTask) return awaitTask();
    taskBytes += bytes;
    working += 1;
    return true;
  }

  function awaitTask(): false {
    awaitsTask = true;
    const goOn = (): void => {
      awaitsTask = false;
      pump();
    };
    ports.nextTask().then(goOn, () => undefined);
    return false;
  }

  /** What begins may leave at once (a run being stopped): a loop, since a queue of thousands would use up the stack. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    try {
      lines.begin(take);
    } finally {
      pumping = false;
    }
  }

  return {
    working: () => working,
    hasRoom: (bytes) => lines.bytes + bytes <= WAITING_MAX_BYTES,
    enter(bytes, begin, isAhead = false) {
      lines.add({ bytes, begin }, isAhead);
      pump();
    },
    pause: () => void (pauses += 1),
    resume() {
      pauses -= 1;
      pump();
    },
    letGo() {
      pauses = 0;
      pump();
    },
    leave() {
      working -= 1;
      pump();
    },
  };
}

/** Runs a piece of work inside the window, for those who are few. */
export async function runInside<T>(window: Window, bytes: number, start: () => Promise<T>): Promise<T> {
  if (!window.hasRoom(bytes)) throw crowdedError();
  await new Promise<void>((begin) => window.enter(bytes, begin));
  try {
    return await start();
  } finally {
    window.leave();
  }
}

/** What a call rejects with when too much waits already. */
export function crowdedError(): RangeError {
  return new RangeError(
    `calls of this run that wait hold ${WAITING_MAX_BYTES} bytes already; await some before you make more`,
  );
}
