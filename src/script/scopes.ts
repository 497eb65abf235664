// Which declaration a name means: rules must not take the author's own `fetch` for Node's.
import type { AnyNode, Function as FunctionNode, Program } from "acorn";
import { fullAncestor } from "acorn-walk";
import { SCRIPT_MAX_TREE_DEPTH } from "../protocol/limits.ts";
import { isFunction, namesOf } from "./syntax-tree.ts";

/** One declared name. `value` is its initial value or its function, where that is written at the declaration. */
export type Binding = {
  readonly name: string;
  readonly offset: number;
  readonly value: AnyNode | null;
};

/** Resolves a name used in a node with these ancestors; `undefined` for a global. */
export type Scopes = {
  resolve(name: string, ancestors: readonly AnyNode[]): Binding | undefined;
};

/** Deeper trees overflow the engine's stack. */
export class TreeTooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super("the syntax tree is too deep");
    this.offset = offset;
  }
}

export function readScopes(tree: Program): Scopes {
  const scopes = new Map<AnyNode, Map<string, Binding>>();
  const declare = (scope: AnyNode | undefined, binding: Binding): void => {
    if (!scope) return;
    const names = scopes.get(scope) ?? new Map<string, Binding>();
    scopes.set(scope, names.set(binding.name, binding));
  };
  fullAncestor(tree, (node, _state, ancestors) => {
    if (ancestors.length > SCRIPT_MAX_TREE_DEPTH) throw new TreeTooDeep(node.start);
    declareNames(node as AnyNode, ancestors as AnyNode[], declare);
  });
  return {
    resolve: (name, ancestors) => {
      for (let at = ancestors.length - 1; at >= 0; at--) {
        const scope = ancestors[at];
        const binding = scope && scopes.get(scope)?.get(name);
        if (binding) return binding;
      }
      return undefined;
    },
  };
}

type Declare = (scope: AnyNode | undefined, binding: Binding) => void;

function declareNames(node: AnyNode, ancestors: readonly AnyNode[], declare: Declare): void {
  switch (node.type) {
    case "VariableDeclaration": {
      const scope = ancestors.findLast(node.kind === "var" ? isFunctionScope : isBlockScope);
      for (const { id, init } of node.declarations) {
        const value = id.type === "Identifier" ? (init ?? null) : null;
        for (const found of namesOf(id)) declare(scope, { ...found, value });
      }
      return;
    }
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      declareFunction(node, ancestors, declare);
      return;
    case "ClassDeclaration":
    case "ClassExpression":
      if (node.id)
        declare(scopeOfName(node, ancestors), { name: node.id.name, offset: node.id.start, value: node });
      return;
    case "CatchClause":
      for (const found of namesOf(node.param ?? null)) declare(node, { ...found, value: null });
      return;
    case "ImportDeclaration":
      for (const { local } of node.specifiers)
        declare(ancestors[0], { name: local.name, offset: local.start, value: null });
      return;
    default:
      return;
  }
}

function declareFunction(
  node: FunctionNode & AnyNode,
  ancestors: readonly AnyNode[],
  declare: Declare,
): void {
  for (const param of node.params) {
    for (const found of namesOf(param)) declare(node, { ...found, value: null });
  }
  if (node.id)
    declare(scopeOfName(node, ancestors), { name: node.id.name, offset: node.id.start, value: node });
}

/** A declaration's name belongs to the block around it, an expression's only to itself. */
function scopeOfName(node: AnyNode, ancestors: readonly AnyNode[]): AnyNode | undefined {
  const isDeclaration = node.type === "FunctionDeclaration" || node.type === "ClassDeclaration";
  return isDeclaration ? ancestors.slice(0, -1).findLast(isBlockScope) : node;
}

function isFunctionScope(node: AnyNode): boolean {
  return node.type === "Program" || node.type === "StaticBlock" || isFunction(node);
}

function isBlockScope(node: AnyNode): boolean {
  return (
    isFunctionScope(node) ||
    ["BlockStatement", "ForStatement", "ForInStatement", "ForOfStatement", "SwitchStatement"].includes(
      node.type,
    )
  );
}
