import { expect, test } from "vitest";
import { compileAnswerSchema, compileSchema } from "../../src/agent/compiled-schema.ts";
import { findContradiction } from "../../src/agent/schema-contradiction.ts";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import { SCHEMA_MAX_CHARS } from "../../src/protocol/limits.ts";

const object = (properties: object, more: object = {}): JsonObject =>
  ({ type: "object", properties, required: Object.keys(properties), ...more }) as JsonObject;

test.each<[string, JsonObject]>([
  [
    "a required property that additionalProperties forbids",
    { type: "object", required: ["x"], additionalProperties: false },
  ],
  ["a required property that is false", object({ x: false })],
  ["not: {}", object({ x: { not: {} } })],
  ["an empty enum", object({ x: { type: "string", enum: [] } })],
  ["an enum without a value of the type", object({ x: { type: "string", enum: [1, 2] } })],
  ["a const that has not the type", object({ x: { type: "integer", const: 1.5 } })],
  ["a const outside of the enum", object({ x: { const: "a", enum: ["b"] } })],
  ["minimum above maximum", object({ x: { type: "number", minimum: 3, maximum: 2 } })],
  ["minLength above maxLength", object({ x: { type: "string", minLength: 3, maxLength: 2 } })],
  ["minItems above maxItems", object({ x: { type: "array", minItems: 3, maxItems: 2 } })],
  ["more required properties than maxProperties", object({ x: {}, y: {} }, { maxProperties: 1 })],
  ["required items that cannot be", object({ x: { type: "array", minItems: 1, items: { enum: [] } } })],
  [
    "a required item of prefixItems that cannot be",
    object({ x: { type: "array", minItems: 1, prefixItems: [false] } }),
  ],
  ["a branch of allOf that cannot be", object({ x: { allOf: [{}, false] } })],
  ["no branch of anyOf that can be", object({ x: { anyOf: [false, { enum: [] }] } })],
  ["deep inside", object({ a: object({ b: object({ c: false }) }) })],
])("A04 refused as impossible: %s", (_title, schema) => {
  const compiled = compileAnswerSchema(schema);
  expect(compiled.ok).toBe(false);
  expect(findContradiction(schema)).not.toBeNull();
});

test.each<[string, JsonObject]>([
  ["an optional property that cannot be", { type: "object", properties: { x: false } }],
  ["a list that may stay empty", object({ x: { type: "array", items: false } })],
  ["limits of a type the value need not have", object({ x: { minimum: 3, maximum: 2 } })],
  ["a required property without a schema", { type: "object", required: ["x"] }],
  [
    "a required property of patternProperties",
    { type: "object", required: ["x"], additionalProperties: false, patternProperties: { "^x": {} } },
  ],
  ["one branch that can be", object({ x: { anyOf: [false, { type: "null" }] } })],
  ["a type of several", object({ x: { type: ["string", "null"], enum: ["a", null] } })],
  ["nullable, as OpenAPI has it", object({ x: { type: "string", nullable: true, enum: [null] } })],
  ["limits of a nullable value", object({ x: { type: "number", nullable: true, minimum: 2, maximum: 1 } })],
  ["a recursive schema", { type: "object", properties: { child: { $ref: "#" } } }],
  [
    "formats, known and unknown",
    object({ x: { type: "string", format: "date" }, y: { type: "string", format: "mood" } }),
  ],
  [
    "another dialect named",
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      definitions: { a: {} },
    } as JsonObject,
  ],
])("A04 accepted: %s", (_title, schema) => {
  expect(compileAnswerSchema(schema)).toMatchObject({ ok: true });
});

test.each<[string, JsonObject]>([
  ["an unknown type", { type: "object", properties: { x: { type: "objekt" } } }],
  ["required that is no list", { type: "object", required: true }],
  ["a reference to nowhere", { type: "object", properties: { x: { $ref: "#/$defs/gone" } } }],
  [
    "a pattern that is no regular expression",
    { type: "object", properties: { x: { type: "string", pattern: "(" } } },
  ],
  ["an asynchronous schema", { $async: true, type: "object" }],
  ["a list at the root", { type: "array", items: {} }],
  ["no type at the root", { properties: { x: {} } }],
])("A04 refused as no schema for an answer: %s", (_title, schema) => {
  expect(compileAnswerSchema(schema)).toMatchObject({ ok: false, message: expect.stringMatching(/schema/i) });
});

test("what is wrong with a schema is said once for each place, for each of which Ajv has a dozen errors", () => {
  const compiled = compileSchema({ properties: { a: { items: [{}] }, b: { type: "texd" } } });
  const message = compiled.ok ? "" : compiled.message;
  expect(message).toMatch(/^not a JSON Schema \(2020-12\): .*#\/properties\/a\/items must be object,boolean/);
  expect(message.match(/#\/properties\/a\/items must be object,boolean/g)).toHaveLength(1);
  expect(message).toContain("#/properties/b/type must be");
});

test("two schemas may carry the same $id", () => {
  const first = compileSchema({ $id: "https://example.org/a", type: "string" });
  const second = compileSchema({ $id: "https://example.org/a", type: "number" });
  expect(first.ok && first.problem(1)).toContain("must be string");
  expect(second.ok && second.problem("x")).toContain("must be number");
});

test("a problem names every place and what is allowed there", () => {
  const compiled = compileSchema(
    object({ color: { enum: ["red", "blue"] }, n: { type: "integer" } }, { additionalProperties: false }),
  );
  const problem = compiled.ok ? compiled.problem({ color: "green", extra: 1 }) : null;
  expect(problem).toContain("the root must have required property 'n'");
  expect(problem).toContain('must NOT have additional properties ("extra")');
  expect(problem).toContain('/color must be equal to one of the allowed values (["red","blue"])');
});

test("a schema nested a hundred thousand deep is refused, not a crash", () => {
  let schema: JsonObject = { type: "object" };
  for (let depth = 0; depth < 100_000; depth += 1)
    schema = { type: "object", properties: { x: schema }, required: ["x"] };
  expect(compileAnswerSchema(schema).ok).toBe(false);
});

/** Schemas of 2020-12, an answer that fits each and one that does not. */
const LATEST: readonly (readonly [string, JsonObject, Json, Json])[] = [
  [
    "prefixItems and what comes after them",
    object({ x: { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], items: false } }),
    { x: ["a", 1] },
    { x: ["a", 1, 2] },
  ],
  [
    "unevaluatedItems after prefixItems of another branch",
    object({ x: { allOf: [{ prefixItems: [{ type: "string" }] }], unevaluatedItems: { type: "number" } } }),
    { x: ["a", 1, 2] },
    { x: ["a", "b"] },
  ],
  [
    "contains, at least and at most",
    object({ x: { type: "array", contains: { const: 1 }, minContains: 2, maxContains: 3 } }),
    { x: [1, 0, 1] },
    { x: [1, 0] },
  ],
  [
    "dependentRequired",
    { type: "object", dependentRequired: { card: ["address"] } },
    { card: 1, address: "a" },
    { card: 1 },
  ],
  [
    "dependentSchemas",
    { type: "object", dependentSchemas: { card: { required: ["address"] } } },
    { address: "a" },
    { card: 1 },
  ],
  [
    "unevaluatedProperties through allOf and $ref",
    {
      type: "object",
      $defs: { base: { properties: { a: { type: "string" } } } },
      allOf: [{ $ref: "#/$defs/base" }],
      properties: { b: { type: "number" } },
      unevaluatedProperties: false,
    },
    { a: "a", b: 1 },
    { a: "a", c: 1 },
  ],
  [
    "$ref with words beside it",
    {
      type: "object",
      $defs: { n: { type: "number" } },
      properties: { x: { $ref: "#/$defs/n", minimum: 3 } },
    },
    { x: 3 },
    { x: 2 },
  ],
  [
    "$anchor",
    {
      type: "object",
      $defs: { n: { $anchor: "number", type: "number" } },
      properties: { x: { $ref: "#number" } },
    },
    { x: 1 },
    { x: "1" },
  ],
  [
    "a tree that is strict because of $dynamicRef",
    {
      $id: "https://example.org/strict-tree",
      $dynamicAnchor: "node",
      type: "object",
      $ref: "tree",
      unevaluatedProperties: false,
      $defs: {
        tree: {
          $id: "https://example.org/tree",
          $dynamicAnchor: "node",
          type: "object",
          properties: { data: true, children: { type: "array", items: { $dynamicRef: "#node" } } },
        },
      },
    },
    { children: [{ data: 1 }] },
    { children: [{ daat: 1 }] },
  ],
  [
    "a recursive schema",
    { type: "object", properties: { next: { $ref: "#" }, n: { type: "integer" } }, required: ["n"] },
    { n: 1, next: { n: 2, next: { n: 3 } } },
    { n: 1, next: { n: 2, next: {} } },
  ],
  [
    "if, then, else",
    {
      type: "object",
      if: { properties: { ok: { const: true } }, required: ["ok"] },
      // oxlint-disable-next-line no-thenable -- it is a keyword of JSON Schema
      then: { required: ["value"] },
      else: { required: ["reason"] },
    },
    { ok: false, reason: "r" },
    { ok: true, reason: "r" },
  ],
  [
    "propertyNames and patternProperties",
    {
      type: "object",
      propertyNames: { maxLength: 3 },
      patternProperties: { "^n": { type: "number" } },
    },
    { n1: 1, s: "s" },
    { n1: "s" },
  ],
  [
    "a format",
    object({ x: { type: "string", format: "date-time" } }),
    { x: "2026-11-22T10:00:00Z" },
    { x: "now" },
  ],
  [
    "an e-mail address",
    object({ x: { type: "string", format: "email" } }),
    { x: "a@example.org" },
    { x: "a" },
  ],
  [
    "letters beyond the basic plane",
    object({ x: { type: "string", maxLength: 1 } }),
    { x: "😀" },
    { x: "ab" },
  ],
  ["integers written as decimals", object({ x: { type: "integer" } }), { x: 1.0 }, { x: 1.5 }],
  ["multiples of a cent", object({ x: { type: "number", multipleOf: 0.5 } }), { x: 1.5 }, { x: 1.4 }],
  [
    "nothing but the listed properties",
    object({ x: {} }, { additionalProperties: false }),
    { x: 1 },
    { x: 1, y: 1 },
  ],
];

test.each(LATEST)("A04 2020-12: %s", (_title, schema, fits, fitsNot) => {
  const compiled = compileAnswerSchema(schema);
  expect(compiled).toMatchObject({ ok: true });
  expect(compiled.ok && compiled.problem(fits)).toBeNull();
  expect(compiled.ok && compiled.problem(fitsNot)).not.toBeNull();
});

test("an enum of 10,000 values is a schema like others; an error tells some of them and their number", () => {
  const values = Array.from({ length: 10_000 }, (_, index) => `v${index}`);
  const schema = object({ x: { enum: values } });
  expect(JSON.stringify(schema).length).toBeLessThan(SCHEMA_MAX_CHARS);
  const compiled = compileAnswerSchema(schema);
  expect(compiled.ok && compiled.problem({ x: "v9999" })).toBeNull();
  const problem = (compiled.ok && compiled.problem({ x: "w" })) || "";
  expect(problem).toContain('"v19"] and 9980 more');
  expect(problem.length).toBeLessThan(500);
});

test("a schema beyond the limit is refused with both sizes", () => {
  const values = Array.from({ length: 10_000 }, (_, index) => `a longer value ${index}`);
  const compiled = compileAnswerSchema(object({ x: { enum: values } }));
  expect(compiled).toMatchObject({ ok: false, message: expect.stringContaining(`${SCHEMA_MAX_CHARS}`) });
});

test("a pattern that backtracks without end does not hold the worker", () => {
  const compiled = compileAnswerSchema(object({ x: { type: "string", pattern: "^(a+)+$" } }));
  expect(compiled.ok && compiled.problem({ x: `${"a".repeat(50)}!` })).toMatch(
    /takes more than \d+ ms to check/,
  );
  expect(compiled.ok && compiled.problem({ x: "aaa" })).toBeNull();
});

test("an answer nested deeper than the stack is an answer that does not fit, not a crash", () => {
  const compiled = compileAnswerSchema({ type: "object", properties: { x: { $ref: "#" } } });
  let value: Json = {};
  for (let depth = 0; depth < 200_000; depth += 1) value = { x: value };
  expect(compiled.ok && compiled.problem(value)).toMatch(/cannot be checked: .*stack/i);
});
