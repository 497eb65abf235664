// The `validateAnswer` activity: is a schema sound, and does a value fit it? The same code as for agents' answers.
import type { ValidateAnswerOutcome, ValidateAnswerTask } from "../protocol/activities.ts";
import { compileSchema } from "../agent/compiled-schema.ts";

export async function validateAnswer({ schema, value }: ValidateAnswerTask): Promise<ValidateAnswerOutcome> {
  const compiled = compileSchema(schema);
  if (!compiled.ok) return { problem: compiled.message };
  return { problem: value === undefined ? null : compiled.problem(value) };
}
