// Whether a schema can be used at all, for those who have no value yet.
import type { JsonObject } from "../protocol/json.ts";
import { compileSchema } from "./compiled-schema.ts";

/** Says why it cannot, or `null`. */
export function schemaProblem(schema: JsonObject): string | null {
  const compiled = compileSchema(schema);
  return compiled.ok ? null : compiled.message;
}
