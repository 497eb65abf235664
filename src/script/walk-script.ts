// Visits every node of a script's tree with its surroundings: for rules, and for others who read scripts.
import type { AnyNode, Program } from "acorn";
import { fullAncestor } from "acorn-walk";
import type { Place } from "./rules/rule.ts";
import { readScopes } from "./scopes.ts";

/** Throws `TreeTooDeep` or a RangeError for a tree that is too deep to walk. */
export function walkScript(text: string, tree: Program, visit: (place: Place) => void): void {
  const scopes = readScopes(tree);
  fullAncestor(tree, (visited, _state, path, type) => {
    const ancestors = path as AnyNode[];
    visit({
      node: visited as AnyNode,
      ancestors,
      isPattern: type === "VariablePattern",
      text,
      resolve: (name) => scopes.resolve(name, ancestors),
    });
  });
}
