// The scripts that a script calls by workflow(), and those that they call: looked for while somebody is to be asked.
import { outlineOf } from "../planner/outline.ts";
import { utf8Bytes } from "../protocol/json.ts";
import { NESTED_SCRIPTS_MAX } from "../protocol/limits.ts";
import type { NestedScript, NestedText } from "../protocol/script.ts";
import type { NestedRef } from "../protocol/script-review.ts";

export type Finding = {
  /** Throws, with the reason, for a script that is not there or cannot run. */
  find(ref: NestedRef): Promise<NestedText>;
  /** Bytes as JSON that all of them may take. */
  readonly room: number;
};

/** Each once; never throws for what is wrong with one of them: the call of it will say so, if it comes to that. */
export async function findNested(
  refs: readonly NestedRef[],
  { find, room }: Finding,
): Promise<NestedScript[]> {
  const nested: NestedScript[] = [];
  const waiting = [...refs];
  const known = new Set(refs.map(keyOf));
  let left = room;
  for (let ref = waiting.shift(); ref !== undefined; ref = waiting.shift()) {
    if (nested.length === NESTED_SCRIPTS_MAX) break;
    const found = await look(ref, find);
    const bytes = utf8Bytes(JSON.stringify(found));
    if (bytes > left) {
      nested.push({ ref, missing: "it is too large to be looked into here" });
      continue;
    }
    left -= bytes;
    nested.push(found);
    if (!("outline" in found)) continue;
    const more = (found.outline.nested ?? []).filter((one) => !known.has(keyOf(one)));
    for (const one of more) known.add(keyOf(one));
    waiting.push(...more);
  }
  return nested;
}

async function look(ref: NestedRef, find: Finding["find"]): Promise<NestedScript> {
  try {
    const script = await find(ref);
    return { ref, script, outline: outlineOf(script.text) };
  } catch {
    return { ref, missing: "it is not there, or cannot run" };
  }
}

function keyOf(ref: NestedRef): string {
  return JSON.stringify(ref);
}
