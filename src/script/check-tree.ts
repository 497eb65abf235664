// Runs every rule over every node of the script, in one walk.
import type { Program } from "acorn";
import type { Report } from "./finding.ts";
import { agentOptions } from "./rules/agent-options.ts";
import { clock } from "./rules/clock.ts";
import { generics } from "./rules/generics.ts";
import { modules } from "./rules/modules.ts";
import { makeNames } from "./rules/names.ts";
import { promises } from "./rules/promises.ts";
import type { Rule } from "./rules/rule.ts";
import { makeUnusedPromises } from "./rules/unused-promises.ts";
import { walkScript } from "./walk-script.ts";

/** Reports what the rules find. Throws `TreeTooDeep` or a RangeError for a tree that is too deep to walk. */
export function checkTree(text: string, tree: Program, report: Report): void {
  const unused = makeUnusedPromises();
  const rules: Rule[] = [modules, clock, generics, promises, agentOptions, makeNames(), unused.rule];
  walkScript(text, tree, (place) => {
    for (const rule of rules) rule(place, report);
  });
  unused.finish(report);
}
