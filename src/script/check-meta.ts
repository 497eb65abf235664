// The fields of `meta` (S02): what is required, of which type, and what each mistake should be told.
import type { AnyNode, ObjectExpression } from "acorn";
import { META_NAME_MAX_CHARS } from "../protocol/limits.ts";
import type { ScriptMeta, ScriptPhase } from "../protocol/script.ts";
import { checkArgsSchema, type SchemaProblem } from "./check-args-schema.ts";
import { error, type Report } from "./finding.ts";
import { UNREADABLE, type Literal, type LiteralObject } from "./read-literal.ts";
import { propertyName } from "./syntax-tree.ts";

/** What the language leaves to others: it brings no library along that compiles schemas. */
export type ScriptChecks = { readonly schemaProblem: SchemaProblem };

/** Where a field stands in the text, its path as people write it, and what it holds. */
type Field = { readonly path: string; readonly node: AnyNode; readonly value: Literal | undefined };

/** `checks` are those that the language cannot make itself. */
export function checkMeta(
  { node, values }: { readonly node: ObjectExpression; readonly values: LiteralObject },
  report: Report,
  checks: ScriptChecks,
): ScriptMeta | null {
  let isSound = true;
  const strict: Report = (finding) => {
    isSound = false;
    report(finding);
  };
  const field = (key: string): Field => fieldOf(node, values, key);
  const name = requiredText(field("name"), strict);
  const description = requiredText(field("description"), strict);
  const whenToUse = optionalText(field("whenToUse"), strict);
  const phases = checkPhases(field("phases"), strict);
  checkNameLength(field("name"), strict);
  const argsSchema = checkArgsSchema(field("argsSchema"), strict, checks.schemaProblem);
  const hasUnreadable = [...values.values()].some(isUnreadable);
  if (!isSound || hasUnreadable || name === null || description === null) return null;
  return {
    name,
    description,
    ...(whenToUse === null ? {} : { whenToUse }),
    phases,
    ...(argsSchema === null ? {} : { argsSchema }),
  };
}

function isUnreadable(value: Literal): boolean {
  if (Array.isArray(value)) return value.some(isUnreadable);
  return value === UNREADABLE || (value instanceof Map && [...value.values()].some(isUnreadable));
}

function fieldOf(object: AnyNode, values: LiteralObject, key: string, path = `meta.${key}`): Field {
  return { path, node: nodeOf(object, key) ?? object, value: values.get(key) };
}

function nodeOf(object: AnyNode, key: string): AnyNode | undefined {
  if (object.type !== "ObjectExpression") return undefined;
  const found = object.properties.find(
    (property) => property.type === "Property" && propertyName(property.key, property.computed) === key,
  );
  return found?.type === "Property" ? found.value : undefined;
}

function requiredText(field: Field, report: Report): string | null {
  const { path, node, value } = field;
  if (value === UNREADABLE) return null;
  if (typeof value === "string" && value.trim() !== "") return value;
  if (value !== undefined && value !== "" && typeof value !== "string")
    return wrongType(field, "a string", report);
  report(
    error(node.start, {
      code: path.startsWith("meta.phases") ? "S02-phases" : `S02-${path.slice("meta.".length)}`,
      message: value === undefined ? `\`${path}\` is missing.` : `\`${path}\` is empty.`,
      advice: `Give it a short text: \`${path.split(".").at(-1)}: "…"\`.`,
    }),
  );
  return null;
}

function optionalText(field: Field, report: Report): string | null {
  if (field.value === undefined || field.value === UNREADABLE) return null;
  return typeof field.value === "string" ? field.value : wrongType(field, "a string", report);
}

function wrongType({ path, node, value }: Field, expected: string, report: Report): null {
  report(
    error(node.start, {
      code: "S02-type",
      message: `\`${path}\` must be ${expected}, and is ${typeName(value)}.`,
      advice: path.startsWith("meta.phases")
        ? 'Phases look like this: `phases: [{ title: "Map", detail: "…" }]`; `detail` and `model` are optional.'
        : `Write ${expected}, or leave out what is optional.`,
    }),
  );
  return null;
}

function typeName(value: Literal | undefined): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return value instanceof Map ? "an object" : `a ${typeof value}`;
}

function checkNameLength({ node, value }: Field, report: Report): void {
  if (typeof value !== "string" || value.length <= META_NAME_MAX_CHARS) return;
  report(
    error(node.start, {
      code: "S02-name",
      message: `\`meta.name\` is at most ${META_NAME_MAX_CHARS} characters long, and has ${value.length}.`,
      advice: "Choose a short name; the details belong into `description`.",
    }),
  );
}

function checkPhases(field: Field, report: Report): ScriptPhase[] {
  const { node, value } = field;
  if (value === undefined || value === UNREADABLE) return [];
  if (!Array.isArray(value)) {
    wrongType(field, "an array of objects", report);
    return [];
  }
  return value.flatMap((item, index) => {
    const element = node.type === "ArrayExpression" ? (node.elements[index] ?? node) : node;
    return checkPhase({ path: `meta.phases[${index}]`, node: element, value: item }, report) ?? [];
  });
}

function checkPhase(field: Field, report: Report): ScriptPhase | null {
  const { path, node, value } = field;
  if (value === UNREADABLE) return null;
  if (!(value instanceof Map)) return wrongType(field, "an object with a `title`", report);
  const part = (key: string): Field => fieldOf(node, value, key, `${path}.${key}`);
  const title = requiredText(part("title"), report);
  const detail = optionalText(part("detail"), report);
  const model = optionalText(part("model"), report);
  if (title === null) return null;
  return { title, ...(detail === null ? {} : { detail }), ...(model === null ? {} : { model }) };
}
