// A script's outline with those of the scripts that it calls: what they do is done by the run, too.
import type { NestedScript, PreparedScript } from "../../protocol/script.ts";
import type { LoopSite, ScriptOutline } from "../../protocol/script-review.ts";

/** `of`: the script it stands in; `null` for the one that is shown. */
export type PlacedLoop = LoopSite & { readonly of: string | null };

export type WholeOutline = Pick<ScriptOutline, "agents" | "checks" | "judged"> & {
  readonly loops: readonly PlacedLoop[];
  readonly merges: boolean;
};

export function wholeOutline({ nested = [] }: PreparedScript, outline: ScriptOutline): WholeOutline {
  const called = nested.flatMap(toCalled);
  const all = [outline, ...called.map((one) => one.outline)];
  return {
    agents: all.flatMap(({ agents }) => agents),
    checks: [...new Set(all.flatMap(({ checks }) => checks))],
    judged: all.some(({ judged }) => judged),
    loops: [
      ...outline.loops.map((loop) => ({ ...loop, of: null })),
      ...called.flatMap(({ name, outline: { loops } }) => loops.map((loop) => ({ ...loop, of: name }))),
    ],
    merges: all.some(({ calls }) => (calls["merge"] ?? 0) > 0),
  };
}

function toCalled(one: NestedScript): { name: string; outline: ScriptOutline }[] {
  return "outline" in one ? [{ name: one.script.meta.name, outline: one.outline }] : [];
}
