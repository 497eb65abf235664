// What a rule gets to see: one node with its surroundings, once for every node of the script.
import type { AnyNode } from "acorn";
import type { Report } from "../finding.ts";
import type { Binding } from "../scopes.ts";

export type Place = {
  readonly node: AnyNode;
  /** From the program down to the node itself. */
  readonly ancestors: readonly AnyNode[];
  /** An identifier that is written to or declared, not read. */
  readonly isPattern: boolean;
  readonly text: string;
  /** The author's declaration that a name means here; `undefined` for a global. */
  resolve(name: string): Binding | undefined;
};

export type Rule = (place: Place, report: Report) => void;

/** Name of a called or read global (`agent`, `Date`), else `null`. */
export function globalName(place: Place, node: AnyNode): string | null {
  return node.type === "Identifier" && !place.resolve(node.name) ? node.name : null;
}

export function parentOf(place: Place, steps = 1): AnyNode | undefined {
  return place.ancestors.at(-1 - steps);
}
