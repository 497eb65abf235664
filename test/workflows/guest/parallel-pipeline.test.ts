// parallel and pipeline with promises resolved by hand: what starts when, what waits for what, what failures leave.
import { describe, expect, it } from "vitest";
import { ITEMS_MAX } from "../../../src/protocol/limits.ts";
import { markRecorded, PawlError } from "../../../src/workflows/guest/errors.ts";
import { makeParallel } from "../../../src/workflows/guest/parallel.ts";
import { makePipeline } from "../../../src/workflows/guest/pipeline.ts";
import { deferred, settled } from "../deferred.ts";

type Stage = (previous: unknown, item: unknown, index: number) => unknown;
type Line = { kind: string; label: string; message: string };

function stage(exhausted: PawlError | null = null) {
  const lines: Line[] = [];
  const ports = {
    exhausted: () => exhausted,
    failure: (kind: string, label: string, message: string) => void lines.push({ kind, label, message }),
  };
  return {
    lines,
    parallel: makeParallel(ports),
    pipeline: makePipeline(ports) as (items: unknown, ...stages: Stage[]) => Promise<unknown[]>,
  };
}

const limit = (): PawlError => new PawlError("AgentLimit", "no more agents", "AgentLimit");

describe("parallel", () => {
  it("F01 starts every function at once, in order, and resolves when the last is done", async () => {
    const { parallel } = stage();
    const [a, b] = [deferred<string>(), deferred<string>()];
    const started: string[] = [];
    let results: unknown[] | null = null;
    void parallel([() => (started.push("a"), a.promise), () => (started.push("b"), b.promise)]).then(
      (all) => (results = all),
    );
    await settled();
    expect(started).toEqual(["a", "b"]);
    b.resolve("B");
    await settled();
    expect(results).toBeNull();
    a.resolve("A");
    await settled();
    expect(results).toEqual(["A", "B"]);
  });

  it("F01 starts nothing when one of the functions is none", async () => {
    const { parallel } = stage();
    const started: number[] = [];
    await expect(parallel([() => started.push(1), 5])).rejects.toThrow(
      /got number at index 1; wrap each call/,
    );
    expect(started).toEqual([]);
  });

  it("F02 a function that throws does not keep the others from running, and leaves one line", async () => {
    const { parallel, lines } = stage();
    const last = deferred<number>();
    const done = parallel([
      () => {
        throw new RangeError("at once");
      },
      () => Promise.reject(new Error("later")),
      () => last.promise,
    ]);
    last.resolve(3);
    expect(await done).toEqual([null, null, 3]);
    expect(lines).toEqual([
      { kind: "parallel", label: "parallel[0]", message: "RangeError: at once" },
      { kind: "parallel", label: "parallel[1]", message: "Error: later" },
    ]);
  });

  it("F02 what the host has recorded leaves no second line", async () => {
    const { parallel, lines } = stage();
    const recorded = markRecorded(new PawlError("AgentFailed", "known"));
    expect(await parallel([() => Promise.reject(recorded)])).toEqual([null]);
    expect(lines).toEqual([]);
  });

  it("F02 whatever is thrown, a line can be written", async () => {
    const { parallel, lines } = stage();
    const odd = [
      undefined,
      null,
      5,
      Symbol("s"),
      { toString: null },
      new Proxy({}, { get: () => Math.random }),
      Object.create(null),
    ];
    await parallel(odd.map((thrown) => () => Promise.reject(thrown as Error)));
    expect(lines).toHaveLength(odd.length);
  });

  it("F05 refuses more items than the limit before anything starts", async () => {
    const { parallel } = stage();
    let started = 0;
    const thunks = Array.from({ length: ITEMS_MAX + 1 }, () => () => (started += 1));
    await expect(parallel(thunks)).rejects.toThrow(new RegExp(`${ITEMS_MAX}.*${ITEMS_MAX + 1}`));
    expect(started).toBe(0);
  });

  it("F06 rejects at once when a limit is used up, and starts nothing", async () => {
    const { parallel } = stage(limit());
    let started = 0;
    await expect(parallel([() => (started += 1)])).rejects.toMatchObject({ name: "AgentLimit" });
    expect(started).toBe(0);
    expect(await parallel([])).toEqual([]);
  });

  it("F06 slots lost to a limit are null and counted in one line", async () => {
    const { parallel, lines } = stage();
    const results = await parallel([() => 1, () => Promise.reject(limit()), () => Promise.reject(limit())]);
    expect(results).toEqual([1, null, null]);
    expect(lines).toEqual([
      { kind: "parallel", label: "parallel", message: "2 of its slots are null: no more agents" },
    ]);
  });

  it("is not fooled by an array that changes while it is read", async () => {
    const { parallel } = stage();
    const thunks: (() => number)[] = [() => thunks.push(() => 9), () => 2];
    expect(await parallel(thunks)).toEqual([3, 2]);
  });
});

describe("pipeline", () => {
  it("F03 has no barrier: each item goes on as soon as its own stage is done", async () => {
    const { pipeline } = stage();
    const [slow, quick] = [deferred<string>(), deferred<string>()];
    const calls: string[] = [];
    const done = pipeline(
      ["slow", "quick"],
      (item) => (item === "slow" ? slow.promise : quick.promise),
      (previous, item, index) => {
        calls.push(`${String(previous)} ${String(item)} ${String(index)}`);
        return previous;
      },
    );
    quick.resolve("q");
    await settled();
    expect(calls).toEqual(["q quick 1"]);
    slow.resolve("s");
    expect(await done).toEqual(["s", "q"]);
    expect(calls).toEqual(["q quick 1", "s slow 0"]);
  });

  it("F03 the first stage gets the item as previous, null items included", async () => {
    const { pipeline } = stage();
    const given: unknown[] = [];
    await pipeline([null, 0], (...all) => given.push(all));
    expect(given).toEqual([
      [null, null, 0],
      [0, 0, 1],
    ]);
  });

  it("F04 null ends an item, other empty values go on", async () => {
    const { pipeline, lines } = stage();
    const seen: unknown[] = [];
    const results = await pipeline(
      [null, undefined, false, 0, ""],
      (x) => x,
      (x) => (seen.push(x), "end"),
    );
    expect(results).toEqual([null, "end", "end", "end", "end"]);
    expect(seen).toEqual([undefined, false, 0, ""]);
    expect(lines).toEqual([]);
  });

  it("F04 a stage that throws ends its item, and its later stages are not called", async () => {
    const { pipeline, lines } = stage();
    const later: unknown[] = [];
    const results = await pipeline(
      [1, 2],
      (n) => {
        if (n === 1) throw new Error("bad");
        return n;
      },
      (n) => (later.push(n), n),
    );
    expect(results).toEqual([null, 2]);
    expect(later).toEqual([2]);
    expect(lines).toEqual([{ kind: "pipeline", label: "pipeline[0]", message: "Error: bad" }]);
  });

  it("F06 slots lost to a limit in any stage are counted in one line", async () => {
    const { pipeline, lines } = stage();
    const refuse = (): Promise<never> => Promise.reject(limit());
    expect(
      await pipeline(
        [1, 2, 3],
        (n) => (n === 1 ? refuse() : n),
        (n) => (n === 2 ? refuse() : n),
      ),
    ).toEqual([null, null, 3]);
    expect(lines.map(({ message }) => message)).toEqual(["2 of its slots are null: no more agents"]);
  });

  it.each([
    ["no array", ["ab", (x: unknown) => x], /array of items/],
    ["a stage that is none", [[1], (x: unknown) => x, "x"], /got string for stage 2/],
  ])("F03 refuses %s", async (_what, [items, ...stages], words) => {
    await expect(stage().pipeline(items, ...(stages as Stage[]))).rejects.toThrow(words);
  });
});
