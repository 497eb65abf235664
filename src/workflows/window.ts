// The window of a run: at most so many at work at once, the rest in call order (A14), and never more commands in
// one workflow task than a message to the server holds.

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
  leave(): void;
  /** How many are at work. */
  working(): number;
};

type Waiting = { readonly bytes: number; readonly begin: () => void };

export function makeWindow(ports: WindowPorts): Window {
  const queue: Waiting[] = [];
  let next = 0;
  let working = 0;
  let task = -1;
  let taskBytes = 0;
  let pausing = false;
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
    for (let head = queue[next]; head !== undefined && working < ports.size && !pausing; head = queue[next]) {
      if (!fitsTask(head.bytes)) return pauseForTask();
      next += 1;
      taskBytes += head.bytes;
      working += 1;
      head.begin();
    }
    if (next > 0 && next === queue.length) {
      queue.length = 0;
      next = 0;
    }
  }

  function pauseForTask(): void {
    pausing = true;
    const go = (): void => {
      pausing = false;
      pump();
    };
    ports.nextTask().then(go, () => undefined);
  }

  return {
    working: () => working,
    enter(bytes, begin) {
      queue.push({ bytes, begin });
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
  await new Promise<void>((begin) => window.enter(bytes, begin));
  try {
    return await start();
  } finally {
    window.leave();
  }
}
