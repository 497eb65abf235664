// The one argument of the workflow type `plan`: a task in words, of which a script is made, and what a run takes besides.
import { z } from "zod";
import { explainInput } from "./explain-input.ts";
import type { Json } from "./json.ts";
import { jsonSchema } from "./json-schemas.ts";
import { TASK_MAX_CHARS } from "./limits.ts";
import {
  ANSWERS_A_QUESTION,
  runInputSchema,
  runSettings,
  type RunInput,
  type RunSettings,
} from "./run-input.ts";

const { workspace, model, effort, concurrency, limits, budget, approval, approvedBy, grant } =
  runInputSchema.shape;

const earlierRun = z.union([
  z.string().min(1),
  z.strictObject({ workflowId: z.string().min(1), runId: z.string().min(1).optional() }),
]);

export const planInputSchema = z
  .strictObject({
    task: z.string().trim().min(1, { error: "a task has words" }).max(TASK_MAX_CHARS),
    args: jsonSchema.optional(),
    from: earlierRun.optional(),
    ...{ workspace, model, effort, concurrency, limits, budget, approval, approvedBy, grant },
  })
  .refine((input) => input.approvedBy === undefined || input.approval !== "none", ANSWERS_A_QUESTION);

export type PlanInput = z.input<typeof planInputSchema>;

export type EarlierRun = { readonly workflowId: string; readonly runId?: string };

/** A script that is still to be written. */
export type PlanSettings = {
  readonly task: string;
  readonly args?: Json;
  /** The run whose script is to be changed. */
  readonly from: EarlierRun | null;
  readonly approval: "none" | "launch";
  /** Who has said yes beforehand; `null`: somebody is asked. */
  readonly approvedBy: string | null;
  /** Whoever says no may name another system instead: a system was chosen before. */
  readonly mayBeOther: boolean;
  /** The settings of the run once its script is known. */
  settingsFor(script: Pick<RunInput, "script" | "name" | "args">): RunSettings;
};

export type ParsedPlanInput =
  | { readonly ok: true; readonly settings: PlanSettings }
  | { readonly ok: false; readonly message: string };

const EXPECTED = { of: "a run of type plan", short: "plan", known: Object.keys(planInputSchema.shape) };

/** The message names every problem and the known keys. */
export function parsePlanInput(value: unknown): ParsedPlanInput {
  const parsed = planInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explainInput(EXPECTED, value, parsed.error) };
  const { task, args, from, approval: asking, approvedBy: by, ...rest } = parsed.data;
  return {
    ok: true,
    settings: {
      task,
      ...(args === undefined ? {} : { args }),
      from: toEarlierRun(from),
      approval: asking ?? "launch",
      approvedBy: by ?? null,
      mayBeOther: false,
      settingsFor: (script) => runSettings({ ...rest, ...script }),
    },
  };
}

function toEarlierRun(from: z.output<typeof earlierRun> | undefined): EarlierRun | null {
  if (from === undefined) return null;
  if (typeof from === "string") return { workflowId: from };
  return { workflowId: from.workflowId, ...(from.runId === undefined ? {} : { runId: from.runId }) };
}
