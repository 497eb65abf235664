// The runs on pawl's task queue, newest first.
import { SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Session } from "./connect.ts";
import { summarize, type RunSummary } from "./describe-run.ts";

export type ListFilter = {
  /** Begins of workflow ids; empty for all. */
  readonly prefix?: string;
  readonly open?: boolean;
  readonly limit: number;
};

export async function listRuns(session: Session, filter: ListFilter): Promise<RunSummary[]> {
  const query = [
    `TaskQueue = ${quote(session.taskQueue)}`,
    ...(filter.prefix ? [`WorkflowId STARTS_WITH ${quote(filter.prefix)}`] : []),
    ...(filter.open ? ["ExecutionStatus = 'Running'"] : []),
  ].join(" AND ");
  return session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, async () => {
    const runs: RunSummary[] = [];
    for await (const info of session.client.workflow.list({ query, pageSize: Math.min(filter.limit, 100) })) {
      runs.push(summarize(info));
      if (runs.length >= filter.limit) break;
    }
    return runs;
  });
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
