// The guest's Atomics against the engine's own under the tests (V8): every answer must be the same.
import { afterAll, beforeAll, expect, it } from "vitest";
import { defineAtomics } from "../../../src/workflows/guest/atomics.ts";

const own = Atomics;
let ours: typeof Atomics;
beforeAll(() => {
  defineAtomics();
  ours = globalThis.Atomics;
});
afterAll(
  () => void Object.defineProperty(globalThis, "Atomics", { value: own, writable: true, configurable: true }),
);

const ARRAYS = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array] as const;
const VALUES = [0, 1, -1, 127, 255, 256, 65_535, 1.9, -1.9, 2 ** 31, 2 ** 40, NaN, "7", null];

/** Every operation in a row on one array, with what each gave and what the array held after it. */
function story(atomics: typeof Atomics, array: Int32Array, value: never): unknown[] {
  const told: unknown[] = [];
  for (const name of ["add", "and", "exchange", "or", "store", "sub", "xor"] as const)
    told.push([name, atomics[name](array, 1, value), ...array]);
  told.push(["cas", atomics.compareExchange(array, 0, value, "9" as never), ...array]);
  told.push(["cas", atomics.compareExchange(array, 0, array[0] as never, value), ...array]);
  told.push(atomics.load(array, 0));
  return told;
}

it.each(ARRAYS)("S06 Atomics work on %o as everywhere", (kind) => {
  for (const value of VALUES) {
    const [a, b] = [kind.from([3, 5]), kind.from([3, 5])] as unknown as [Int32Array, Int32Array];
    expect(story(ours, a, value as never)).toEqual(story(own, b, value as never));
  }
});

it("S06 Atomics work on BigInts", () => {
  for (const value of [0n, -1n, 2n ** 63n, 2n ** 64n + 5n]) {
    const [a, b] = [BigInt64Array.of(3n, 5n), BigInt64Array.of(3n, 5n)] as unknown as [
      Int32Array,
      Int32Array,
    ];
    expect(story(ours, a, value as never)).toEqual(story(own, b, value as never));
  }
});

it("S06 Atomics refuse other arrays and places that are not there", () => {
  expect(() => ours.load(new Float64Array(1) as never, 0)).toThrow(TypeError);
  expect(() => ours.load(Int32Array.of(1), 1)).toThrow(RangeError);
  expect(() => ours.load(Int32Array.of(1), -1)).toThrow(RangeError);
});

it("S06 Atomics have all that the standard lists, and nobody waits for ever", () => {
  const names = Object.getOwnPropertyNames(own).filter((name) => !["waitAsync", "pause"].includes(name));
  expect(Object.getOwnPropertyNames(ours).sort()).toEqual(names.sort());
  expect(Object.prototype.toString.call(ours)).toBe("[object Atomics]");
  expect(() => ours.wait(new Int32Array(1), 0, 0)).toThrow(/sleep/);
  expect(ours.notify(new Int32Array(1), 0)).toBe(0);
  expect([1, 2, 3, 4, 8].map((size) => ours.isLockFree(size))).toEqual(
    [1, 2, 3, 4, 8].map((n) => own.isLockFree(n)),
  );
});
