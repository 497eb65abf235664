import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/protocol/json.ts";
import { readArgs } from "../../src/protocol/read-args.ts";
import { describeArgs, exampleArgs } from "../../src/script/args.ts";

const SCHEMA: JsonObject = {
  type: "object",
  "x-positional": "task",
  required: ["task", "level"],
  properties: {
    task: { type: "string", description: "What to do" },
    rounds: { type: "integer", minimum: 1, maximum: 9, default: 3, description: "How often" },
    level: { enum: ["low", "high"] },
    where: { type: "object", properties: { folder: { type: "string", default: "." } } },
    parts: { type: "array", items: { type: "object", properties: { size: { type: "number", default: 1 } } } },
    label: { type: ["string", "null"], default: null },
    hours: { type: "number", exclusiveMinimum: 0 },
    crew: {
      anyOf: [
        { type: "integer", minimum: 1 },
        { type: "array", items: { type: "string" }, maxItems: 4 },
      ],
    },
  },
};

describe("args by a schema", () => {
  test("a bare string stands for the property that x-positional names", () => {
    expect(readArgs(SCHEMA, "mend it")).toEqual({ task: "mend it", rounds: 3, label: null });
  });

  test("a bare string stays one when the schema names no property for it", () => {
    expect(readArgs({ type: "object" }, "mend it")).toBe("mend it");
  });

  test("nothing given is an object without properties, and null stays null", () => {
    expect(readArgs(SCHEMA, undefined)).toEqual({ rounds: 3, label: null });
    expect(readArgs(SCHEMA, null)).toBeNull();
  });

  test("defaults fill in what is left out, inside of what is there, and never replace what was given", () => {
    const given = { task: "x", rounds: 5, label: "l", where: {}, parts: [{}, { size: 4 }], other: true };
    expect(readArgs(SCHEMA, given)).toEqual({
      task: "x",
      rounds: 5,
      label: "l",
      where: { folder: "." },
      parts: [{ size: 1 }, { size: 4 }],
      other: true,
    });
  });

  test("a key like __proto__ is a key like any other", () => {
    const given = JSON.parse('{"__proto__": {"rounds": 1}, "task": "x"}') as JsonObject;
    const read = readArgs(SCHEMA, given) as JsonObject;
    expect(Object.keys(read)).toContain("__proto__");
    expect(read["rounds"]).toBe(3);
  });

  test("each property is a row with type, default and meaning in words", () => {
    expect(describeArgs(SCHEMA).map((row) => [row.name, row.type, row.required, row.default])).toEqual([
      ["task", "string", true, null],
      ["rounds", "integer, 1 to 9", false, "3"],
      ["level", '"low" | "high"', true, null],
      ["where", "object", false, null],
      ["parts", "array of object", false, null],
      ["label", "string or null", false, "null"],
      ["hours", "number, above 0", false, null],
      ["crew", "integer, at least 1; or array of string, at most 4 of them", false, null],
    ]);
    expect(describeArgs(SCHEMA)[0]?.meaning).toBe("What to do");
  });

  test("the example is the schema's own, or made of what is required", () => {
    expect(exampleArgs(SCHEMA)).toEqual({ task: "…", level: "low" });
    expect(exampleArgs({ ...SCHEMA, examples: [{ task: "t" }] })).toEqual({ task: "t" });
  });
});
