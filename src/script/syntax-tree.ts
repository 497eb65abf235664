// Small questions about acorn's nodes that several rules ask.
import type { AnyNode, Pattern } from "acorn";

export function isFunction(node: AnyNode | undefined): boolean {
  return (
    node?.type === "FunctionDeclaration" ||
    node?.type === "FunctionExpression" ||
    node?.type === "ArrowFunctionExpression"
  );
}

export function isAsyncFunction(node: AnyNode | null | undefined): boolean {
  return node !== null && node !== undefined && isFunction(node) && "async" in node && node.async === true;
}

/** `(expression)` and `a?.b` are seen through. */
export function withoutChain(node: AnyNode): AnyNode {
  return node.type === "ChainExpression" || node.type === "ParenthesizedExpression"
    ? withoutChain(node.expression)
    : node;
}

/** Names that a pattern binds, with their offsets. */
export function namesOf(pattern: Pattern | null): { name: string; offset: number }[] {
  switch (pattern?.type) {
    case "Identifier":
      return [{ name: pattern.name, offset: pattern.start }];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === "Property" ? property.value : property.argument),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap(namesOf);
    case "AssignmentPattern":
      return namesOf(pattern.left);
    case "RestElement":
      return namesOf(pattern.argument);
    default:
      return [];
  }
}

/** Name of a property that is written out: `a.name`, `a["name"]`, `{ name: … }`; else `null`. */
export function propertyName(key: AnyNode, computed: boolean): string | null {
  if (key.type === "Identifier" && !computed) return key.name;
  if (key.type === "Literal" && typeof key.value === "string") return key.value;
  return null;
}
