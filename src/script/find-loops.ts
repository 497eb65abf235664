// Where the loops of a script begin: each gets a mark, so that one that does not end can be named (S09).
import type { AnyNode, Program } from "acorn";
import { fullAncestor } from "acorn-walk";

const LOOPS = new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
]);
/** What holds a list of statements: there another one may stand before the loop. */
const LISTS = new Set(["Program", "BlockStatement", "StaticBlock", "SwitchCase"]);

/** Offsets in order. A loop that is the only statement of an `if` or another loop has no room for a mark. */
export function findLoops(tree: Program): number[] {
  const offsets = new Set<number>();
  fullAncestor(tree, (node, _state, path) => {
    if (!LOOPS.has(node.type)) return;
    const ancestors = path as AnyNode[];
    let at = ancestors.length - 1;
    while (ancestors[at - 1]?.type === "LabeledStatement") at -= 1;
    const parent = ancestors[at - 1];
    const statement = ancestors[at];
    if (statement && parent && LISTS.has(parent.type)) offsets.add(statement.start);
  });
  return [...offsets].toSorted((a, b) => a - b);
}
