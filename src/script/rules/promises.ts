// Promises that nobody waits for, and promises where functions are wanted (A01, F01, F07).
import type { AnyNode, CallExpression, Expression, SpreadElement } from "acorn";
import { error, warning, type Finding } from "../finding.ts";
import { PROMISE_PRIMITIVES } from "../known-names.ts";
import { isAsyncFunction, isFunction, propertyName } from "../syntax-tree.ts";
import { globalName, parentOf, type Place, type Rule } from "./rule.ts";

export const promises: Rule = (place, report) => {
  const finding = place.node.type === "CallExpression" ? findIn(place, place.node) : null;
  if (finding) report(finding);
};

function findIn(place: Place, call: CallExpression): Finding | null {
  if (globalName(place, call.callee) === "parallel") return promisesForParallel(place, call);
  return floating(place, call) ?? forEach(place, call);
}

/** A call as a statement of its own: it starts, and the script goes on without it. */
function floating(place: Place, call: CallExpression): Finding | null {
  if (parentOf(place)?.type !== "ExpressionStatement") return null;
  const name = promiseName(place, call);
  if (name === null) return null;
  return warning(call.start, {
    code: "A01-not-awaited",
    message: `\`${name}\` is not awaited, and its value is never used.`,
    advice: `Write \`await ${name}\`; to let it run beside other work, keep its promise and await it later.`,
  });
}

/** `agent()` for a call whose value is certainly a promise, else `null`. */
export function promiseName(place: Place, call: AnyNode): string | null {
  if (call.type !== "CallExpression") return null;
  const { callee } = call;
  if (isAsyncFunction(callee)) return "(async () => …)()";
  if (callee.type !== "Identifier") return null;
  const binding = place.resolve(callee.name);
  const isPromise = binding ? isAsyncFunction(binding.value) : PROMISE_PRIMITIVES.has(callee.name);
  return isPromise ? `${callee.name}()` : null;
}

function forEach(place: Place, call: CallExpression): Finding | null {
  const { callee } = call;
  const callback = call.arguments[0];
  if (callee.type !== "MemberExpression" || propertyName(callee.property, callee.computed) !== "forEach")
    return null;
  if (!callback || !givesPromise(place, callback)) return null;
  return warning(callee.property.start, {
    code: "A01-for-each",
    message: "`forEach` does not wait for the promises of its callback.",
    advice:
      "All at once: `await parallel(items.map((item) => () => …))`; one after the other: `for (const item of items) await …`.",
  });
}

/** A function whose value is certainly a promise. */
function givesPromise(place: Place, callback: AnyNode): boolean {
  if (isAsyncFunction(callback)) return true;
  return (
    callback.type === "ArrowFunctionExpression" &&
    callback.expression &&
    promiseName(place, callback.body) !== null
  );
}

const WRAP =
  "Wrap each call: `parallel(items.map((item) => () => agent(…)))`. `parallel` starts the functions itself, so that it can hold them back and count them.";

function promisesForParallel(place: Place, call: CallExpression): Finding | null {
  const list = call.arguments[0];
  if (!list) return null;
  const promise = promiseInList(place, list);
  if (promise) {
    const words = {
      code: "F01-promise",
      message: "`parallel` takes functions, and gets a promise here.",
      advice: WRAP,
    };
    return isCertainlyReached(place) ? error(promise.start, words) : warning(promise.start, words);
  }
  return isMapToPromises(place, list)
    ? warning(list.start, {
        code: "F01-promise",
        message: "`parallel` takes functions, and this `map` gives it promises.",
        advice: WRAP,
      })
    : null;
}

function promiseInList(place: Place, list: AnyNode): Expression | SpreadElement | null {
  if (list.type !== "ArrayExpression") return null;
  return list.elements.find((element) => element !== null && promiseName(place, element) !== null) ?? null;
}

function isMapToPromises(place: Place, list: AnyNode): boolean {
  if (list.type !== "CallExpression" || list.callee.type !== "MemberExpression") return false;
  const callback = list.arguments[0];
  return (
    propertyName(list.callee.property, list.callee.computed) === "map" &&
    callback !== undefined &&
    givesPromise(place, callback)
  );
}

/** At the top level, with nothing around it that might skip it or catch its error: then the run is sure to fail. */
function isCertainlyReached({ ancestors }: Place): boolean {
  const plain = [
    "Program",
    "ExpressionStatement",
    "VariableDeclaration",
    "VariableDeclarator",
    "AwaitExpression",
    "ReturnStatement",
  ];
  return ancestors.slice(0, -1).every((node) => plain.includes(node.type) && !isFunction(node));
}
