// The one argument of the workflow type `plan`: a task in words, of which a script is made, and what a run takes besides.
import { z } from "zod";
import type { Json } from "./json.ts";
import { jsonSchema } from "./json-schemas.ts";
import { TASK_MAX_CHARS } from "./limits.ts";
import { parseRunInput, runInputSchema, type RunInput, type RunSettings } from "./run-input.ts";

const { workspace, model, effort, concurrency, limits, budget, approval, grant } = runInputSchema.shape;

const earlierRun = z.union([
  z.string().min(1),
  z.strictObject({ workflowId: z.string().min(1), runId: z.string().min(1).optional() }),
]);

export const planInputSchema = z.strictObject({
  task: z.string().trim().min(1, { error: "a task has words" }).max(TASK_MAX_CHARS),
  args: jsonSchema.optional(),
  from: earlierRun.optional(),
  ...{ workspace, model, effort, concurrency, limits, budget, approval, grant },
});

export type PlanInput = z.input<typeof planInputSchema>;

export type EarlierRun = { readonly workflowId: string; readonly runId?: string };

/** A script that is still to be written. */
export type PlanSettings = {
  readonly task: string;
  readonly args?: Json;
  /** The run whose script is to be changed. */
  readonly from: EarlierRun | null;
  readonly approval: "none" | "launch";
  /** The settings of the run once its script is known. */
  settingsFor(script: Pick<RunInput, "script" | "name" | "args">): RunSettings;
};

export type ParsedPlanInput =
  | { readonly ok: true; readonly settings: PlanSettings }
  | { readonly ok: false; readonly message: string };

/** The message names every problem and the known keys. */
export function parsePlanInput(value: unknown): ParsedPlanInput {
  const parsed = planInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explain(value, parsed.error) };
  const { task, args, from, approval: asking, ...rest } = parsed.data;
  return {
    ok: true,
    settings: {
      task,
      ...(args === undefined ? {} : { args }),
      from: toEarlierRun(from),
      approval: asking ?? "launch",
      settingsFor: (script) => settingsOf({ ...rest, ...script }),
    },
  };
}

function toEarlierRun(from: z.output<typeof earlierRun> | undefined): EarlierRun | null {
  if (from === undefined) return null;
  if (typeof from === "string") return { workflowId: from };
  return { workflowId: from.workflowId, ...(from.runId === undefined ? {} : { runId: from.runId }) };
}

function settingsOf(input: RunInput): RunSettings {
  const parsed = parseRunInput(input);
  if (!parsed.ok) throw new TypeError(parsed.message); // its keys were checked by the same schema
  return parsed.settings;
}

function explain(value: unknown, error: z.ZodError): string {
  const known = Object.keys(planInputSchema.shape).join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const got =
      value === null || value === undefined ? "none" : Array.isArray(value) ? "an array" : typeof value;
    return `The input of a run of type plan is one object with the keys ${known}; got ${got}.`;
  }
  const problems = error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  return `The input of this plan does not fit: ${problems.join("; ")}. Known keys: ${known}.`;
}
