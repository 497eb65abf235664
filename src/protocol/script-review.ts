// What can be said of a script before it runs: from its text, and from the price list. In the history with the script.
import type { ScriptRef } from "./run-input.ts";

/** A call of `agent()` in the text. What is not written out there is `null`. */
export type AgentSite = {
  readonly line: number;
  readonly label: string | null;
  readonly model: string | null;
  readonly agentType: string | null;
  readonly tools: readonly string[] | null;
  readonly worktree: boolean;
};

/**
 * A loop, or a call that is made for each of a list, with calls inside that take time or money. `ends` says by the
 * author's words when; `counted`: it is bounded by a number or a list, whatever agents answer.
 */
export type LoopSite = {
  readonly line: number;
  readonly lastLine: number;
  readonly kind: "loop" | "each";
  readonly ends: string;
  readonly counted: boolean;
};

/** Lists hold the first of each kind; `calls` counts all, by primitive. */
export type ScriptOutline = {
  readonly agents: readonly AgentSite[];
  readonly loops: readonly LoopSite[];
  /** Commands of `check()` and of merges' checks that are written out. */
  readonly checks: readonly string[];
  /** Whether any command judges the work: `check()`, or `merge()` with a check. */
  readonly judged: boolean;
  readonly calls: Readonly<Record<string, number>>;
  /** Scripts that `workflow()` calls by a name or path that is written out, each once. Absent in older histories. */
  readonly nested?: readonly NestedRef[];
};

export type NestedRef = Exclude<ScriptRef, { kind: "text" }>;

/** `usd` is what one agent of the usual size takes; `null` where no price is known. */
export type ReviewedModel = { readonly id: string; readonly usd: number | null };

/** What an agent type brings along: its model, where it names one, and its tools. */
export type ReviewedType = {
  readonly name: string;
  readonly model: string | null;
  readonly tools: readonly string[];
};

export type ScriptReview = {
  readonly outline: ScriptOutline;
  /** Agent types of the workspace, the home and pawl; the first of a name counts. Absent in older histories. */
  readonly types?: readonly ReviewedType[];
  /** The run's own model: for agents whose call names none. */
  readonly runModel: ReviewedModel;
  /** By the name that a call gives: aliases and ids. */
  readonly models: Readonly<Record<string, ReviewedModel>>;
  /** Of the price list. */
  readonly pricesOf: string;
};
