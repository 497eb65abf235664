// What an `argsSchema` says of a script's args: a row for each, and an example.
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../protocol/json.ts";

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
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).map(([name, property]) => {
    const one = isJsonObject(property) ? property : {};
    return {
      name,
      type: typeInWords(one),
      required: isJsonList(required) && required.includes(name),
      default: one["default"] === undefined ? null : JSON.stringify(one["default"]),
      meaning: typeof one["description"] === "string" ? one["description"] : "",
    };
  });
}

/** The schema's first example, or one made of the first example, default or type of what is required. */
export function exampleArgs(schema: JsonObject): JsonObject {
  const [first] = isJsonList(schema["examples"]) ? schema["examples"] : [];
  if (isJsonObject(first)) return first;
  const { properties, required } = schema;
  if (!isJsonObject(properties) || !isJsonList(required)) return {};
  const names = required.filter((name): name is string => typeof name === "string");
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name])]));
}

function exampleOf(schema: Json | undefined): Json {
  if (!isJsonObject(schema)) return "…";
  const [first] = isJsonList(schema["examples"]) ? schema["examples"] : [];
  if (first !== undefined) return first;
  if (schema["default"] !== undefined) return schema["default"];
  const [choice] = isJsonList(schema["enum"]) ? schema["enum"] : [];
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
  const { type, enum: choices, items, anyOf } = schema;
  if (isJsonList(choices)) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (isJsonList(anyOf)) return anyOf.map((one) => typeInWords(isJsonObject(one) ? one : {})).join("; or ");
  if (type === "array") {
    const kind = isJsonObject(items) ? typeInWords(items) : "anything";
    return `array of ${kind}${rangeInWords(schema["minItems"], schema["maxItems"], " of them")}`;
  }
  const word = isJsonList(type)
    ? type.map(String).join(" or ")
    : typeof type === "string"
      ? type
      : "anything";
  return `${word}${limitsInWords(schema)}`;
}

function limitsInWords({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): string {
  const above = typeof exclusiveMinimum === "number" ? `, above ${exclusiveMinimum}` : "";
  const below = typeof exclusiveMaximum === "number" ? `, below ${exclusiveMaximum}` : "";
  return `${rangeInWords(minimum, maximum)}${above}${below}`;
}

function rangeInWords(least: Json | undefined, most: Json | undefined, what = ""): string {
  if (typeof least === "number" && typeof most === "number") return `, ${least} to ${most}${what}`;
  if (typeof least === "number") return `, at least ${least}${what}`;
  return typeof most === "number" ? `, at most ${most}${what}` : "";
}
