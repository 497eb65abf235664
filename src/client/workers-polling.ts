// Is anyone there to do the work? Seen from the server's record of pollers.
import { agentsQueue } from "../protocol/names.ts";
import { POLLER_FRESH_MS, SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Session } from "./connect.ts";

const WORKFLOW_QUEUE = 1;
const ACTIVITY_QUEUE = 2;

/** Identities of workers that polled lately. A worker killed a moment ago may still be among them. */
export type Polling = { readonly workflows: readonly string[]; readonly agents: readonly string[] };

export async function workersPolling(session: Session): Promise<Polling> {
  const [workflows, agents] = await Promise.all([
    pollers(session, session.taskQueue, WORKFLOW_QUEUE),
    pollers(session, agentsQueue(session.taskQueue), ACTIVITY_QUEUE),
  ]);
  return { workflows, agents };
}

async function pollers(session: Session, name: string, taskQueueType: number): Promise<string[]> {
  const { pollers: found } = await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
    session.connection.workflowService.describeTaskQueue({
      namespace: session.namespace,
      taskQueue: { name },
      taskQueueType,
    }),
  );
  const since = Date.now() - POLLER_FRESH_MS;
  return (found ?? [])
    .filter((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000 >= since)
    .map((poller) => poller.identity ?? "");
}
