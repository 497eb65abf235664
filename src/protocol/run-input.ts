// The one argument of the workflow type `run`, checked at the door; inside nothing is optional any more.
import { z } from "zod";
import {
  AGENT_CALLS_DEFAULT,
  AGENT_CALLS_MAX,
  CONCURRENCY_DEFAULT,
  CONCURRENCY_MAX,
  DEPTH_DEFAULT,
  DEPTH_MAX,
  SCRIPT_MAX_BYTES,
} from "./limits.ts";
import { GRANTABLE_TOOLS, type GrantableTool } from "./agent.ts";
import { whoSchema } from "./control.ts";
import { explainInput } from "./explain-input.ts";
import type { Json } from "./json.ts";
import { jsonSchema } from "./json-schemas.ts";

/** No name, path or model is longer; what goes on to an activity must stay under the 2 MB of a payload. */
const NAME_MAX_CHARS = 4_096;
/** Room for the language to report its own rule (S01); far above it nothing is sent on to be read. */
const TEXT_MAX_CHARS = 2 * SCRIPT_MAX_BYTES;

const nonEmpty = z.string().min(1).max(NAME_MAX_CHARS);

/** Of an input with `approvedBy`. */
export const ANSWERS_A_QUESTION = {
  error: "it answers a question, so approval has to be launch",
  path: ["approvedBy"],
};

export const runInputSchema = z
  .strictObject({
    script: z
      .string()
      .max(TEXT_MAX_CHARS, { error: `a script has at most ${SCRIPT_MAX_BYTES} bytes` })
      .optional(),
    name: nonEmpty.optional(),
    path: nonEmpty.optional(),
    args: jsonSchema.optional(),
    workspace: nonEmpty.optional(),
    model: nonEmpty.optional(),
    effort: nonEmpty.optional(),
    concurrency: z.int().min(1).max(CONCURRENCY_MAX).optional(),
    limits: z
      .strictObject({
        agents: z.int().min(1).max(AGENT_CALLS_MAX).optional(),
        depth: z.int().min(0).max(DEPTH_MAX).optional(),
      })
      .optional(),
    budget: z.strictObject({ outputTokens: z.number().optional() }).optional(),
    approval: z.enum(["none", "launch"]).optional(),
    approvedBy: whoSchema.optional(),
    grant: z.array(z.enum(GRANTABLE_TOOLS)).optional(),
  })
  .refine((input) => [input.script, input.name, input.path].filter((x) => x !== undefined).length === 1, {
    error: "exactly one of script, name and path is required",
  })
  .refine((input) => input.approvedBy === undefined || input.approval === "launch", ANSWERS_A_QUESTION);

export type RunInput = z.input<typeof runInputSchema>;

export type ScriptRef =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "path"; readonly path: string };

/** A run's settings after the door. `args` may be absent: that is `undefined` in the script (W03). */
export type RunSettings = {
  readonly script: ScriptRef;
  readonly args?: Json;
  readonly workspace: string | null;
  readonly model: string | null;
  readonly effort: string | null;
  readonly concurrency: number;
  readonly maxAgents: number;
  readonly maxDepth: number;
  /** W04: `null` when there is no limit. */
  readonly budgetOutputTokens: number | null;
  readonly approval: "none" | "launch";
  /** Who has said yes beforehand, to whatever will be shown; `null`: somebody is asked. */
  readonly approvedBy: string | null;
  /** Tools that the run's agents have beyond the usual. */
  readonly grants: readonly GrantableTool[];
};

export type ParsedRunInput =
  | { readonly ok: true; readonly settings: RunSettings }
  | { readonly ok: false; readonly message: string };

/** Parses the input of a run of type `run`. The message names every problem and the known keys. */
export function parseRunInput(value: unknown): ParsedRunInput {
  const parsed = runInputSchema.safeParse(value);
  if (!parsed.success) return { ok: false, message: explainInput(EXPECTED, value, parsed.error) };
  return { ok: true, settings: toSettings(parsed.data) };
}

const EXPECTED = { of: "a run", short: "run", known: Object.keys(runInputSchema.shape) };

/** Of an input whose keys were checked by the same schema already. */
export function runSettings(input: RunInput): RunSettings {
  const parsed = parseRunInput(input);
  if (!parsed.ok) throw new TypeError(parsed.message);
  return parsed.settings;
}

/** Settings of a run started by the name of a saved script; `args` is its one argument, if any. */
export function savedScriptSettings(name: string, args: readonly Json[]): RunSettings {
  return toSettings({ name, ...(args[0] === undefined ? {} : { args: args[0] }) });
}

function toSettings(input: z.output<typeof runInputSchema>): RunSettings {
  const tokens = input.budget?.outputTokens ?? 0;
  return {
    script: toRef(input),
    ...(input.args === undefined ? {} : { args: input.args }),
    workspace: input.workspace ?? null,
    model: input.model ?? null,
    effort: input.effort ?? null,
    concurrency: input.concurrency ?? CONCURRENCY_DEFAULT,
    maxAgents: input.limits?.agents ?? AGENT_CALLS_DEFAULT,
    maxDepth: input.limits?.depth ?? DEPTH_DEFAULT,
    budgetOutputTokens: tokens > 0 ? tokens : null,
    approval: input.approval ?? "none",
    approvedBy: input.approvedBy ?? null,
    grants: [...new Set(input.grant)],
  };
}

function toRef(input: z.output<typeof runInputSchema>): ScriptRef {
  if (input.script !== undefined) return { kind: "text", text: input.script };
  if (input.path !== undefined) return { kind: "path", path: input.path };
  return { kind: "name", name: input.name ?? "" };
}
