// What a launch gate shows of a script before its first agent starts (G07): the plan, and what it may cost.
import type { System } from "./choice.ts";

export type PlannedPhase = {
  /** `null` for calls outside of any phase. */
  readonly title: string | null;
  /** By model; none for a phase in which the dry run asked nobody. */
  readonly agents: readonly { readonly model: string; readonly count: number }[];
};

export type LaunchEstimate = {
  /** All agents together; read from the cache, and not. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Dollars by list prices, without those of `unpriced`; `null` when no model of the plan has a price. */
  readonly usd: number | null;
  /** Agents that are not in the dollars: no price is known for their model. Absent in older histories. */
  readonly unpriced?: readonly UnpricedAgents[];
  /** What the figures stand on, in a sentence. */
  readonly basis: string;
  /** Where things going badly takes more than things going well: the dearer of the plays that go badly. */
  readonly worse?: WorseCase;
};

export type UnpricedAgents = { readonly model: string; readonly agents: number };

export type WorseCase = {
  /** `checks stay red`: what would have to be so. */
  readonly when: string;
  readonly agents: number;
  /** As of the estimate. */
  readonly usd: number | null;
  /** It had not come to an end when the dry run did, or answers decide how many agents there are. */
  readonly atLeast: boolean;
};

export type LaunchPlan = {
  readonly phases: readonly PlannedPhase[];
  readonly agents: number;
  /** Most agents of the plays that go badly: what fix loops may add. */
  readonly agentsIfBad: number;
  /** Answers decide how many agents there will be: the figures are the least. */
  readonly atLeast: boolean;
  /** Agents asked for at once, and how many of them the run lets work at once. */
  readonly widest: number;
  readonly atOnce: number;
  /** Commands that judge the work. */
  readonly checks: readonly string[];
  /** `the loop at line 40 ends when …`: those that answers decide. */
  readonly loops: readonly string[];
  /** What its agents may do, in words. */
  readonly may: readonly string[];
  readonly estimate: LaunchEstimate;
  readonly warnings: readonly string[];
};

/** Details of a gate of kind `launch`. The script's text is in the query `script`, byte for byte. */
export type LaunchDetails = {
  readonly name: string;
  readonly description: string;
  /** Titles, as declared. */
  readonly phases: readonly string[];
  /** sha256 of the text: what an approval stands for. */
  readonly hash: string;
  readonly source: string;
  readonly lines: number;
  /** Absent in runs of older versions. */
  readonly plan?: LaunchPlan;
  /** Of a script that a planner wrote: what for, the how-manieth version that is shown, and what it took for granted. */
  readonly task?: string;
  readonly version?: number;
  readonly assumed?: readonly string[];
  /** Of a task for which a system was chosen: a no may name another. */
  readonly system?: System;
};
