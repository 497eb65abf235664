// The clock and chance throw when reached (S05); a warning points at them before the run.
import type { AnyNode } from "acorn";
import { warning } from "../finding.ts";
import { propertyName } from "../syntax-tree.ts";
import { globalName, type Place, type Rule } from "./rule.ts";

const TIME = "Pass the time in `args`; `new Date(value)`, `Date.parse` and `Date.UTC` work.";

export const clock: Rule = (place, report) => {
  const called = bannedCall(place);
  if (called === null) return;
  const isRandom = called === "Math.random()";
  report(
    warning(place.node.start, {
      code: isRandom ? "S05-random" : "S05-clock",
      message: `\`${called}\` throws when it is reached: a run that is continued must see the same values again.`,
      advice: isRandom ? "Vary by index instead, or pass numbers in `args`." : TIME,
    }),
  );
};

function bannedCall(place: Place): string | null {
  const { node } = place;
  if (node.type === "NewExpression") {
    return globalName(place, node.callee) === "Date" && node.arguments.length === 0 ? "new Date()" : null;
  }
  if (node.type !== "CallExpression") return null;
  if (globalName(place, node.callee) === "Date") return node.arguments.length === 0 ? "Date()" : null;
  const method = methodOf(place, node.callee);
  return method === "Date.now" || method === "Math.random" ? `${method}()` : null;
}

function methodOf(place: Place, callee: AnyNode): string | null {
  if (callee.type !== "MemberExpression") return null;
  const object = globalName(place, callee.object);
  const property = propertyName(callee.property, callee.computed);
  return object === null || property === null ? null : `${object}.${property}`;
}
