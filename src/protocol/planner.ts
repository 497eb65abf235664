// What the planner answers: questions, or a script. And the two activities around it.
import type { JsonObject } from "./json.ts";
import { PLAN_ASSUMPTIONS_MAX, PLAN_CHOICES_MAX, PLAN_QUESTIONS_MAX, SCRIPT_MAX_BYTES } from "./limits.ts";
import type { EarlierRun } from "./plan-input.ts";

/** The agent type that knows the language; a worker's own, no workspace may name another one so. */
export const PLANNER_TYPE = "ScriptPlanner";

export type PlannerQuestion = {
  readonly question: string;
  readonly choices: readonly string[];
  /** One of the choices: taken when nobody answers. */
  readonly default: string;
};

/** Questions first, if any: then there is no script yet. */
export type PlannerAnswer = {
  readonly questions?: readonly PlannerQuestion[];
  readonly script?: string;
  readonly assumed?: readonly string[];
};

const TEXT = { type: "string", minLength: 1, maxLength: 500 } as const;

export const PLANNER_ANSWER: JsonObject = {
  type: "object",
  additionalProperties: false,
  properties: {
    questions: {
      type: "array",
      maxItems: PLAN_QUESTIONS_MAX,
      description:
        "Only when the answer would change the script and cannot be found in the workspace. Then leave the script out: you get the answers and go on.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["question", "choices", "default"],
        properties: {
          question: { ...TEXT, maxLength: 2_000 },
          choices: { type: "array", minItems: 2, maxItems: PLAN_CHOICES_MAX, items: TEXT },
          default: { ...TEXT, description: "one of the choices, word for word" },
        },
      },
    },
    script: {
      type: "string",
      maxLength: SCRIPT_MAX_BYTES,
      description: "The whole text of the script: plain JavaScript, nothing around it.",
    },
    assumed: {
      type: "array",
      maxItems: PLAN_ASSUMPTIONS_MAX,
      description: "What you took for granted, a sentence each: whoever approves the script reads it.",
      items: TEXT,
    },
  },
};

export type OpenPlanTask = {
  /** As given by the run's input; `null` for the worker's first workspace. */
  readonly workspace: string | null;
  readonly from: EarlierRun | null;
};

export type OpenedPlan = {
  /** Absolute path. */
  readonly workspace: string;
  /** Search attributes the server has registered. */
  readonly searchAttributes: readonly string[];
  /** The text of the earlier run's script. */
  readonly earlier?: string;
};

export type SaveScriptTask = {
  /** Absolute path. */
  readonly workspace: string;
  /** What the script calls itself; the file's name is made of it. */
  readonly name: string;
  readonly text: string;
};

/** `path`: absolute. */
export type SavedScriptPlace = { readonly path: string };
