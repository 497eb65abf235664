// JSON Schema (2020-12) made into a check, by Ajv. Compiling costs about 10 ms: kept by hash, the last few hundred.
import { createHash } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import type { JsonObject } from "../protocol/json.ts";
import { SCHEMA_CHECK_MAX_MS, SCHEMA_MAX_CHARS } from "../protocol/limits.ts";
import { findContradiction } from "./schema-contradiction.ts";
import { TookTooLong, withinTime } from "./within-time.ts";

/** `problem` is `null` when the value fits; else it says where and why, for the model to read. */
export type CompiledSchema =
  | {
      readonly ok: true;
      readonly problem: (value: unknown) => string | null;
      /** The same, one by one, for those who word them differently. */
      readonly misfits: (value: unknown) => readonly Misfit[];
    }
  | { readonly ok: false; readonly message: string };

export type Misfit = {
  /** JSON pointer of the value that does not fit; of the object where a property is missing or too many. */
  readonly path: string;
  /** `must be integer`. */
  readonly words: string;
  readonly missing?: string;
  readonly surplus?: string;
};

/** Compiled checks kept; a run rarely has more than a dozen schemas. */
const KEPT = 200;
/** Errors told at once: more than a model can mend in one try. */
const ERRORS_TOLD = 10;
/** Of an enum's values in an error. */
const VALUES_TOLD = 20;

// Its types say module, its code says function: the callable sits under `default` either way.
const addFormats = addFormatsModule.default;
const cache = new Map<string, CompiledSchema>();

/** Compiles any JSON Schema. Not a schema, or one that nothing can satisfy: `ok` is false. Never throws. */
export function compileSchema(schema: JsonObject): CompiledSchema {
  let text: string;
  try {
    text = JSON.stringify(schema);
  } catch (error) {
    return notASchema(error);
  }
  if (text.length > SCHEMA_MAX_CHARS) return tooLarge(text.length);
  const key = createHash("sha256").update(text).digest("hex");
  const compiled = cache.get(key) ?? compile(schema);
  cache.delete(key);
  cache.set(key, compiled);
  const oldest = cache.keys().next().value;
  if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest);
  return compiled;
}

/** The same, for what an agent answers: the API takes tools with an object at the root only (A04). */
export function compileAnswerSchema(schema: JsonObject): CompiledSchema {
  if (schema["type"] === "object") return compileSchema(schema);
  const got = schema["type"] === undefined ? "no type" : `type ${JSON.stringify(schema["type"])}`;
  return {
    ok: false,
    message: `schema must be a JSON Schema with type "object" at its root, got ${got}; wrap the value in an object: { type: "object", properties: { value: … }, required: ["value"] }`,
  };
}

function tooLarge(chars: number): CompiledSchema {
  const message = `schema: expected at most ${SCHEMA_MAX_CHARS} characters of JSON, got ${chars}; ask for less at once`;
  return { ok: false, message };
}

function compile(schema: JsonObject): CompiledSchema {
  if (schema["$async"] !== undefined) return { ok: false, message: "schema: $async is not supported" };
  try {
    const ajv = makeAjv();
    const plain = withoutDialect(schema);
    if (ajv.validateSchema(plain) !== true) return notASchema(misfitsOfSchema(ajv.errors ?? []));
    const validate: ValidateFunction = ajv.compile(plain);
    const contradiction = findContradiction(schema);
    if (contradiction !== null)
      return { ok: false, message: `nothing can satisfy the schema: ${contradiction}` };
    return {
      ok: true,
      problem: (value) => toProblem(check(validate, value)),
      misfits: (value) => check(validate, value),
    };
  } catch (error) {
    return notASchema(error);
  }
}

/** A pattern may backtrack without end, and a value be nested deeper than the stack: neither may take the worker along. */
function check(validate: ValidateFunction, value: unknown): readonly Misfit[] {
  try {
    if (withinTime(SCHEMA_CHECK_MAX_MS, () => validate(value))) return [];
    return (validate.errors ?? []).map(toMisfit);
  } catch (error) {
    if (error instanceof TookTooLong)
      return [{ path: "", words: `takes more than ${SCHEMA_CHECK_MAX_MS} ms to check` }];
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path: "", words: `cannot be checked: ${reason}` }];
  }
}

/** Each once: the rules of a schema's parts say the same of one place again and again. */
function misfitsOfSchema(errors: readonly ErrorObject[]): string {
  const words = errors.map(({ instancePath, message }) => `#${instancePath} ${message ?? "is invalid"}`);
  return [...new Set(words)].slice(0, ERRORS_TOLD).join("; ");
}

/** Ajv's refusal, or an overflow of the stack in a schema nested thousands deep. */
function notASchema(error: unknown): CompiledSchema {
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: false, message: `not a JSON Schema (2020-12): ${reason}` };
}

/** One each: an instance keeps every `$id` it has seen, and two schemas may carry the same. */
function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
  addFormats(ajv);
  return ajv;
}

/** Authors write `$schema: draft-07` from habit; what they mean is nearly always valid in 2020-12 too. */
function withoutDialect(schema: JsonObject): JsonObject {
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}

function toProblem(misfits: readonly Misfit[]): string | null {
  if (misfits.length === 0) return null;
  const told = misfits.slice(0, ERRORS_TOLD).map(({ path, words }) => `${path || "the root"} ${words}`);
  const more = misfits.length - told.length;
  return told.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function toMisfit(error: ErrorObject): Misfit {
  const { missingProperty, additionalProperty } = error.params as Record<string, unknown>;
  return {
    path: error.instancePath,
    words: `${error.message ?? "is invalid"}${detail(error)}`,
    ...(typeof missingProperty === "string" ? { missing: missingProperty } : {}),
    ...(typeof additionalProperty === "string" ? { surplus: additionalProperty } : {}),
  };
}

function detail(error: ErrorObject): string {
  const params = error.params as {
    additionalProperty?: string;
    allowedValues?: unknown;
    allowedValue?: unknown;
  };
  if (params.additionalProperty !== undefined) return ` (${JSON.stringify(params.additionalProperty)})`;
  if (Array.isArray(params.allowedValues)) return ` (${someOf(params.allowedValues)})`;
  return params.allowedValue === undefined ? "" : ` (${JSON.stringify(params.allowedValue)})`;
}

/** An enum may have thousands of values, which the model has in the tool's schema anyway. */
function someOf(values: readonly unknown[]): string {
  if (values.length <= VALUES_TOLD) return JSON.stringify(values);
  return `${JSON.stringify(values.slice(0, VALUES_TOLD))} and ${values.length - VALUES_TOLD} more`;
}
