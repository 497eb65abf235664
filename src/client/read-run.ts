// One look at a run: what its worker says, and when no worker is up, what the server alone knows.
import type { StatusView } from "../protocol/run-views.ts";
import type { Session } from "./connect.ts";
import { describeRun, type RunDescription, type RunRef } from "./describe-run.ts";
import { queryRun } from "./query-run.ts";
import { readHistory, type HistoryAgent } from "./read-history.ts";

export type RunSnapshot = {
  readonly run: RunDescription;
  /** The run's own account; `null` when no worker answered. */
  readonly view: StatusView | null;
  /** Only without a view: the agents that the history knows of. */
  readonly history: readonly HistoryAgent[] | null;
};

export async function readRun(session: Session, ref: RunRef): Promise<RunSnapshot> {
  const [run, reply] = await Promise.all([
    describeRun(session, ref),
    queryRun<StatusView>(session, ref, { name: "status" }),
  ]);
  if (reply.kind === "answer") return { run, view: reply.value, history: null };
  return { run, view: null, history: await readHistory(session, ref) };
}
