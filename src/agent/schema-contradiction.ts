// Finds schemas that no value can satisfy, before anything is spent on them (A04). Only what is provable is refused:
// a schema that is let through wrongly costs a few tries, one refused wrongly costs the author an afternoon.
import { isDeepStrictEqual } from "node:util";

type Schema = { readonly [key: string]: unknown };
type Finding = string | null;

/** What a value of a schema must be, or `null` when that cannot be told. */
const TYPE_OF_LIMITS = [
  { low: "minimum", high: "maximum", type: "number" },
  { low: "minLength", high: "maxLength", type: "string" },
  { low: "minItems", high: "maxItems", type: "array" },
  { low: "minProperties", high: "maxProperties", type: "object" },
] as const;

/** The reason why nothing can satisfy the schema, with the place, or `null` when none is found. */
export function findContradiction(schema: unknown, path = "#"): Finding {
  if (schema === false) return `${path} is false`;
  if (!isSchema(schema)) return null;
  const checks = [forbidsAll, enumeration, constant, limits, properties, items, combined];
  for (const check of checks) {
    const found = check(schema, path);
    if (found !== null) return found;
  }
  return null;
}

function forbidsAll(schema: Schema, path: string): Finding {
  const not = schema["not"];
  const everything = not === true || (isSchema(not) && Object.keys(not).length === 0);
  return everything ? `${path}/not forbids every value` : null;
}

function enumeration(schema: Schema, path: string): Finding {
  const values = schema["enum"];
  if (!Array.isArray(values)) return null;
  if (values.length === 0) return `${path}/enum is empty`;
  if (values.some((value) => hasType(schema, value))) return null;
  return `${path}: none of the enum's values has type ${JSON.stringify(schema["type"])}`;
}

function constant(schema: Schema, path: string): Finding {
  if (!Object.hasOwn(schema, "const")) return null;
  const value = schema["const"];
  if (!hasType(schema, value)) return `${path}: const has not the type ${JSON.stringify(schema["type"])}`;
  const values = schema["enum"];
  if (!Array.isArray(values) || values.some((one) => isDeepStrictEqual(one, value))) return null;
  return `${path}: const is not among the enum's values`;
}

/** A low limit above the high one, where the type says that the limits apply. */
function limits(schema: Schema, path: string): Finding {
  for (const { low, high, type } of TYPE_OF_LIMITS) {
    const [from, to] = [schema[low], schema[high]];
    const apply = onlyType(schema) === type || (type === "number" && onlyType(schema) === "integer");
    if (apply && typeof from === "number" && typeof to === "number" && from > to) {
      return `${path}: ${low} ${from} is above ${high} ${to}`;
    }
  }
  return null;
}

/** A required property that the schema forbids or that nothing can satisfy. */
function properties(schema: Schema, path: string): Finding {
  const required = schema["required"];
  if (onlyType(schema) !== "object" || !Array.isArray(required)) return null;
  const own = isSchema(schema["properties"]) ? schema["properties"] : {};
  for (const name of required.filter((one) => typeof one === "string")) {
    if (Object.hasOwn(own, name)) {
      const found = findContradiction(own[name], `${path}/properties/${name}`);
      if (found !== null) return `the required property ${JSON.stringify(name)} is impossible: ${found}`;
    } else if (schema["additionalProperties"] === false && schema["patternProperties"] === undefined) {
      return `${path}: the required property ${JSON.stringify(name)} is not among properties, and additionalProperties is false`;
    }
  }
  const most = schema["maxProperties"];
  const names = new Set(required).size;
  if (typeof most === "number" && names > most)
    return `${path}: ${names} required properties, maxProperties ${most}`;
  return null;
}

/** Items that nothing can satisfy, where at least one is required beyond those of `prefixItems`. */
function items(schema: Schema, path: string): Finding {
  const least = schema["minItems"];
  if (onlyType(schema) !== "array" || typeof least !== "number") return null;
  const prefix = Array.isArray(schema["prefixItems"]) ? schema["prefixItems"] : [];
  for (const [index, one] of prefix.slice(0, least).entries()) {
    const found = findContradiction(one, `${path}/prefixItems/${index}`);
    if (found !== null) return found;
  }
  return least > prefix.length ? findContradiction(schema["items"], `${path}/items`) : null;
}

function combined(schema: Schema, path: string): Finding {
  for (const [index, one] of list(schema["allOf"]).entries()) {
    const found = findContradiction(one, `${path}/allOf/${index}`);
    if (found !== null) return found;
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = list(schema[keyword]);
    const found = branches.map((one, index) => findContradiction(one, `${path}/${keyword}/${index}`));
    if (branches.length > 0 && found.every((one) => one !== null))
      return `every branch of ${keyword}: ${found[0]}`;
  }
  return null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The types of the schema's values, `null` when it does not say. Ajv knows `nullable`, from OpenAPI, as one more. */
function typesOf(schema: Schema): readonly unknown[] | null {
  const type = schema["type"];
  if (type === undefined) return null;
  return [...(Array.isArray(type) ? type : [type]), ...(schema["nullable"] === true ? ["null"] : [])];
}

/** The one type of the schema's values, or `null` when there are several or it does not say. */
function onlyType(schema: Schema): string | null {
  const [type, ...others] = typesOf(schema) ?? [];
  return typeof type === "string" && others.length === 0 ? type : null;
}

function hasType(schema: Schema, value: unknown): boolean {
  return typesOf(schema)?.some((type) => isOfType(value, type)) ?? true;
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isSchema(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
