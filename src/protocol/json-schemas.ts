// zod schemas of JSON values, apart from json.ts so that the guest's prelude stays free of zod.
// Everything they look at was parsed from JSON a moment ago, so they look at the top only: a copy of a value by zod loses
// keys such as `__proto__`, and a deep one would overflow the stack.
import { z } from "zod";
import type { Json, JsonObject } from "./json.ts";

/** Any JSON value. */
export const jsonSchema = z.custom<Json>(
  (value) => value === null || ["boolean", "number", "string", "object"].includes(typeof value),
  { error: "expected a JSON value" },
);

export const jsonObjectSchema = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  { error: "expected an object" },
);
