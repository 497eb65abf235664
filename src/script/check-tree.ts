// Runs every rule over every node of the script, in one walk.
import type { AnyNode, Program } from "acorn";
import { fullAncestor } from "acorn-walk";
import type { Report } from "./finding.ts";
import { agentOptions } from "./rules/agent-options.ts";
import { clock } from "./rules/clock.ts";
import { generics } from "./rules/generics.ts";
import { modules } from "./rules/modules.ts";
import { makeNames } from "./rules/names.ts";
import { promises } from "./rules/promises.ts";
import type { Place, Rule } from "./rules/rule.ts";
import { makeUnusedPromises } from "./rules/unused-promises.ts";
import { readScopes } from "./scopes.ts";

/** Reports what the rules find. Throws `TreeTooDeep` or a RangeError for a tree that is too deep to walk. */
export function checkTree(text: string, tree: Program, report: Report): void {
  const scopes = readScopes(tree);
  const unused = makeUnusedPromises();
  const rules: Rule[] = [modules, clock, generics, promises, agentOptions, makeNames(), unused.rule];
  fullAncestor(tree, (visited, _state, path, type) => {
    const ancestors = path as AnyNode[];
    const place: Place = {
      node: visited as AnyNode,
      ancestors,
      isPattern: type === "VariablePattern",
      text,
      resolve: (name) => scopes.resolve(name, ancestors),
    };
    for (const rule of rules) rule(place, report);
  });
  unused.finish(report);
}
