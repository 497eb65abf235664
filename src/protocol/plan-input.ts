// The one argument of the workflow type `plan`: a task in words, of which a script is made, and what a run takes besides.
import { z } from "zod";
import { explainInput } from "./explain-input.ts";
import type { Json } from "./json.ts";
import { jsonSchema } from "./json-schemas.ts";
import { runKeys, taskSchema, taskSettings, yesToAQuestion, type TaskSettings } from "./task-input.ts";

const earlierRun = z.union([
  z.string().min(1),
  z.strictObject({ workflowId: z.string().min(1), runId: z.string().min(1).optional() }),
]);

export const planInputSchema = z
  .strictObject({
    task: taskSchema,
    args: jsonSchema.optional(),
    from: earlierRun.optional(),
    ...runKeys,
  })
  .refine(...yesToAQuestion);

export type PlanInput = z.input<typeof planInputSchema>;

export type EarlierRun = { readonly workflowId: string; readonly runId?: string };

/** A script that is still to be written. */
export type PlanSettings = TaskSettings & {
  readonly task: string;
  readonly args?: Json;
  /** The run whose script is to be changed. */
  readonly from: EarlierRun | null;
  /** Whoever says no may name another system instead: a system was chosen before. */
  readonly mayBeOther: boolean;
};

export type ParsedPlanInput =
  | { readonly ok: true; readonly settings: PlanSettings }
  | { readonly ok: false; readonly message: string };

const EXPECTED = { of: "a run of type plan", short: "plan", known: Object.keys(planInputSchema.shape) };

/** The message names every problem and the known keys. */
export function parsePlanInput(value: unknown): ParsedPlanInput {
  const parsed = planInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explainInput(EXPECTED, value, parsed.error) };
  const { task, args, from, ...rest } = parsed.data;
  return {
    ok: true,
    settings: {
      task,
      ...(args === undefined ? {} : { args }),
      from: toEarlierRun(from),
      mayBeOther: false,
      ...taskSettings(rest),
    },
  };
}

function toEarlierRun(from: z.output<typeof earlierRun> | undefined): EarlierRun | null {
  if (from === undefined) return null;
  if (typeof from === "string") return { workflowId: from };
  return { workflowId: from.workflowId, ...(from.runId === undefined ? {} : { runId: from.runId }) };
}
