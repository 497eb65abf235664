// zod schemas of JSON values, apart from json.ts so that the guest's prelude stays free of zod.
import { z } from "zod";
import type { Json, JsonObject } from "./json.ts";

/** Any JSON value. */
export const jsonSchema = z.json() as unknown as z.ZodType<Json, Json>;

export const jsonObjectSchema = z.record(z.string(), jsonSchema) as unknown as z.ZodType<
  JsonObject,
  JsonObject
>;
