import { expect, test } from "vitest";
import { compileAnswerSchema, compileSchema } from "../../src/agent/compiled-schema.ts";
import { findContradiction } from "../../src/agent/schema-contradiction.ts";
import type { JsonObject } from "../../src/protocol/json.ts";

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
