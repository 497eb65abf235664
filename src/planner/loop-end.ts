// When a loop ends, in the author's own words, and whether a number or a list that is there already bounds it.
import type { AnyNode } from "acorn";

export type LoopEnd = { readonly ends: string; readonly counted: boolean };

type Quote = (part: AnyNode) => string;

export function explainEnd(node: AnyNode, text: string): LoopEnd {
  const quote: Quote = (part) => `\`${text.slice(part.start, part.end)}\``;
  if (node.type === "ForOfStatement")
    return { ends: `goes once for each of ${quote(node.right)}`, counted: isThere(node.right) };
  if (node.type === "ForInStatement")
    return { ends: `goes once for each key of ${quote(node.right)}`, counted: isThere(node.right) };
  if (node.type === "ForStatement") return byCondition(node.test ?? null, quote);
  if (node.type === "WhileStatement" || node.type === "DoWhileStatement")
    return byCondition(node.test, quote);
  if (node.type === "CallExpression")
    return byList(node.callee.type === "MemberExpression" ? node.callee.object : node.arguments[0], quote);
  return { ends: "ends when the code in it says so", counted: false };
}

function byCondition(test: AnyNode | null, quote: Quote): LoopEnd {
  if (test === null || (test.type === "Literal" && test.value))
    return { ends: "ends only by a `break`, a `return` or an error inside", counted: false };
  return { ends: `ends when ${quote(test)} no longer holds`, counted: isBounding(test) };
}

function byList(list: AnyNode | undefined, quote: Quote): LoopEnd {
  if (list === undefined) return { ends: "goes once for each item", counted: false };
  return { ends: `goes once for each of ${quote(list)}`, counted: isThere(list) };
}

/** A list that no agent's answer makes: written out, or from the run's args. */
function isThere(list: AnyNode): boolean {
  if (list.type === "ArrayExpression") return true;
  if (list.type === "Identifier") return list.name === "args";
  if (list.type === "MemberExpression") return isThere(list.object);
  return (
    list.type === "CallExpression" && list.callee.type === "MemberExpression" && isThere(list.callee.object)
  );
}

/** A comparison of sizes that must hold for the loop to go on. */
function isBounding(test: AnyNode): boolean {
  if (test.type === "BinaryExpression") return ["<", "<=", ">", ">="].includes(test.operator);
  if (test.type === "LogicalExpression" && test.operator === "&&")
    return isBounding(test.left) || isBounding(test.right);
  return (
    test.type === "LogicalExpression" &&
    test.operator === "||" &&
    isBounding(test.left) &&
    isBounding(test.right)
  );
}
