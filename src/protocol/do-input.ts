// The one argument of the workflow type `do`: a task in words, and what a run takes besides.
import { z } from "zod";
import { SYSTEMS, type AskedTask } from "./choice.ts";
import { explainInput } from "./explain-input.ts";
import { COMMAND_MAX_CHARS } from "./limits.ts";
import { runKeys, taskSchema, taskSettings, yesToAQuestion, type TaskSettings } from "./task-input.ts";

export const doInputSchema = z
  .strictObject({
    task: taskSchema,
    as: z.enum(SYSTEMS).optional(),
    check: z.string().trim().min(1).max(COMMAND_MAX_CHARS).optional(),
    ...runKeys,
  })
  .refine(...yesToAQuestion);

export type DoInput = z.input<typeof doInputSchema>;

/** `settingsFor` is given the chosen system's script, with its arguments. */
export type DoSettings = TaskSettings & { readonly asked: AskedTask };

export type ParsedDoInput =
  | { readonly ok: true; readonly settings: DoSettings }
  | { readonly ok: false; readonly message: string };

const EXPECTED = { of: "a run of type do", short: "task", known: Object.keys(doInputSchema.shape) };

/** The message names every problem and the known keys. */
export function parseDoInput(value: unknown): ParsedDoInput {
  const parsed = doInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explainInput(EXPECTED, value, parsed.error) };
  const { task, as, check, ...rest } = parsed.data;
  return {
    ok: true,
    settings: { asked: { task, as: as ?? null, check: check ?? null }, ...taskSettings(rest) },
  };
}
