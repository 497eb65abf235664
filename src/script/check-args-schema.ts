// `meta.argsSchema`: a JSON Schema of the script's args, written out as a literal like all of `meta`.
import type { AnyNode } from "acorn";
import type { Json, JsonObject } from "../protocol/json.ts";
import { POSITIONAL } from "../protocol/read-args.ts";
import { error, type Report } from "./finding.ts";
import { UNREADABLE, type Literal } from "./read-literal.ts";

/** Says why a schema cannot be used, or `null`. Compiling schemas takes a library that the language does not bring along. */
export type SchemaProblem = (schema: JsonObject) => string | null;

/** @returns `null` when there is none, or after reporting what is wrong with it. */
export function checkArgsSchema(
  { node, value }: { readonly node: AnyNode; readonly value: Literal | undefined },
  report: Report,
  schemaProblem: SchemaProblem,
): JsonObject | null {
  const schema = toJson(value);
  if (schema === undefined) return null;
  const problem = isObject(schema) ? findProblem(schema, schemaProblem) : NO_OBJECT;
  if (problem === null) return schema as JsonObject;
  report(error(node.start, { code: "S02-args-schema", ...problem }));
  return null;
}

type Problem = { readonly message: string; readonly advice: string };

const EXAMPLE =
  '`argsSchema: { type: "object", required: ["task"], properties: { task: { type: "string", description: "…" } } }`';
const NO_OBJECT: Problem = {
  message: "`meta.argsSchema` must be a JSON Schema written as an object.",
  advice: `Write ${EXAMPLE}, or leave it out.`,
};

function findProblem(schema: JsonObject, schemaProblem: SchemaProblem): Problem | null {
  if (schema["type"] !== "object") {
    return {
      message: `\`meta.argsSchema\` must have \`type: "object"\` at its root, and has ${shown(schema["type"])}.`,
      advice: `Args that are described have names: ${EXAMPLE}.`,
    };
  }
  const unsound = schemaProblem(schema);
  if (unsound !== null) {
    return {
      message: `\`meta.argsSchema\` cannot be used: ${unsound}.`,
      advice: "Correct the schema; it is JSON Schema, draft 2020-12.",
    };
  }
  return positionalProblem(schema);
}

function positionalProblem(schema: JsonObject): Problem | null {
  const name = schema[POSITIONAL];
  if (name === undefined) return null;
  const { properties } = schema;
  const known = properties !== undefined && isObject(properties) ? properties : {};
  if (typeof name === "string" && Object.hasOwn(known, name)) return null;
  const names = Object.keys(known);
  return {
    message: `\`${POSITIONAL}\` of \`meta.argsSchema\` must name one of its properties, and is ${shown(name)}.`,
    advice: names.length === 0 ? "Describe the property first." : `Its properties: ${names.join(", ")}.`,
  };
}

function shown(value: Json | undefined): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

/** `undefined` also for what was reported as no literal. */
function toJson(value: Literal | undefined): Json | undefined {
  if (value === undefined || value === UNREADABLE) return undefined;
  if (Array.isArray(value)) return allOf(value)?.map(([, item]) => item);
  if (!(value instanceof Map)) return value;
  const entries = allOf([...value.values()]);
  if (entries === undefined) return undefined;
  const keys = [...value.keys()];
  return Object.fromEntries(entries.map(([index, item]) => [keys[index] ?? "", item]));
}

function allOf(values: readonly Literal[]): (readonly [number, Json])[] | undefined {
  const items = values.flatMap((one, index) => {
    const item = toJson(one);
    return item === undefined ? [] : [[index, item] as const];
  });
  return items.length === values.length ? items : undefined;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
