// parallel(thunks): starts all, waits for all, results in input order (F01, F02, F05, F06).
import { ITEMS_MAX } from "../../protocol/limits.ts";
import { makeSlotFailures, type SlotPorts } from "./slots.ts";

export function makeParallel(ports: SlotPorts) {
  return async function parallel(thunks: unknown): Promise<unknown[]> {
    const functions = toThunks(thunks);
    if (functions.length === 0) return [];
    const exhausted = ports.exhausted();
    if (exhausted !== null) throw exhausted;
    const failures = makeSlotFailures("parallel", ports);
    const results = await Promise.all(functions.map((thunk, index) => runSlot(thunk, index, failures.note)));
    failures.close();
    return results;
  };
}

async function runSlot(
  thunk: () => unknown,
  index: number,
  note: (index: number, error: unknown) => void,
): Promise<unknown> {
  try {
    return await thunk();
  } catch (error) {
    note(index, error);
    return null;
  }
}

function toThunks(thunks: unknown): (() => unknown)[] {
  if (!Array.isArray(thunks)) {
    throw new TypeError(
      `parallel() takes an array of functions, got ${typeof thunks}; wrap each call: () => agent(...)`,
    );
  }
  if (thunks.length > ITEMS_MAX) {
    throw new RangeError(`parallel() takes at most ${ITEMS_MAX} items, got ${thunks.length}; split them`);
  }
  return Array.from(thunks as unknown[], (thunk, index) => {
    if (typeof thunk === "function") return thunk as () => unknown;
    const got = isThenable(thunk) ? "a promise" : thunk === null ? "null" : typeof thunk;
    throw new TypeError(
      `parallel() takes functions, got ${got} at index ${index}; wrap each call: () => agent(...)`,
    );
  });
}

function isThenable(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
