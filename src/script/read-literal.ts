// A pure literal from the syntax tree as data (S01). What is no literal is reported and left out.
import type { AnyNode, ObjectExpression, Property, SpreadElement } from "acorn";
import { error, type Report } from "./finding.ts";
import { propertyName } from "./syntax-tree.ts";

/** Stands for a value that was reported: later checks pass over it. */
export const UNREADABLE = Symbol("unreadable");
type Plain = null | boolean | number | string;
export type Literal = Plain | typeof UNREADABLE | Literal[] | LiteralObject;
/** A Map, so that a key like `__proto__` is a key like any other. */
export type LiteralObject = Map<string, Literal>;

export function readLiteral(node: ObjectExpression, report: Report): LiteralObject {
  const object: LiteralObject = new Map();
  for (const property of node.properties) readProperty(property, object, report);
  return object;
}

function readProperty(property: Property | SpreadElement, object: LiteralObject, report: Report): void {
  if (property.type === "SpreadElement") return refuse(property, "a spread", report);
  const key = keyOf(property);
  if (key === null) return refuse(property, "a computed key", report);
  if (property.kind !== "init" || property.method) {
    object.set(key, UNREADABLE);
    return refuse(property, "a function", report);
  }
  object.set(key, readValue(property.value, report));
}

function keyOf({ key, computed }: Property): string | null {
  if (computed) return null;
  if (key.type === "Literal") return String(key.value);
  return propertyName(key, computed);
}

function readValue(node: AnyNode, report: Report): Literal {
  const plain = plainValue(node);
  if (plain !== undefined) return plain;
  if (node.type === "ObjectExpression") return readLiteral(node, report);
  if (node.type === "ArrayExpression") {
    return node.elements.map((element) => {
      if (element) return readValue(element, report);
      refuse(node, "an empty place in an array", report);
      return UNREADABLE;
    });
  }
  refuse(node, nameOf(node), report);
  return UNREADABLE;
}

/** Values without parts; a number may have a sign, a template no interpolation. */
function plainValue(node: AnyNode): Plain | undefined {
  if (node.type === "Literal") {
    const { value } = node;
    return value === null && node.raw !== "null" ? undefined : asPlain(value);
  }
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  if (node.type === "UnaryExpression" && (node.operator === "-" || node.operator === "+")) {
    const value = plainValue(node.argument);
    if (typeof value === "number") return node.operator === "-" ? -value : value;
  }
  return undefined;
}

function asPlain(value: unknown): Plain | undefined {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain ? (value as Plain) : undefined;
}

function nameOf(node: AnyNode): string {
  switch (node.type) {
    case "Identifier":
      return `the variable \`${node.name}\``;
    case "MemberExpression":
      return "a variable";
    case "CallExpression":
    case "NewExpression":
    case "TaggedTemplateExpression":
      return "a call";
    case "SpreadElement":
      return "a spread";
    case "TemplateLiteral":
      return "an interpolation";
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return "a function";
    case "BinaryExpression":
      return "a calculation";
    case "Literal":
      return "a value that JSON does not know";
    default:
      return "an expression";
  }
}

function refuse(node: AnyNode, what: string, report: Report): void {
  report(
    error(node.start, {
      code: "S01-meta-literal",
      message: `\`meta\` is read without running it, so it must be a pure literal; here is ${what}.`,
      advice: "Write the value out: a string, number, boolean, null, array or object.",
    }),
  );
}
