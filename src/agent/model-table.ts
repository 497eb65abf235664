// Which model an agent works with (A06). Aliases are dated data: they move when newer models come out.
import { EFFORTS } from "../protocol/agent.ts";
import type { Effort, MODEL_ALIASES } from "../protocol/agent.ts";

export const MODEL_TABLE_DATE = "2026-11-01";

const MODEL_OF_ALIAS: Readonly<Record<(typeof MODEL_ALIASES)[number], string>> = {
  haiku: "claude-haiku-5-5",
  sonnet: "claude-sonnet-5-5",
  opus: "claude-opus-5-5",
  fable: "claude-fable-5-2",
};

/** Each absent or `inherit` where that level has nothing to say. */
export type ModelChoice = {
  readonly call: string | undefined;
  readonly agentType: string | undefined;
  readonly run: string | undefined;
  readonly worker: string;
};

/** The model's full id. The call's word goes before the agent type's, then the run's, then the worker's; `inherit` is the run's. */
export function resolveModel(choice: ModelChoice): string {
  const run = own(choice.run) ?? choice.worker;
  const asked = present(choice.call) ?? present(choice.agentType) ?? run;
  return toModelId(own(asked) ?? run);
}

/** Full id of an alias; anything else is taken as an id: the API knows better than a table which ids exist. */
export function toModelId(name: string): string {
  return isAlias(name) ? MODEL_OF_ALIAS[name] : name;
}

/** The effort of the highest level that names one. An unknown word counts as none (A06: the workflow warns). */
export function resolveEffort(...levels: readonly (string | undefined)[]): Effort | undefined {
  return levels.find(isEffort);
}

function isEffort(value: string | undefined): value is Effort {
  return EFFORTS.some((effort) => effort === value);
}

function isAlias(name: string): name is keyof typeof MODEL_OF_ALIAS {
  return Object.hasOwn(MODEL_OF_ALIAS, name);
}

function present(name: string | undefined): string | undefined {
  return name === undefined || name.trim() === "" ? undefined : name;
}

function own(name: string | undefined): string | undefined {
  return name === "inherit" ? undefined : present(name);
}
