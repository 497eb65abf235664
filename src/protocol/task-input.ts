// What the inputs of `do` and `plan` share: a task in words, who says yes, and what the run takes that comes of it.
import { z } from "zod";
import { TASK_MAX_CHARS } from "./limits.ts";
import {
  ANSWERS_A_QUESTION,
  runInputSchema,
  runSettings,
  type RunInput,
  type RunSettings,
} from "./run-input.ts";

export const taskSchema = z.string().trim().min(1, { error: "a task has words" }).max(TASK_MAX_CHARS);

const { workspace, model, effort, concurrency, limits, budget, approval, approvedBy, grant } =
  runInputSchema.shape;

/** Keys that mean what they mean to `run`, but that a person is asked unless told otherwise. */
export const runKeys = {
  ...{ workspace, model, effort, concurrency, limits, budget, approval, approvedBy, grant },
};

type RunKeys = z.output<z.ZodObject<typeof runKeys>>;

/** A rule of both: a yes beforehand needs a question. */
export const yesToAQuestion = [
  (input: RunKeys) => input.approvedBy === undefined || input.approval !== "none",
  ANSWERS_A_QUESTION,
] as const;

export type TaskSettings = {
  /** A person is asked before anything starts, unless told otherwise. */
  readonly approval: "none" | "launch";
  /** Who has said yes beforehand; `null`: somebody is asked. */
  readonly approvedBy: string | null;
  /** The settings of the run once its script is known. */
  settingsFor(script: Pick<RunInput, "script" | "name" | "args">): RunSettings;
};

export function taskSettings({ approval: asking, approvedBy: by, ...rest }: RunKeys): TaskSettings {
  return {
    approval: asking ?? "launch",
    approvedBy: by ?? null,
    settingsFor: (script) => runSettings({ ...rest, ...script }),
  };
}
