// A schema without its references and choices: `$ref` followed, every branch of `allOf` and the first of `anyOf`/`oneOf` merged in.
import type { Json, JsonObject } from "../protocol/json.ts";

/** The whole schema: local references start there. */
export type SchemaRoot = { readonly root: JsonObject };

/** Steps through references and branches before a schema is taken to go in circles. */
const STEPS_MAX = 50;

/** `true`, absent schemas and circles come out as `{}`. */
export function flattenSchema(schema: Json | undefined, place: SchemaRoot, steps = 0): JsonObject {
  if (!isObject(schema) || steps > STEPS_MAX) return {};
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  const parts: (Json | undefined)[] = [
    typeof $ref === "string" ? findReference($ref, place.root) : undefined,
    ...(isList(allOf) ? allOf : []),
    firstPossible(anyOf),
    firstPossible(oneOf),
  ];
  return parts.map((part) => flattenSchema(part, place, steps + 1)).reduce(mergeSchemas, own);
}

function firstPossible(branches: Json | undefined): Json | undefined {
  return isList(branches) ? branches.find((branch) => branch !== false) : undefined;
}

/** `#/$defs/name` and other JSON pointers into the schema, `#` itself, and `#anchor`. */
function findReference(reference: string, root: JsonObject): Json | undefined {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return findAnchor(reference.slice(1), root);
  const steps = reference.slice(2).split("/").map(decodeStep);
  return steps.reduce<Json | undefined>((value, step) => {
    if (isList(value)) return value[Number(step)];
    return isObject(value) ? value[step] : undefined;
  }, root);
}

function decodeStep(step: string): string {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

function findAnchor(anchor: string, root: JsonObject): Json | undefined {
  const definitions = root["$defs"];
  if (!isObject(definitions)) return undefined;
  return Object.values(definitions).find(
    (definition) => isObject(definition) && definition["$anchor"] === anchor,
  );
}

/** Both must hold: properties and required names come together, the tighter bound wins, else the first word counts. */
function mergeSchemas(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...b, ...a };
  for (const [key, value] of Object.entries(b)) {
    const own = a[key];
    if (own !== undefined) merged[key] = mergeKeyword(key, own, value);
  }
  return merged;
}

function mergeKeyword(key: string, a: Json, b: Json): Json {
  if (key === "properties" && isObject(a) && isObject(b)) return mergeProperties(a, b);
  if (key === "required" && isList(a) && isList(b)) return [...new Set([...a, ...b])];
  if (key === "enum" && isList(a) && isList(b)) return common(a, b);
  if (key === "type") return commonType(a, b);
  if (typeof a === "number" && typeof b === "number") {
    return key.toLowerCase().includes("max") ? Math.min(a, b) : Math.max(a, b);
  }
  return a;
}

function mergeProperties(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...b, ...a };
  for (const [name, schema] of Object.entries(a)) {
    const other = b[name];
    if (other !== undefined) merged[name] = { allOf: [schema, other] };
  }
  return merged;
}

function commonType(a: Json, b: Json): Json {
  const types = common(isList(a) ? a : [a], isList(b) ? b : [b]);
  return types.length > 0 ? types : a;
}

function common(a: readonly Json[], b: readonly Json[]): readonly Json[] {
  const texts = new Set(b.map((item) => JSON.stringify(item)));
  return a.filter((item) => texts.has(JSON.stringify(item)));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
