// The one argument of the workflow type `do`: a task in words, and what a run takes besides.
import { z } from "zod";
import { SYSTEMS, type AskedTask } from "./choice.ts";
import { explainInput } from "./explain-input.ts";
import { COMMAND_MAX_CHARS, TASK_MAX_CHARS } from "./limits.ts";
import {
  ANSWERS_A_QUESTION,
  runInputSchema,
  runSettings,
  type RunInput,
  type RunSettings,
} from "./run-input.ts";

const { workspace, model, effort, concurrency, limits, budget, approval, approvedBy, grant } =
  runInputSchema.shape;

export const doInputSchema = z
  .strictObject({
    task: z.string().trim().min(1, { error: "a task has words" }).max(TASK_MAX_CHARS),
    as: z.enum(SYSTEMS).optional(),
    check: z.string().trim().min(1).max(COMMAND_MAX_CHARS).optional(),
    ...{ workspace, model, effort, concurrency, limits, budget, approval, approvedBy, grant },
  })
  .refine((input) => input.approvedBy === undefined || input.approval !== "none", ANSWERS_A_QUESTION);

export type DoInput = z.input<typeof doInputSchema>;

export type DoSettings = {
  readonly asked: AskedTask;
  /** The settings of the run once its script is known: the chosen system's, with its arguments. */
  settingsFor(script: Pick<RunInput, "script" | "name" | "args">): RunSettings;
  /** A person is asked before the system starts, unless told otherwise. */
  readonly approval: "none" | "launch";
  /** Who has said yes beforehand; `null`: somebody is asked. */
  readonly approvedBy: string | null;
};

export type ParsedDoInput =
  | { readonly ok: true; readonly settings: DoSettings }
  | { readonly ok: false; readonly message: string };

const EXPECTED = { of: "a run of type do", short: "task", known: Object.keys(doInputSchema.shape) };

/** The message names every problem and the known keys. */
export function parseDoInput(value: unknown): ParsedDoInput {
  const parsed = doInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explainInput(EXPECTED, value, parsed.error) };
  const { task, as, check, approval: asking, approvedBy: by, ...rest } = parsed.data;
  return {
    ok: true,
    settings: {
      asked: { task, as: as ?? null, check: check ?? null },
      approval: asking ?? "launch",
      approvedBy: by ?? null,
      settingsFor: (script) => runSettings({ ...rest, ...script }),
    },
  };
}
