// The window of a run, with the test in the place of Temporal's tasks.
import { describe, expect, it } from "vitest";
import { makeWindow, runInside, type Window } from "../../src/workflows/window.ts";
import { deferred, settled, type Deferred } from "./deferred.ts";

function stage({ size, maxBytesPerTask = 1_000 }: { size: number; maxBytesPerTask?: number }) {
  let task = 1;
  const waitingForTask: Deferred<void>[] = [];
  const window = makeWindow({
    size,
    maxBytesPerTask,
    taskNumber: () => task,
    nextTask: () => {
      const next = deferred();
      waitingForTask.push(next);
      return next.promise;
    },
  });
  return {
    window,
    waitingForTask,
    /** The next workflow task begins. */
    async beginTask(): Promise<void> {
      task += 1;
      for (const next of waitingForTask.splice(0)) next.resolve();
      await settled();
    },
  };
}

/** Enters so many, each of so many bytes; what has begun is in the list. */
function enter(window: Window, count: number, bytes = 1): number[] {
  const begun: number[] = [];
  for (let n = 1; n <= count; n++) window.enter(bytes, () => void begun.push(n));
  return begun;
}

describe("A14 the window", () => {
  it("lets those ahead begin before those in line, and nobody while it is paused", () => {
    const { window } = stage({ size: 1 });
    const begun = enter(window, 3);
    window.enter(1, () => void begun.push(9), true);
    window.pause();
    window.pause();
    window.leave();
    window.resume();
    expect(begun).toEqual([1]);
    window.resume();
    expect(begun).toEqual([1, 9]);
    window.leave();
    expect(begun).toEqual([1, 9, 2]);
  });

  it("lets everybody go when the run closes, whatever it was paused for", () => {
    const { window } = stage({ size: 1 });
    window.pause();
    window.pause();
    const begun: number[] = [];
    for (let n = 1; n <= 3; n++) {
      window.enter(1, () => {
        begun.push(n);
        window.leave();
      });
    }
    window.letGo();
    expect([begun, window.working()]).toEqual([[1, 2, 3], 0]);
  });

  it("lets so many work at once, the rest in call order as places come free", () => {
    const { window } = stage({ size: 3 });
    const begun = enter(window, 6);
    expect([begun, window.working()]).toEqual([[1, 2, 3], 3]);
    window.leave();
    expect(begun).toEqual([1, 2, 3, 4]);
    window.leave();
    window.leave();
    expect([begun, window.working()]).toEqual([[1, 2, 3, 4, 5, 6], 3]);
    for (let n = 0; n < 3; n++) window.leave();
    expect(window.working()).toBe(0);
    expect(enter(window, 1)).toEqual([1]);
  });

  it("a later call never passes one that waits", () => {
    const { window } = stage({ size: 1, maxBytesPerTask: 10 });
    const begun: string[] = [];
    window.enter(1, () => void begun.push("first"));
    window.enter(9_999, () => void begun.push("large"));
    window.enter(1, () => void begun.push("small"));
    expect(begun).toEqual(["first"]);
  });

  it("starts no more in one task than a message to the server holds; the rest goes with the next", async () => {
    const { window, waitingForTask, beginTask } = stage({ size: 100, maxBytesPerTask: 1_000 });
    const begun = enter(window, 7, 400);
    expect(begun).toEqual([1, 2]);
    expect(waitingForTask).toHaveLength(1);
    await beginTask();
    expect(begun).toEqual([1, 2, 3, 4]);
    await beginTask();
    await beginTask();
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(waitingForTask).toHaveLength(0);
  });

  it("one that is larger than a whole task goes alone", async () => {
    const { window, beginTask } = stage({ size: 10, maxBytesPerTask: 100 });
    const begun = enter(window, 2, 5_000);
    expect(begun).toEqual([1]);
    await beginTask();
    expect(begun).toEqual([1, 2]);
  });

  it("the bytes of a task count afresh in the next, without anyone waiting for it", async () => {
    const { window, beginTask } = stage({ size: 10, maxBytesPerTask: 100 });
    expect(enter(window, 1, 90)).toEqual([1]);
    await beginTask();
    expect(enter(window, 1, 90)).toEqual([1]);
  });

  it("work that ends while it begins makes room at once, thousands in a row", () => {
    const { window } = stage({ size: 1, maxBytesPerTask: Infinity });
    let begun = 0;
    window.enter(1, () => void (begun += 1));
    for (let n = 0; n < 20_000; n++)
      window.enter(1, () => {
        begun += 1;
        window.leave();
      });
    window.leave();
    expect([begun, window.working()]).toEqual([20_001, 0]);
  });

  it("runInside gives the place back however the work ends", async () => {
    const { window } = stage({ size: 1 });
    const work = deferred<string>();
    const first = runInside(window, 1, () => work.promise);
    const second = runInside(window, 1, async () => "second");
    await settled();
    expect(window.working()).toBe(1);
    work.reject(new Error("no"));
    await expect(first).rejects.toThrow("no");
    expect(await second).toBe("second");
    await settled();
    expect(window.working()).toBe(0);
  });
});
