// What a run returns, and its record as people read it.
import type { ChosenSystem } from "./choice.ts";
import type { Json } from "./json.ts";
import type { Usage } from "./usage.ts";

export const RUN_STATUSES = [
  "running",
  "waiting",
  "paused",
  "completed",
  "degraded",
  "failed",
  "rejected",
  "stopped",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export type Census = {
  readonly asked: number;
  readonly done: number;
  readonly reused: number;
  readonly null: number;
  readonly failed: number;
  readonly skipped: number;
};

/** `call` counts agents from 1 in call order; `null` for failures that are no agent's (a thunk of `parallel`). */
export type FailureLine = {
  readonly call: number | null;
  readonly label: string;
  readonly phase: string | null;
  readonly kind: string;
  readonly message: string;
};

/** The last check of the run. `stale`: an agent ended after it, so files may have changed since. */
export type Verdict = {
  readonly ok: boolean;
  readonly command: string;
  readonly label: string;
  readonly exitCode: number | null;
  readonly tests: TestCounts | null;
  readonly tree: string | null;
  readonly stale: boolean;
};

export type TestCounts = { readonly passed: number; readonly failed: number; readonly skipped: number };

export type RunResult = {
  readonly status: RunStatus;
  readonly value: Json;
  readonly census: Census;
  readonly usage: Usage;
  /** Estimate in US dollars, from list prices. */
  readonly costUsd: number;
  /** The simulator played the model in it: no real agent worked, nothing was really spent. */
  readonly simulated?: true;
  readonly failures: readonly FailureLine[];
  /** Failures beyond the first 200. */
  readonly moreFailures: number;
  readonly verdict?: Verdict;
  /** Of a run that was started with a task in words. */
  readonly choice?: ChosenSystem;
  readonly script: { readonly name: string; readonly hash: string };
};
