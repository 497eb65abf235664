// Loops around calls that take time or money, also where the calls are in functions of the author's own.
import type { AnyNode } from "acorn";
import { cutText } from "../protocol/json.ts";
import { OUTLINE_TEXT_MAX_CHARS } from "../protocol/limits.ts";
import type { LoopSite } from "../protocol/script-review.ts";
import { positionAt } from "../protocol/text-position.ts";
import { PROMISE_PRIMITIVES } from "../script/known-names.ts";
import { globalName, type Place } from "../script/rules/rule.ts";
import { isFunction, propertyName } from "../script/syntax-tree.ts";
import { explainEnd } from "./loop-end.ts";

/** Calls whose function runs once for each of a list. */
const EACH = new Set(["map", "flatMap", "forEach", "filter", "reduce"]);

export type LoopReader = { visit(place: Place): void; sites(): LoopSite[] };

export function makeLoopReader(text: string): LoopReader {
  /** Functions and loops that are around a dear call, or around a call of such a function. */
  const dear = new Set<AnyNode>();
  const calls: { readonly of: AnyNode; readonly around: readonly AnyNode[] }[] = [];
  const loops: AnyNode[] = [];

  function visit(place: Place): void {
    const { node, ancestors } = place;
    if (isLoop(node) || isEach(place)) loops.push(node);
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return;
    const name = globalName(place, node.callee);
    if (name !== null && PROMISE_PRIMITIVES.has(name)) markAll(ancestors);
    const called = place.resolve(node.callee.name)?.value;
    if (called) calls.push({ of: called, around: [...ancestors] });
  }

  function markAll(around: readonly AnyNode[]): void {
    for (const node of around) dear.add(node);
  }

  /** Until nothing new is found: a function may call another that is read later. */
  function spread(): void {
    for (let before = -1; before < dear.size;) {
      before = dear.size;
      for (const { of, around } of calls) if (isFunction(of) && dear.has(of)) markAll(around);
    }
  }

  return {
    visit,
    sites() {
      spread();
      return loops
        .filter((loop) => dear.has(loop))
        .map((loop) => toSite(loop, text))
        .toSorted((a, b) => a.line - b.line);
    },
  };
}

function isLoop({ type }: AnyNode): boolean {
  return /^(For|While|DoWhile)/.test(type) && type.endsWith("Statement");
}

/** `list.map((item) => agent(…))` and `pipeline(list, …)`. */
function isEach(place: Place): boolean {
  const { node } = place;
  if (node.type !== "CallExpression") return false;
  if (globalName(place, node.callee) === "pipeline") return true;
  const { callee } = node;
  if (callee.type !== "MemberExpression" || !node.arguments.some(isFunction)) return false;
  return EACH.has(propertyName(callee.property, callee.computed) ?? "");
}

function toSite(node: AnyNode, text: string): LoopSite {
  const { ends, counted } = explainEnd(node, text);
  return {
    // A chain of calls begins far above the one that is meant.
    line: positionAt(text, startOf(node)).line,
    lastLine: positionAt(text, node.end).line,
    kind: isLoop(node) ? "loop" : "each",
    ends: cutText(ends.replace(/\s+/g, " "), OUTLINE_TEXT_MAX_CHARS),
    counted,
  };
}

function startOf(node: AnyNode): number {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return node.start;
  return node.callee.property.start;
}
