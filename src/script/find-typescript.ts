// TypeScript is blamed only when it is TypeScript: the text is parsed once more as such, and what only TypeScript has
// is named, place by place.
import { tsPlugin } from "@sveltejs/acorn-typescript";
import { Parser, type Program } from "acorn";
import { error, type Finding } from "./finding.ts";
import { quickScopes } from "./quick-scopes.ts";

/** A syntax node as far as we look at it here: acorn's types know no TypeScript. */
type AnySyntax = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>;

const TypeScriptParser = Parser.extend(quickScopes, tsPlugin());

/** Findings for every TypeScript construct, if that is what the JavaScript parser stumbled over at `offset`. */
export function findTypeScript(text: string, offset: number): Finding[] {
  const parsed = parseTypeScript(text);
  if (parsed.tree) return outermost(parsed.tree).map((node) => toFinding(text, node));
  if (parsed.failedAt > offset && startsLikeTypeScript(text, offset))
    return [typeScript(offset, "what starts here", lineFrom(text, offset))];
  return [];
}

function parseTypeScript(text: string): { tree: Program; failedAt: null } | { tree: null; failedAt: number } {
  try {
    const tree = TypeScriptParser.parse(text, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
    });
    return { tree, failedAt: null };
  } catch (thrown) {
    const at =
      thrown instanceof SyntaxError && "pos" in thrown && typeof thrown.pos === "number" ? thrown.pos : -1;
    return { tree: null, failedAt: at };
  }
}

/** Nodes that only TypeScript has, without those inside of others, in the order of the text. */
function outermost(tree: Program): AnySyntax[] {
  const found: AnySyntax[] = [];
  const todo: unknown[] = [tree];
  while (todo.length > 0) {
    const next = todo.pop();
    if (Array.isArray(next)) todo.push(...next);
    else if (isSyntax(next)) {
      if (describe(next)) found.push(next);
      if (!describe(next) || KEPT_BODIES.has(next.type)) todo.push(...childrenOf(next));
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** In these TypeScript is only the shell: what is inside is looked at too. */
const KEPT_BODIES = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSParameterProperty",
]);

function childrenOf(node: AnySyntax): unknown[] {
  return Object.entries(node).flatMap(([key, value]) =>
    key === "typeAnnotation" && KEPT_BODIES.has(node.type) ? [] : [value],
  );
}

function isSyntax(value: unknown): value is AnySyntax {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

const NAMES: Readonly<Record<string, string>> = {
  TSTypeAnnotation: "a type annotation",
  TSTypeParameterDeclaration: "type parameters",
  TSTypeParameterInstantiation: "type arguments",
  TSInterfaceDeclaration: "an interface",
  TSTypeAliasDeclaration: "a type alias",
  TSEnumDeclaration: "an enum",
  TSModuleDeclaration: "a namespace",
  TSAsExpression: "a type assertion",
  TSSatisfiesExpression: "a type check",
  TSNonNullExpression: "a non-null assertion",
  TSTypeAssertion: "a type assertion",
  TSParameterProperty: "a parameter property",
  TSTypeCastExpression: "a named argument",
  TSDeclareFunction: "a function without a body",
};

function describe(node: AnySyntax): string | null {
  const name = NAMES[node.type];
  if (name !== undefined) return name;
  if (node.type.startsWith("TS")) return "what starts here";
  if (node["declare"] === true) return "a declaration without a value";
  if (node["abstract"] === true) return "an abstract class or member";
  if (node["importKind"] === "type" || node["exportKind"] === "type") return "an import or export of types";
  for (const modifier of ["accessibility", "readonly", "override"]) {
    const value = node[modifier];
    if (value === true || typeof value === "string")
      return `the modifier ${value === true ? modifier : value}`;
  }
  return null;
}

function toFinding(text: string, node: AnySyntax): Finding {
  if (node.type === "TSTypeCastExpression") return namedArgument(node.start);
  const start = startOf(text, node);
  return typeScript(start, describe(node) ?? "what starts here", lineFrom(text.slice(0, node.end), start));
}

const SHOWN_CHARS = 60;

function lineFrom(text: string, start: number): string {
  const line = text.slice(start).split("\n", 1)[0] ?? "";
  return line.length <= SHOWN_CHARS ? line : `${line.slice(0, SHOWN_CHARS)}…`;
}

/** `x as T` and `x!` are pointed at where the TypeScript begins: after `x`. */
function startOf(text: string, node: AnySyntax): number {
  if (node.type === "TSNonNullExpression") return node.end - 1;
  const inner = node["expression"];
  if ((node.type !== "TSAsExpression" && node.type !== "TSSatisfiesExpression") || !isSyntax(inner))
    return node.start;
  return inner.end + Math.max(0, text.slice(inner.end, node.end).search(/\b(?:as|satisfies)\b/));
}

function typeScript(offset: number, what: string, shown: string): Finding {
  return error(offset, {
    code: "S04-typescript",
    message: `This is TypeScript: ${what}, \`${shown}\`.`,
    advice:
      what === "an enum"
        ? "Write it as an object: `const Name = { … }`; a script is plain JavaScript."
        : "Remove it: a script is plain JavaScript.",
  });
}

function namedArgument(offset: number): Finding {
  return error(offset, {
    code: "S03-named-argument",
    message: "JavaScript has no named arguments.",
    advice: 'Options go in braces: `agent("…", { label: "…" })`.',
  });
}

/** The text from `offset` on looks like TypeScript by itself (its parser got further, but not to the end). */
function startsLikeTypeScript(text: string, offset: number): boolean {
  const rest = text.slice(offset, offset + 80);
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  if (/^(?:interface|enum|namespace|abstract|declare)\s/.test(rest)) return true;
  if (/\b(?:type|declare|namespace|abstract|private|public|protected|readonly)\s+$/.test(line)) return true;
  if (/^(?:as|satisfies)\s+[\w{[]/.test(rest)) return true;
  return /^\??:\s*(?:string|number|boolean|any|unknown|void|never|object|Promise<|Array<|Record<|[A-Z]\w*[\s,)=[<|])/.test(
    rest,
  );
}
