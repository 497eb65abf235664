// A run's queries. They need a worker; without one the answer is "nobody", soon, and never a wait.
import type { QUERIES } from "../protocol/names.ts";
import { QUERY_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Session } from "./connect.ts";
import type { RunRef } from "./describe-run.ts";
import { isNotFound } from "./is-unreachable.ts";

export type QueryName = (typeof QUERIES)[number];

export type QueryReply<T> =
  | { readonly kind: "answer"; readonly value: T }
  /** No worker answered in time; `reason` is what the server said. */
  | { readonly kind: "nobody"; readonly reason: string };

export type Query = { readonly name: QueryName; readonly argument?: unknown };

/** Throws only when the run does not exist. A server that is away counts as nobody. */
export async function queryRun<T>(session: Session, ref: RunRef, query: Query): Promise<QueryReply<T>> {
  const handle = session.client.workflow.getHandle(ref.workflowId, ref.runId);
  const args = query.argument === undefined ? [] : [query.argument];
  try {
    const value = await session.connection.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () =>
      handle.query<T, unknown[]>(query.name, ...args),
    );
    return { kind: "answer", value };
  } catch (error) {
    if (isNotFound(error)) throw error;
    return { kind: "nobody", reason: error instanceof Error ? error.message : String(error) };
  }
}
