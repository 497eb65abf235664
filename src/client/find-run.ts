// RUN as people type it: a workflow id, or the beginning of one that is no other's.
import { ClientError } from "./client-error.ts";
import type { Session } from "./connect.ts";
import { describeRun, type RunDescription } from "./describe-run.ts";
import { isNotFound } from "./is-unreachable.ts";
import { listRuns } from "./list-runs.ts";

const SHOWN = 5;

/** Throws `ClientError` of kind `no-such-run` or `ambiguous-run`. */
export async function findRun(session: Session, idOrPrefix: string): Promise<RunDescription> {
  try {
    return await describeRun(session, { workflowId: idOrPrefix });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const matches = await listRuns(session, { prefix: idOrPrefix, limit: 50 });
  const ids = [...new Set(matches.map((run) => run.workflowId))];
  const [only, ...others] = ids;
  if (only === undefined) {
    throw new ClientError(
      "no-such-run",
      `Expected the id of a run, or the beginning of one; got ${JSON.stringify(idOrPrefix)}, which no run on queue ${session.taskQueue} begins with.`,
      "See the runs there are with `pawl ls`.",
    );
  }
  if (others.length > 0) {
    const more = ids.length > SHOWN ? `, and ${ids.length - SHOWN} more` : "";
    throw new ClientError(
      "ambiguous-run",
      `${JSON.stringify(idOrPrefix)} is the beginning of ${ids.length} runs: ${ids.slice(0, SHOWN).join(", ")}${more}.`,
      "Give more of the id.",
    );
  }
  return describeRun(session, { workflowId: only });
}
