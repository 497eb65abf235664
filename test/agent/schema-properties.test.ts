// What is said of an answer and its schema is what Ajv says of them, for schemas that nobody thought of.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileAnswerSchema } from "../../src/agent/compiled-schema.ts";
import { findContradiction } from "../../src/agent/schema-contradiction.ts";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import { anyAnswer, anyAnswerSchema, oftenContradictory, SMALL_WORLD } from "./generated-schemas.ts";

type Verdict = (value: Json) => boolean;

/** How many are tried where the machine is busy, is no fault. */
const BOUNDED = { interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false };

// One for all: making one costs more than compiling a schema. None of the schemas has an id that it would remember.
const ajv = new Ajv2020({ strict: false, logger: false });
addFormatsModule.default(ajv);

/** What plain Ajv says, as its documentation shows it; `null` for a schema that it does not take. */
function plainAjv(schema: JsonObject): Verdict | null {
  try {
    const validate = ajv.compile(schema);
    return (value) => validate(value);
  } catch {
    return null;
  } finally {
    ajv.removeSchema(schema);
  }
}

/** A schema that refers to itself without getting anywhere is checked until the stack is full. */
function isEndless(plain: Verdict): boolean {
  try {
    for (const value of [{}, { a: {}, b: [[]], c: 0 }]) plain(value);
    return false;
  } catch {
    return true;
  }
}

function accepts(plain: Verdict, value: Json): boolean {
  try {
    return plain(value);
  } catch {
    return false;
  }
}

test("A04 an answer is accepted when Ajv accepts it, and only then", () => {
  const check = fc.property(
    anyAnswerSchema,
    fc.array(anyAnswer, { minLength: 5, maxLength: 20 }),
    (schema, answers) => {
      const plain = plainAjv(schema);
      const compiled = compileAnswerSchema(schema);
      if (plain !== null && isEndless(plain)) return;
      const accepted = answers.filter((answer) => compiled.ok && compiled.problem(answer) === null);
      expect(accepted).toEqual(answers.filter((answer) => plain !== null && accepts(plain, answer)));
    },
  );
  fc.assert(check, { ...BOUNDED, numRuns: 100 });
});

test("A04 a schema that something fits is never refused as impossible", () => {
  const check = fc.property(oftenContradictory, fc.array(anyAnswer, { maxLength: 50 }), (schema, answers) => {
    const plain = findContradiction(schema) === null ? null : plainAjv(schema);
    if (plain === null || isEndless(plain)) return;
    const fitting = [...answers, ...SMALL_WORLD].filter((value) => accepts(plain, value));
    expect(fitting).toEqual([]);
  });
  fc.assert(check, { ...BOUNDED, numRuns: 5_000 });
});
