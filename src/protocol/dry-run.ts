// What a dry run says of a script: it was played without models, commands and people, once well and once badly.

/** `well`: every agent answers, checks are green, people say yes. `badly`: agents are null, checks red, people say no. */
export const DRY_MOODS = ["well", "badly"] as const;
export type DryMood = (typeof DRY_MOODS)[number];

/**
 * How a play ended. `unended`: it was still asking when the bound was reached. `stuck`: it waits for what nothing can
 * settle. `limit`: an endless loop, memory, the stack. `budget`: the run's budget was used up, as planned.
 */
export type DryEnd = "returned" | "threw" | "unended" | "stuck" | "limit" | "budget";

/** Agents of one phase with one model; `model` as the call names it, `null` for the run's. */
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
  /** Scripts it calls by `workflow()`: not looked into. */
  readonly nested: readonly string[];
};

export type DryRun = { readonly well: DryPlay; readonly badly: DryPlay };
