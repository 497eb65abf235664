// The choice of a system for a task in words: what is asked, what was seen of the workspace, what was decided.
import type { JsonObject } from "./json.ts";

/** The five ways to hold a plan, the smallest first. */
export const SYSTEMS = ["single", "subagents", "team", "goal", "workflow"] as const;
export type System = (typeof SYSTEMS)[number];

/** A command whose exit code is the truth. `basis` says where it was found. */
export type Oracle = {
  readonly kind: "tests" | "types" | "build" | "lint";
  readonly command: string;
  readonly basis: string;
};

/** What a look at the workspace told, without any model. */
export type WorkspaceFacts = {
  readonly isRepository: boolean;
  /** Files that are not ignored; counted to a limit. `null` when they were not counted. */
  readonly files: number | null;
  /** The most telling first: tests, then types, build, lint. */
  readonly oracles: readonly Oracle[];
};

/** What the person asked for. */
export type AskedTask = {
  readonly task: string;
  /** The person names the system: nothing else is asked. */
  readonly as: System | null;
  /** The person names the command that says whether it is done. */
  readonly check: string | null;
};

/** What a model answers that has looked at the workspace. */
export type ModelAnswer = {
  readonly system: System;
  readonly why: string;
  readonly oracle: string | null;
  /** Similar pieces of work, about. */
  readonly width: number;
  readonly sharesState: boolean;
  readonly risk: "low" | "medium" | "high";
};

const NAMED = `\\bas (?:an? )?(${SYSTEMS.join("|")})\\b`;
const ANYWHERE = new RegExp(NAMED, "iu");
const ALONE = new RegExp(
  `^\\W*(?:no\\W+)?(?:(?:do|run|start) it )?${NAMED}(?: instead)?(?:,? please)?\\W*$`,
  "iu",
);

/** The system that words name: "no, as goal". `null` when they name none. */
export function systemNamedIn(words: string): System | null {
  return systemBy(ANYWHERE, words);
}

/** The same of words that say nothing else: where they may say what to change of a script, `as` may mean anything. */
export function systemNamedAlone(words: string): System | null {
  return systemBy(ALONE, words);
}

function systemBy(pattern: RegExp, words: string): System | null {
  const [, named] = pattern.exec(words) ?? [];
  return SYSTEMS.find((system) => system === named?.toLowerCase()) ?? null;
}

/** Who decided: the person's `as`, the rules alone, the model, the rules against the model, or nobody could. */
export type Decider = "person" | "rules" | "model" | "rules-over-model" | "nobody";

export type Decision = {
  readonly system: System;
  readonly by: Decider;
  /** Part of a sentence, after "because". */
  readonly why: string;
  /** The command that will say whether it is done; `null`: it will be by opinion. */
  readonly oracle: string | null;
  /** Similar pieces of work, about; `null` when nobody counted. */
  readonly width: number | null;
  /** How much can go wrong, as the model sees it; `null` when it was not asked. */
  readonly risk: ModelAnswer["risk"] | null;
};

/** What the rules leave open is for a model to answer: its prompt, and the schema of its answer. */
export type ChoiceQuestion = { readonly prompt: string; readonly schema: JsonObject };

/** The choice as a run's views and result tell it. */
export type ChosenSystem = Pick<Choice, "system" | "by" | "why" | "lines">;

/** What a task will take at about. Every figure comes from `basis`. */
export type RoughCost = {
  readonly agents: number;
  readonly tokens: number;
  /** `null`: the model has no list price. */
  readonly usd: number | null;
  readonly basis: string;
};

/** The saved script that is the system, and what it is told. */
export type SystemStart = { readonly name: string; readonly args: JsonObject };

/** A decision as people read it, before anything is started. */
export type Choice = Decision & {
  /** What was chosen and why; then the cost, and what would make it safer. */
  readonly lines: readonly [string, string];
  /** Each a sentence about something that is missing. */
  readonly safer: readonly string[];
  readonly cost: RoughCost;
};
