// Files that no branch may change by way of a merge: what agents cannot write, their branches have no reason to hold.
import { relative } from "node:path";
import { protectedPlaceOf } from "../protected-places.ts";
import type { Change } from "./changes.ts";
import type { Checkout } from "./checkout.ts";

/** Why these changes may not go in, else `null`. */
export function refusePaths(checkout: Checkout, changes: readonly Change[]): string | null {
  for (const { path } of changes) {
    const inside = relative(checkout.inside, path);
    if (inside.startsWith("../")) {
      return `It changes ${path}, which is outside of the workspace ${checkout.workspace}. Merge it by hand.`;
    }
    if (protectedPlaceOf(inside) !== null) {
      return `It changes ${path}, which decides what programs outside of the sandbox do. Look at it and merge it by hand.`;
    }
    if (path.includes("\uFFFD")) {
      return `It changes ${path}, a name that is not UTF-8. Merge it by hand.`;
    }
  }
  return null;
}
