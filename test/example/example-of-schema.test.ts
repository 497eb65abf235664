// Without a rule a structured answer fits its schema.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import { exampleOf } from "../../src/example/example-of-schema.ts";
import { answerTool, startWithClient } from "../simulator/start-with-client.ts";

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  ...more,
});

const tree: JsonObject = object(
  { root: { $ref: "#/$defs/node" } },
  {
    $defs: {
      node: object({
        name: { type: "string" },
        children: { type: "array", items: { $ref: "#/$defs/node" } },
      }),
    },
  },
);

const cases: [string, JsonObject, Json?][] = [
  ["nothing required", { type: "object", properties: { a: { type: "string" } } }, {}],
  [
    "plain types",
    object({
      s: { type: "string" },
      n: { type: "number" },
      i: { type: "integer" },
      b: { type: "boolean" },
      z: { type: "null" },
    }),
    { s: "simulated", n: 0, i: 0, b: true, z: null },
  ],
  [
    "const and enum",
    object({ c: { const: { deep: [1] } }, e: { enum: ["red", "green"] }, n: { enum: [null] } }),
  ],
  [
    "string lengths",
    object({
      long: { type: "string", minLength: 30 },
      short: { type: "string", maxLength: 3 },
      none: { type: "string", maxLength: 0 },
    }),
  ],
  [
    "number bounds",
    object({
      low: { type: "integer", minimum: 3 },
      high: { type: "integer", maximum: -3 },
      between: { type: "number", minimum: 1.5, maximum: 2 },
      above: { type: "integer", exclusiveMinimum: 0 },
      below: { type: "number", exclusiveMaximum: 0 },
      narrow: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
      step: { type: "integer", minimum: 7, multipleOf: 5 },
      down: { type: "integer", maximum: -7, multipleOf: 5 },
      cents: { type: "number", minimum: 0.3, multipleOf: 0.25 },
    }),
  ],
  [
    "arrays",
    object({
      none: { type: "array", items: { type: "string" } },
      two: { type: "array", minItems: 2, items: { type: "integer", minimum: 1 } },
      pair: {
        type: "array",
        prefixItems: [{ type: "string" }, { type: "boolean" }],
        minItems: 2,
        items: false,
      },
      distinct: { type: "array", minItems: 3, uniqueItems: true, items: { type: "string" } },
      distinctChoice: { type: "array", minItems: 2, uniqueItems: true, items: { enum: ["a", "b"] } },
      distinctMail: {
        type: "array",
        minItems: 3,
        uniqueItems: true,
        items: { type: "string", format: "email" },
      },
      holds: { type: "array", contains: { const: 7 }, minContains: 2 },
    }),
  ],
  [
    "formats",
    object(
      Object.fromEntries(
        [
          "date-time",
          "date",
          "time",
          "duration",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "uri",
          "uri-reference",
          "uuid",
          "json-pointer",
          "regex",
        ].map((format) => [format.replaceAll("-", "_"), { type: "string", format }]),
      ),
    ),
  ],
  [
    "anyOf and oneOf: the first branch",
    object({
      any: { anyOf: [{ type: "integer" }, { type: "null" }] },
      one: {
        oneOf: [object({ kind: { const: "a" }, x: { type: "string" } }), object({ kind: { const: "b" } })],
      },
      not: { anyOf: [false, { type: "null" }] },
    }),
    { any: 0, one: { kind: "a", x: "simulated" }, not: null },
  ],
  [
    "allOf: every branch",
    {
      type: "object",
      allOf: [
        object({ a: { type: "string", minLength: 3 } }),
        object({ a: { maxLength: 4 }, b: { type: "integer", minimum: 1 } }),
        { properties: { b: { minimum: 4 } } },
      ],
    },
    { a: "simu", b: 4 },
  ],
  ["types in a list", object({ t: { type: ["string", "null"] } }), { t: "simulated" }],
  [
    "$ref to $defs",
    object(
      {
        a: { $ref: "#/$defs/name" },
        b: { $ref: "#/definitions/a~1b", description: "beside" },
        c: { $ref: "#anchored" },
      },
      {
        $defs: {
          name: { type: "string", minLength: 12 },
          other: { $anchor: "anchored", type: "integer", minimum: 2 },
        },
        definitions: { "a/b": { const: 5 } },
      },
    ),
    { a: "simulatedxxx", b: 5, c: 2 },
  ],
  ["a schema that contains itself", tree, { root: { name: "simulated", children: [] } }],
  [
    "the root again",
    object({ name: { type: "string" } }, { properties: { name: { type: "string" }, next: { $ref: "#" } } }),
    { name: "simulated" },
  ],
  [
    "minProperties",
    {
      type: "object",
      minProperties: 2,
      properties: { a: { type: "integer" } },
      additionalProperties: { type: "integer" },
    },
  ],
  ["required without properties", { type: "object", required: ["a"] }, { a: "simulated" }],
  [
    "no type, other words",
    object({ a: { properties: {} }, b: { items: {} }, c: { minimum: 4 }, d: {}, e: true }),
    { a: {}, b: [], c: 4, d: "simulated", e: "simulated" },
  ],
  [
    "what agents are asked for",
    object(
      {
        findings: {
          type: "array",
          minItems: 1,
          items: object(
            {
              file: { type: "string" },
              line: { type: "integer", minimum: 1 },
              severity: { enum: ["high", "low"] },
            },
            { additionalProperties: false },
          ),
        },
        verdict: object(
          { ok: { type: "boolean" }, confidence: { type: "number", minimum: 0, maximum: 1 } },
          { additionalProperties: false },
        ),
      },
      { additionalProperties: false },
    ),
  ],
];

describe("the example is valid", () => {
  test.each(cases)("%s", (_, schema, expected) => {
    const example = exampleOf(schema);
    const validate = ajv.compile(schema);
    validate(example);
    expect({ example, errors: validate.errors }).toEqual({
      example: expected ?? example,
      errors: null,
    });
  });
});

test("schemas without any end come to one", () => {
  const endless = object({ next: { $ref: "#" } });
  expect(JSON.stringify(exampleOf(endless)).length).toBeLessThan(1_000);
  expect(
    exampleOf({ type: "object", required: ["a"], properties: { a: { $ref: "#/properties/a" } } }),
  ).toEqual({
    a: "simulated",
  });
  const wide = object({ a: { type: "array", minItems: 1e9, items: { type: "string", minLength: 1e9 } } });
  expect(exampleOf({ ...wide, properties: { a: { type: "array", minItems: 1e9 } } })).toMatchObject({
    a: { length: 1_000 },
  });
});

test("it is given through StructuredOutput", async () => {
  const { ask } = await startWithClient();
  const schema = object({ ok: { type: "boolean" }, note: { type: "string" } });
  const message = await ask({ tools: [answerTool(schema)] });
  expect(message).toMatchObject({
    stop_reason: "tool_use",
    content: [{ type: "tool_use", name: "StructuredOutput", input: { ok: true, note: "simulated" } }],
  });
});

test("a full example has optional properties, and lists whose items differ", () => {
  const schema = object({ findings: { type: "array", items: object({ file: { type: "string" } }) } });
  const more = { ...(schema["properties"] as JsonObject), note: { type: "string" } };
  expect(exampleOf({ ...schema, properties: more }, { items: 3 })).toEqual({
    findings: [{ file: "simulated" }, { file: "simulated1" }, { file: "simulated2" }],
    note: "simulated",
  });
});

test("a full example of a tree ends, and keeps to maxItems", () => {
  const kids = { type: "array", maxItems: 2, items: { $ref: "#" } };
  const example = exampleOf({ type: "object", properties: { kids } }, { items: 3 }) as { kids: unknown[] };
  expect(example.kids).toHaveLength(2);
  expect(JSON.stringify(example).length).toBeLessThan(1_000);
});
