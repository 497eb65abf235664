// A small value that fits a JSON Schema (2020-12): what an agent answers that nobody has told what to say.
import type { Json, JsonObject } from "../protocol/json.ts";
import { exampleText } from "./example-text.ts";
import { flattenSchema, type SchemaRoot } from "./flatten-schema.ts";

/** Below this a schema that contains itself without a way out is answered with `null`. */
const DEPTH_MAX = 40;
/** More would be no example; a schema that asks for more gets a value that does not fit. */
const ITEMS_MAX = 1_000;

/** Deeper, a full example has what is required only: a tree of trees would grow without end. */
const FULL_DEPTH_MAX = 4;

export type ExampleOptions = {
  /** With optional properties, and so many items in each list that may have them; 0: only what is required. */
  readonly items?: number;
};

/**
 * Required properties and items only unless told otherwise, the first of every choice. Booleans are `true`, since scripts loop until something is
 * done more often than while there is more. Patterns, `not` and conditions are not looked at: such a schema wants a rule.
 */
export function exampleOf(schema: JsonObject, { items = 0 }: ExampleOptions = {}): Json {
  return exampleAt(schema, { root: schema, depth: 0, items });
}

type Place = SchemaRoot & { readonly depth: number; readonly items: number; readonly index?: number };

function isFull({ items, depth }: Place): boolean {
  return items > 0 && depth < FULL_DEPTH_MAX;
}

function exampleAt(schema: Json | undefined, place: Place): Json {
  const flat = flattenSchema(schema, place);
  if (flat["const"] !== undefined) return flat["const"];
  if (isList(flat["enum"])) return flat["enum"][(place.index ?? 0) % flat["enum"].length] ?? null;
  if (place.depth > DEPTH_MAX) return null;
  switch (typeOf(flat)) {
    case "object":
      return exampleObject(flat, place);
    case "array":
      return exampleArray(flat, place);
    case "string":
      return exampleText(flat, place.index ?? 0);
    case "integer":
    case "number":
      return exampleNumber(flat, place.index ?? 0);
    case "boolean":
      return (place.index ?? 0) % 2 === 0;
    default:
      return null;
  }
}

/** The schema's type, or what its other words speak of; a text when it says nothing at all. */
function typeOf(schema: JsonObject): string {
  const type = isList(schema["type"]) ? schema["type"][0] : schema["type"];
  if (typeof type === "string") return type;
  if ("properties" in schema || "required" in schema || "additionalProperties" in schema) return "object";
  if ("items" in schema || "prefixItems" in schema || "minItems" in schema) return "array";
  if ("minimum" in schema || "maximum" in schema || "multipleOf" in schema) return "number";
  return "string";
}

function exampleObject(schema: JsonObject, place: Place): JsonObject {
  const properties = asObject(schema["properties"]);
  const required = isList(schema["required"]) ? schema["required"].map(String) : [];
  const optional = isFull(place) ? Object.keys(properties) : moreNames(schema, required, properties);
  const names = [...new Set([...required, ...optional])];
  const below = belowOf(place);
  return Object.fromEntries(
    names.map((name) => [name, exampleAt(properties[name] ?? schema["additionalProperties"], below)]),
  );
}

/** The items of a full example differ, and so does what is in them: scripts drop what they have seen before. */
function belowOf({ root, depth, items, index }: Place): Place {
  const below = { root, depth: depth + 1, items };
  return items > 0 && index !== undefined ? { ...below, index } : below;
}

/** Enough optional or made-up properties for `minProperties`. */
function moreNames(schema: JsonObject, required: readonly string[], properties: JsonObject): string[] {
  const lacking = Math.min(numberOr(schema["minProperties"], 0), ITEMS_MAX) - required.length;
  if (lacking <= 0) return [];
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const invented = Array.from({ length: lacking }, (_, index) => `simulated${index + 1}`);
  return [...optional, ...invented].slice(0, lacking);
}

function exampleArray(schema: JsonObject, place: Place): Json[] {
  const first = isList(schema["prefixItems"]) ? schema["prefixItems"] : [];
  const contained = schema["contains"] === undefined ? 0 : numberOr(schema["minContains"], 1);
  const wanted = isFull(place) && schema["items"] !== false ? place.items : 0;
  const most = Math.min(numberOr(schema["maxItems"], ITEMS_MAX), ITEMS_MAX);
  const length = Math.min(Math.max(numberOr(schema["minItems"], 0), wanted), most);
  const distinct = schema["uniqueItems"] === true;
  return Array.from({ length: Math.max(length, contained) }, (_, index) => {
    const item = first[index] ?? (index < contained ? schema["contains"] : schema["items"]);
    const below = belowOf(place);
    return exampleAt(item, distinct || isFull(place) ? { ...below, index } : below);
  });
}

/** The number nearest to 0 that the bounds allow; `index` makes it differ from its neighbours. */
function exampleNumber(schema: JsonObject, index: number): number {
  const whole = typeOf(schema) === "integer";
  const step = numberOr(schema["multipleOf"], whole ? 1 : 0);
  const low = Math.max(numberOr(schema["minimum"], -Infinity), justAbove(schema["exclusiveMinimum"], step));
  const high = Math.min(numberOr(schema["maximum"], Infinity), justBelow(schema["exclusiveMaximum"], step));
  const nearest = Math.min(Math.max(0, low), high);
  const onStep = step === 0 ? nearest : (nearest === low ? Math.ceil : Math.floor)(nearest / step) * step;
  return onStep + index * (step === 0 ? 1 : step) + 0;
}

function justAbove(bound: Json | undefined, step: number): number {
  if (typeof bound !== "number") return -Infinity;
  return step === 0 ? bound + Math.max(Math.abs(bound) * 1e-6, 1e-6) : (Math.floor(bound / step) + 1) * step;
}

function justBelow(bound: Json | undefined, step: number): number {
  return typeof bound === "number" ? -justAbove(-bound, step) : Infinity;
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !isList(value) ? value : {};
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
