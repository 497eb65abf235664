// Messages to a run: the same names and meaning as signals and as updates.
import { z } from "zod";
import {
  AGENT_ROWS_DEFAULT,
  AGENT_ROWS_MAX,
  BOX_NAME_MAX_CHARS,
  SAY_MAX_CHARS,
  SCRIPT_MAX_BYTES,
} from "./limits.ts";
import { jsonSchema } from "./json-schemas.ts";
import { AGENT_STATES } from "./run-views.ts";

/** Who says something, as the record will have it. */
export const whoSchema = z.string().min(1).max(200);

export const rejectionSchema = z.strictObject({
  id: z.string().optional(),
  by: whoSchema.optional(),
  note: z.string().max(10_000).optional(),
});

export const approvalSchema = rejectionSchema.extend({
  /** With `approve` of a launch: the script as it is to run instead. */
  edited: z
    .string()
    .max(SCRIPT_MAX_BYTES, { error: `a script has at most ${SCRIPT_MAX_BYTES} bytes` })
    .optional(),
  /** With `approve` of a launch: what was looked at. Of any other text nothing is approved. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{12,64}$/u, { error: "a sha256, or at least its first 12 characters" })
    .optional(),
});
export type Approval = z.output<typeof approvalSchema>;

export const answerSchema = z.strictObject({
  id: z.string().optional(),
  value: jsonSchema,
  by: whoSchema.optional(),
});
export type Answer = z.output<typeof answerSchema>;

export const stopSchema = z.strictObject({
  by: whoSchema.optional(),
  reason: z.string().max(10_000).optional(),
});
export type Stop = z.output<typeof stopSchema>;

const box = z.string().min(1).max(BOX_NAME_MAX_CHARS);

/** Words, or the end of them. Sent twice under one `id` it counts once. */
export const saySchema = z
  .strictObject({
    text: z.string().max(SAY_MAX_CHARS).optional(),
    to: box.optional(),
    by: whoSchema.optional(),
    end: z.boolean().optional(),
    id: z.string().max(200).optional(),
  })
  .refine(({ text = "", end = false }) => (text.trim() === "") === end, {
    message: "expected a text that is not empty, or end: true, and not both",
    path: ["text"],
  });
export type Say = z.output<typeof saySchema>;

export const mailQuerySchema = z.strictObject({
  to: box.optional(),
  after: z.int().min(0).default(0),
});
export type MailQuery = z.input<typeof mailQuerySchema>;

export const agentsQuerySchema = z.strictObject({
  phase: z.string().optional(),
  state: z.enum(AGENT_STATES).optional(),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(AGENT_ROWS_MAX).default(AGENT_ROWS_DEFAULT),
});
export type AgentsQuery = z.input<typeof agentsQuerySchema>;

/** Parses a message's argument; the error says what was expected and what came. No argument counts as `{}`. */
export function parseMessage<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "argument"}: ${issue.message}`,
  );
  throw new TypeError(
    `${name} takes one object; ${problems.join("; ")}. Got ${JSON.stringify(value)?.slice(0, 200)}.`,
  );
}
