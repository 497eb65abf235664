// What changes in a checkout on the way from one commit to another.
import { git, type Checkout } from "./checkout.ts";

export type ChangeSide = { readonly mode: string; readonly oid: string };

/** `null`: the file is not there on that side. */
export type Change = {
  /** Relative to the checkout's top. */
  readonly path: string;
  readonly from: ChangeSide | null;
  readonly to: ChangeSide | null;
};

const ABSENT = "000000";
const SUBMODULE = "160000";

export function isSubmodule(side: ChangeSide | null): boolean {
  return side?.mode === SUBMODULE;
}

export async function readChanges(checkout: Checkout, from: string, to: string): Promise<readonly Change[]> {
  const output = await git(checkout, ["diff-tree", "-r", "-z", "--no-renames", from, to]);
  const fields = output.split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // `:100644 100755 oid oid M`
    const [fromMode = "", toMode = "", fromOid = "", toOid = ""] = (fields[at] ?? "").slice(1).split(" ");
    changes.push({
      path: fields[at + 1] ?? "",
      from: fromMode === ABSENT ? null : { mode: fromMode, oid: fromOid },
      to: toMode === ABSENT ? null : { mode: toMode, oid: toOid },
    });
  }
  return changes;
}
