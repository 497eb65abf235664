// What is played to a system: what it is started with, what people do on its way, and how it must end.
import type { Json } from "../../../src/protocol/json.ts";
import type { RunResult } from "../../../src/protocol/run-result.ts";
import type { GateView } from "../../../src/protocol/run-views.ts";
import type { Rule } from "../../../src/simulator/rules.ts";
import type { Lane } from "./lane.ts";

export type Play = {
  readonly system: string;
  /** The workflow's type and its one argument. */
  start(place: { readonly mark: string; readonly workspace: string }): {
    readonly type: string;
    readonly input: Json;
  };
  /** Answers of the model that are let go at each step. */
  readonly pace: number;
  /** Files of the workspace, when it is not to be empty. */
  files?(mark: string): Readonly<Record<string, string>>;
  /** Beside those of the library. */
  readonly rules?: readonly Rule[];
  /** Said once, while an agent is at work. */
  aside?(lane: Lane): Promise<void>;
  /** What people do each time the run waits for them. */
  readonly people: readonly ((lane: Lane, gate: GateView) => Promise<void>)[];
  /** Throws when the run did not come to what it should. Resolves with what is the same however it was disturbed. */
  judge(lane: Lane, result: RunResult): Promise<unknown>;
};

/**
 * The turns that were asked for, and all of the result but what turns in flight at a kill cost a second time, and which
 * commit of the workspace was looked at.
 */
export function asUndisturbed(
  { run }: Lane,
  { usage: _usage, costUsd: _cost, verdict, ...rest }: RunResult,
): object {
  const { tree: _tree, ...seen } = verdict ?? { tree: null };
  return { ...rest, verdict: seen, turns: run.turns() };
}
