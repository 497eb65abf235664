// Why an input is refused at the door: every problem, and the keys it may have. One way of saying it for all workflow types.
import type { z } from "zod";

export type ExpectedInput = {
  /** As in "The input of a run". */
  readonly of: string;
  /** As in "The input of this run". */
  readonly short: string;
  readonly known: readonly string[];
};

export function explainInput({ of, short, known }: ExpectedInput, value: unknown, error: z.ZodError): string {
  const keys = known.join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `The input of ${of} is one object with the keys ${keys}; got ${kindOf(value)}.`;
  const problems = error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  return `The input of this ${short} does not fit: ${problems.join("; ")}. Known keys: ${keys}.`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "no input";
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value;
}
