// Args as a script's `argsSchema` means them: a bare string gets its name, what is left out its default.
import type { Json, JsonObject } from "../protocol/json.ts";
import { POSITIONAL } from "./check-args-schema.ts";

/** What is to be held against the schema. Leaves alone what it does not understand: the schema's check will say so. */
export function readArgs(schema: JsonObject, given: Json | undefined): Json {
  const positional = schema[POSITIONAL];
  const named = typeof given === "string" && typeof positional === "string" ? { [positional]: given } : given;
  return withDefaults(schema, named === undefined ? {} : named);
}

/** Defaults of properties, at any depth that is there. Those inside of `anyOf` and the like are only read, not filled in. */
function withDefaults(schema: Json | undefined, value: Json): Json {
  if (!isObject(schema)) return value;
  if (isList(value)) return value.map((item) => withDefaults(schema["items"], item));
  const { properties } = schema;
  if (!isObject(value) || !isObject(properties)) return value;
  const defaults = Object.entries(properties).flatMap(([name, property]) => {
    if (Object.hasOwn(value, name) || !isObject(property)) return [];
    return property["default"] === undefined ? [] : [[name, property["default"]] as const];
  });
  const filled = [...Object.entries(value), ...defaults];
  return Object.fromEntries(filled.map(([name, part]) => [name, withDefaults(properties[name], part)]));
}

export type ArgRow = {
  readonly name: string;
  /** In words: `string`, `"a" | "b"`, `array of string`, `integer, 1 to 10`. */
  readonly type: string;
  readonly required: boolean;
  /** As JSON; `null` when there is none. */
  readonly default: string | null;
  readonly meaning: string;
};

/** One row for each property, in the order of the schema. */
export function describeArgs(schema: JsonObject): ArgRow[] {
  const { properties, required } = schema;
  if (!isObject(properties)) return [];
  return Object.entries(properties).map(([name, property]) => {
    const one = isObject(property) ? property : {};
    return {
      name,
      type: typeInWords(one),
      required: isList(required) && required.includes(name),
      default: one["default"] === undefined ? null : JSON.stringify(one["default"]),
      meaning: typeof one["description"] === "string" ? one["description"] : "",
    };
  });
}

/** The schema's first example, or one made of the first example, default or type of what is required. */
export function exampleArgs(schema: JsonObject): JsonObject {
  const [first] = isList(schema["examples"]) ? schema["examples"] : [];
  if (isObject(first)) return first;
  const { properties, required } = schema;
  if (!isObject(properties) || !isList(required)) return {};
  const names = required.filter((name): name is string => typeof name === "string");
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name])]));
}

function exampleOf(schema: Json | undefined): Json {
  if (!isObject(schema)) return "…";
  const [first] = isList(schema["examples"]) ? schema["examples"] : [];
  if (first !== undefined) return first;
  if (schema["default"] !== undefined) return schema["default"];
  const [choice] = isList(schema["enum"]) ? schema["enum"] : [];
  if (choice !== undefined) return choice;
  switch (schema["type"]) {
    case "integer":
    case "number":
      return typeof schema["minimum"] === "number" ? schema["minimum"] : 1;
    case "boolean":
      return true;
    case "array":
      return [exampleOf(schema["items"])];
    case "object":
      return exampleArgs(schema);
    default:
      return "…";
  }
}

function typeInWords(schema: JsonObject): string {
  const { type, enum: choices, items } = schema;
  if (isList(choices)) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (type === "array") return `array of ${isObject(items) ? typeInWords(items) : "anything"}`;
  const word = isList(type) ? type.map(String).join(" or ") : typeof type === "string" ? type : "anything";
  return `${word}${limitsInWords(schema)}`;
}

function limitsInWords({ minimum, maximum }: JsonObject): string {
  if (typeof minimum === "number" && typeof maximum === "number") return `, ${minimum} to ${maximum}`;
  if (typeof minimum === "number") return `, at least ${minimum}`;
  return typeof maximum === "number" ? `, at most ${maximum}` : "";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
