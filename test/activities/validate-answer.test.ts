import { expect, test } from "vitest";
import { validateAnswer } from "../../src/activities/validate-answer.ts";

test("G02 a sound schema without a value has no problem, whatever its root", async () => {
  expect(await validateAnswer({ schema: { type: "string" } })).toEqual({ problem: null });
});

test("G02 an answer that fits has no problem; one that does not gets the reason", async () => {
  const schema = { type: "integer", minimum: 1 };
  expect(await validateAnswer({ schema, value: 3 })).toEqual({ problem: null });
  expect(await validateAnswer({ schema, value: 0 })).toEqual({ problem: "the root must be >= 1" });
  expect(await validateAnswer({ schema, value: null })).toEqual({
    problem: expect.stringContaining("must be integer"),
  });
});

test("G02 what is no schema, and what nothing can satisfy, is a problem of its own", async () => {
  expect(await validateAnswer({ schema: { type: "strnig" } })).toEqual({
    problem: expect.stringContaining("not a JSON Schema"),
  });
  expect(await validateAnswer({ schema: { enum: [] } })).toEqual({ problem: expect.any(String) });
});
