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
   * workflow task. Callbacks, not promises: each promise of a workflow costs a formatted stack (measured).
   */
  enter(bytes: number, begin: () => void): void;
  /** Whether so many bytes more may wait: what waits is in the worker's memory. */
  hasRoom(bytes: number): boolean;
  leave(): void;
  /** How many are at work. */
  working(): number;
};

type Waiting = { readonly bytes: number; readonly begin: () => void };

export function makeWindow(ports: WindowPorts): Window {
  const queue = new Set<Waiting>();
  let working = 0;
  let task = -1;
  let taskBytes = 0;
  let pausing = false;
  let waitingBytes = 0;
  let pumping = false;

  function fitsTask(bytes: number): boolean {
    if (ports.taskNumber() !== task) {
      task = ports.taskNumber();
      taskBytes = 0;
    }
    return taskBytes === 0 || taskBytes + bytes <= ports.maxBytesPerTask;
  }

  /** What begins may leave at once (a run being stopped): a loop, since a queue of thousands would use up the stack. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    try {
      beginWaiting();
    } finally {
      pumping = false;
    }
  }

  function beginWaiting(): void {
    for (const head of queue) {
      if (working >= ports.size || pausing) return;
      if (!fitsTask(head.bytes)) return pauseForTask();
      queue.delete(head); // at once: what has begun must not be kept in memory by those behind it
      waitingBytes -= head.bytes;
      taskBytes += head.bytes;
      working += 1;
      head.begin();
    }
  }

  function pauseForTask(): void {
    pausing = true;
    ports.nextTask().then(resume, () => undefined);
  }

  function resume(): void {
    pausing = false;
    pump();
  }

  return {
    working: () => working,
    hasRoom: (bytes) => waitingBytes + bytes <= WAITING_MAX_BYTES,
    enter(bytes, begin) {
      queue.add({ bytes, begin });
      waitingBytes += bytes;
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
