// Args as a script's `argsSchema` means them: a bare string gets its name, what is left out its default.
import { isJsonList, isJsonObject, type Json, type JsonObject } from "./json.ts";

/** Key of an `argsSchema`: the property that a bare string stands for. */
export const POSITIONAL = "x-positional";

/** What is to be held against the schema. Leaves alone what it does not understand: the schema's check will say so. */
export function readArgs(schema: JsonObject, given: Json | undefined): Json {
  const positional = schema[POSITIONAL];
  const named = typeof given === "string" && typeof positional === "string" ? { [positional]: given } : given;
  return withDefaults(schema, named === undefined ? {} : named);
}

/** Defaults of properties, at any depth that is there. Those inside of `anyOf` and the like are only read, not filled in. */
function withDefaults(schema: Json | undefined, value: Json): Json {
  if (!isJsonObject(schema)) return value;
  if (isJsonList(value)) return value.map((item) => withDefaults(schema["items"], item));
  const { properties } = schema;
  if (!isJsonObject(value) || !isJsonObject(properties)) return value;
  const defaults = Object.entries(properties).flatMap(([name, property]) => {
    if (Object.hasOwn(value, name) || !isJsonObject(property)) return [];
    return property["default"] === undefined ? [] : [[name, property["default"]] as const];
  });
  const filled = [...Object.entries(value), ...defaults];
  return Object.fromEntries(filled.map(([name, part]) => [name, withDefaults(properties[name], part)]));
}
