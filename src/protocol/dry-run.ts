// What a dry run says of a script: it was played without models, commands and people, once well, and badly in two ways.

/**
 * `well`: every agent answers, checks are green, people say yes. `red`: the same, but checks stay red and merges meet
 * conflicts. `badly`: agents are null besides, and people say no.
 */
export const DRY_MOODS = ["well", "red", "badly"] as const;
export type DryMood = (typeof DRY_MOODS)[number];
/** After "when". */
export const DRY_MOOD_WORDS: Readonly<Record<DryMood, string>> = {
  well: "all goes well",
  red: "checks stay red",
  badly: "agents are null and checks are red",
};

/**
 * How a play ended. `unended`: it was still asking when the bound was reached. `stuck`: it waits for what nothing can
 * settle. `limit`: an endless loop, memory, the stack. `budget`: the run's budget was used up, as planned.
 */
export type DryEnd = "returned" | "threw" | "unended" | "stuck" | "limit" | "budget";

/** Agents of one phase with one model; `model` as the call or its agent type names it, `null` for the run's. */
export type DryAgents = {
  readonly phase: string | null;
  readonly model: string | null;
  readonly count: number;
};

export type DryPlay = {
  readonly mood: DryMood;
  readonly end: DryEnd;
  /** What it ended with, with the author's line where that is known; `null` when it returned. */
  readonly problem: string | null;
  /** The author's line of the problem. */
  readonly line: number | null;
  readonly agents: readonly DryAgents[];
  /** Agents asked for at once, at most. */
  readonly widest: number;
  readonly checks: number;
  readonly merges: number;
  /** Questions to people. */
  readonly gates: number;
  /** Scripts it called by `workflow()` that were played along. */
  readonly nested: readonly string[];
  /** Scripts it called that could not be looked into. */
  readonly unseen: readonly UnseenScript[];
};

export type UnseenScript = { readonly name: string; readonly why: string };

/** `red` is `null` where nothing can be red, and of scripts that were prepared before it was played. */
export type DryRun = { readonly well: DryPlay; readonly red: DryPlay | null; readonly badly: DryPlay };
