// pipeline(items, ...stages): every item runs its own chain, no barrier between stages (F03 to F06).
import { ITEMS_MAX } from "../../protocol/limits.ts";
import { makeSlotFailures, type SlotPorts } from "./slots.ts";

type Stage = (previous: unknown, item: unknown, index: number) => unknown;

export function makePipeline(ports: SlotPorts) {
  return async function pipeline(items: unknown, ...stages: unknown[]): Promise<unknown[]> {
    const list = toItems(items);
    const chain = toStages(stages);
    if (list.length === 0 || chain.length === 0) return list;
    const exhausted = ports.exhausted();
    if (exhausted !== null) throw exhausted;
    const failures = makeSlotFailures("pipeline", ports);
    const results = await Promise.all(list.map((item, index) => runItem(chain, item, index, failures.note)));
    failures.close();
    return results;
  };
}

async function runItem(
  chain: readonly Stage[],
  item: unknown,
  index: number,
  note: (index: number, error: unknown) => void,
): Promise<unknown> {
  try {
    let previous: unknown = await item;
    for (const stage of chain) {
      previous = await stage(previous, item, index);
      if (previous === null) return null;
    }
    return previous;
  } catch (error) {
    note(index, error);
    return null;
  }
}

function toItems(items: unknown): unknown[] {
  if (!Array.isArray(items)) {
    throw new TypeError(
      `pipeline() takes an array of items first, got ${items === null ? "null" : typeof items}`,
    );
  }
  if (items.length > ITEMS_MAX) {
    throw new RangeError(`pipeline() takes at most ${ITEMS_MAX} items, got ${items.length}; split them`);
  }
  return Array.from(items as unknown[]);
}

function toStages(stages: readonly unknown[]): Stage[] {
  return stages.map((stage, index) => {
    if (typeof stage === "function") return stage as Stage;
    throw new TypeError(`pipeline() takes functions as stages, got ${typeof stage} for stage ${index + 1}`);
  });
}
