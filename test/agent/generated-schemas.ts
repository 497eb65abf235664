// Schemas and values to hold against each other: a small world, so that what fits what can be tried out.
import fc from "fast-check";
import type { Json, JsonObject } from "../../src/protocol/json.ts";

const NAMES = ["a", "b", "c"] as const;
const SCALARS: readonly Json[] = [null, true, false, -1, 0, 1, 2, 1.5, "", "a", "b", "abc", "2026-11-22"];
const name = fc.constantFrom(...NAMES);
const scalar = fc.constantFrom(...SCALARS);
const small = fc.nat({ max: 3 });
const typeName = fc.constantFrom("null", "boolean", "integer", "number", "string", "array", "object");

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** Any value of the small world. */
export const anyValue: fc.Arbitrary<Json> = value;

/** A value for the root of an answer. */
export const anyAnswer: fc.Arbitrary<Json> = fc.dictionary(name, value, {
  maxKeys: 3,
  noNullPrototype: true,
});

type Schema = boolean | JsonObject;
type Keywords = Readonly<Record<string, fc.Arbitrary<Json>>>;

/** Every keyword of 2020-12 that judges a value, with small operands; `$ref` leads to `#`, `#/$defs/x` or `#anchor`. */
function keywords(inner: fc.Arbitrary<Json>): Keywords {
  const schemas = fc.array(inner, { minLength: 1, maxLength: 2 });
  const byName = fc.dictionary(name, inner, { maxKeys: 2, noNullPrototype: true });
  return {
    type: fc.oneof(typeName, fc.uniqueArray(typeName, { minLength: 1, maxLength: 3 })),
    nullable: fc.boolean(),
    enum: fc.uniqueArray(value, { minLength: 1, maxLength: 3, comparator: "SameValueZero" }),
    const: value,
    minimum: small,
    maximum: small,
    exclusiveMinimum: small,
    exclusiveMaximum: small,
    multipleOf: fc.constantFrom(1, 2, 0.5),
    minLength: small,
    maxLength: small,
    pattern: fc.constantFrom("^a", "b$", "^.$"),
    format: fc.constantFrom("date", "email", "mood"),
    minItems: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    items: inner,
    prefixItems: schemas,
    contains: inner,
    minContains: small,
    maxContains: small,
    unevaluatedItems: inner,
    required: fc.uniqueArray(name, { maxLength: 3 }),
    minProperties: small,
    maxProperties: small,
    properties: byName,
    patternProperties: fc.record({ "^[ab]": inner }),
    additionalProperties: inner,
    propertyNames: inner,
    dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    dependentSchemas: byName,
    unevaluatedProperties: inner,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: inner,
    if: inner,
    // oxlint-disable-next-line no-thenable -- it is a keyword of JSON Schema
    then: inner,
    else: inner,
    $ref: fc.constantFrom("#", "#/$defs/x", "#anchor"),
  };
}

/** Keywords that contradictions are looked for in, and those that may take one away, with operands that meet often. */
function contradicting(inner: fc.Arbitrary<Json>): Keywords {
  const all = Object.entries(keywords(inner)).filter(([key]) => CONTRADICTING.includes(key));
  return {
    ...Object.fromEntries(all),
    type: fc.oneof(
      { arbitrary: typeName, weight: 4 },
      { arbitrary: fc.tuple(typeName, typeName), weight: 1 },
    ),
    nullable: fc.constant(true),
    enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 2 }),
    const: scalar,
  };
}

const CONTRADICTING: readonly string[] = [
  ...["not", "allOf", "anyOf", "oneOf", "$ref"],
  ...[
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
  ],
  ...["required", "properties", "patternProperties", "additionalProperties", "items", "prefixItems"],
];

function schemasOf(operands: (inner: fc.Arbitrary<Json>) => Keywords): fc.Arbitrary<Schema> {
  const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, depthSize: "small", withCrossShrink: true },
      { arbitrary: fc.boolean(), weight: 1 },
      { arbitrary: few(operands(tie("schema") as fc.Arbitrary<Json>)), weight: 6 },
    ),
  }));
  return schema;
}

/** Of all those keywords a few: with all of them at once nothing would fit anything. */
function few(of: Keywords): fc.Arbitrary<JsonObject> {
  const entries = Object.entries(of).map(([key, operand]) => fc.tuple(fc.constant(key), operand));
  return fc.array(fc.oneof(...entries), { maxLength: 4 }).map((chosen) => Object.fromEntries(chosen));
}

/** Schemas of answers, with every keyword. */
export const anyAnswerSchema = answerSchema(schemasOf(keywords));

/** Schemas of answers, many of them contradictory. */
export const oftenContradictory = answerSchema(
  schemasOf(contradicting).map((a) => ({ required: ["a"], properties: { a } })),
);

/** An object at the root, `$defs` with what the references lead to. */
function answerSchema(schema: fc.Arbitrary<Schema>): fc.Arbitrary<JsonObject> {
  return fc.tuple(schema, schema, schema).map(([root, x, anchored]) => ({
    ...(typeof root === "boolean" ? {} : root),
    type: "object",
    $defs: {
      x,
      anchored: typeof anchored === "boolean" ? { $anchor: "anchor" } : { ...anchored, $anchor: "anchor" },
    },
  }));
}

/** Every value of a smaller world still, some hundred: if one of them fits a schema, the schema is not contradictory. */
export const SMALL_WORLD: readonly Json[] = everyObject([
  ...SCALARS,
  [],
  [0],
  ["a", "b"],
  {},
  { a: 0 },
  { a: "a", b: 1 },
]);

function everyObject(values: readonly Json[]): JsonObject[] {
  const of = (key: string): JsonObject[] => [{}, ...values.map((one) => ({ [key]: one }))];
  const pairs = of("a").flatMap((a) => of("b").map((b) => ({ ...a, ...b })));
  return pairs.flatMap((pair) => [pair, { ...pair, c: 0 }, { ...pair, c: "a" }]);
}
