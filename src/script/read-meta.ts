// Finds `export const meta = {...}` as the first statement and reads it from the syntax tree; nothing is evaluated.
import type { AnyNode, Expression, ObjectExpression, Program } from "acorn";
import type { ScriptMeta } from "../protocol/script.ts";
import { error, type Finding, type Report } from "./finding.ts";
import { checkMeta, type ScriptChecks } from "./check-meta.ts";
import { readLiteral } from "./read-literal.ts";

export type MetaStatement = {
  readonly meta: ScriptMeta;
  /** Range of the word `export`: the program has it blanked. */
  readonly exportRange: readonly [start: number, end: number];
};

const EXAMPLE = '`export const meta = { name: "…", description: "…" }`';

/** The script's meta, or `null` after reporting why there is none. */
export function readMeta(tree: Program, report: Report, checks: ScriptChecks): MetaStatement | null {
  const statement = tree.body.find(holdsMeta);
  if (!statement) return refuse(report, missing(tree));
  reportEarlierStatements(tree, statement, report);
  const object = metaObject(statement, report);
  if (!object) return null;
  const meta = checkMeta({ node: object, values: readLiteral(object, report) }, report, checks);
  return meta && { meta, exportRange: [statement.start, statement.start + "export".length] };
}

function refuse(report: Report, finding: Finding): null {
  report(finding);
  return null;
}

/** A statement that declares `meta` at the top level, in whichever way. */
function holdsMeta(node: AnyNode): boolean {
  const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node;
  if (declaration?.type !== "VariableDeclaration") return false;
  return declaration.declarations.some(({ id }) => id.type === "Identifier" && id.name === "meta");
}

function missing(tree: Program): Finding {
  return error(tree.body[0]?.start ?? 0, {
    code: "S01-meta-missing",
    message: "The script has no `meta`: its first statement must say what it is.",
    advice: `Begin with ${EXAMPLE}; comments may come before it.`,
  });
}

/** Import declarations are refused elsewhere: once they are gone, what follows them comes first. */
function reportEarlierStatements(tree: Program, statement: AnyNode, report: Report): void {
  const first = tree.body.find((node) => node.type !== "ImportDeclaration" && node.type !== "EmptyStatement");
  if (!first || first === statement) return;
  report(
    error(statement.start, {
      code: "S01-meta-not-first",
      message: "`meta` must be the first statement of the script.",
      advice: "Move it above everything but comments.",
    }),
  );
}

/** The object of a well-formed `export const meta = {...}`. */
function metaObject(statement: AnyNode, report: Report): ObjectExpression | null {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  if (declaration?.type !== "VariableDeclaration") return null;
  const only = declaration.declarations.length === 1 ? declaration.declarations[0] : undefined;
  if (statement.type !== "ExportNamedDeclaration" || declaration.kind !== "const" || !only) {
    return refuse(report, malformed(statement));
  }
  if (only.init?.type === "ObjectExpression") return only.init;
  return refuse(report, only.init ? notAnObject(only.init) : malformed(statement));
}

function malformed(statement: AnyNode): Finding {
  return error(statement.start, {
    code: "S01-meta-form",
    message: "`meta` must be declared as `export const meta = {...}`, alone in its statement.",
    advice: `Write ${EXAMPLE}.`,
  });
}

function notAnObject(init: Expression): Finding {
  const swallowsNextLine = calledObject(init) !== null;
  return error(init.start, {
    code: "S01-meta-literal",
    message: swallowsNextLine
      ? "What follows the object of `meta` is taken for a part of it."
      : "`meta` must be an object literal, written out in place.",
    advice: swallowsNextLine
      ? "End the statement of `meta` with a semicolon."
      : `Write ${EXAMPLE}, with no variables and no calls.`,
  });
}

/** `{...}` newline `(…)` or newline `[…]` or newline backquote: JavaScript continues the statement. */
function calledObject(node: AnyNode): AnyNode | null {
  if (node.type === "ObjectExpression") return node;
  if (node.type === "CallExpression") return calledObject(node.callee);
  if (node.type === "MemberExpression") return calledObject(node.object);
  if (node.type === "TaggedTemplateExpression") return calledObject(node.tag);
  return null;
}
