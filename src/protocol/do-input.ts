// The one argument of the workflow type `do`: a task in words, and what a run takes besides.
import { z } from "zod";
import { SYSTEMS, type AskedTask } from "./choice.ts";
import { COMMAND_MAX_CHARS, TASK_MAX_CHARS } from "./limits.ts";
import { parseRunInput, runInputSchema, type RunInput, type RunSettings } from "./run-input.ts";

const { workspace, model, effort, concurrency, limits, budget, approval, grant } = runInputSchema.shape;

export const doInputSchema = z.strictObject({
  task: z.string().trim().min(1, { error: "a task has words" }).max(TASK_MAX_CHARS),
  as: z.enum(SYSTEMS).optional(),
  check: z.string().trim().min(1).max(COMMAND_MAX_CHARS).optional(),
  ...{ workspace, model, effort, concurrency, limits, budget, approval, grant },
});

export type DoInput = z.input<typeof doInputSchema>;

export type DoSettings = {
  readonly asked: AskedTask;
  /** The settings of the run once its script is known: the chosen system's, with its arguments. */
  settingsFor(script: Pick<RunInput, "script" | "name" | "args">): RunSettings;
  /** A person is asked before the system starts, unless told otherwise. */
  readonly approval: "none" | "launch";
};

export type ParsedDoInput =
  | { readonly ok: true; readonly settings: DoSettings }
  | { readonly ok: false; readonly message: string };

/** The message names every problem and the known keys. */
export function parseDoInput(value: unknown): ParsedDoInput {
  const parsed = doInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explain(value, parsed.error) };
  const { task, as, check, approval: asking, ...rest } = parsed.data;
  return {
    ok: true,
    settings: {
      asked: { task, as: as ?? null, check: check ?? null },
      approval: asking ?? "launch",
      settingsFor: (script) => settingsOf({ ...rest, ...script }),
    },
  };
}

function settingsOf(input: z.input<typeof runInputSchema>): RunSettings {
  const parsed = parseRunInput(input);
  if (!parsed.ok) throw new TypeError(parsed.message); // its keys were checked by the same schema
  return parsed.settings;
}

function explain(value: unknown, error: z.ZodError): string {
  const known = Object.keys(doInputSchema.shape).join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const got =
      value === null || value === undefined ? "none" : Array.isArray(value) ? "an array" : typeof value;
    return `The input of a run of type do is one object with the keys ${known}; got ${got}.`;
  }
  const problems = error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  return `The input of this task does not fit: ${problems.join("; ")}. Known keys: ${known}.`;
}
