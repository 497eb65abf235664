// Which of many runs go on and which have ended, by their run ids alone.
import { SERVER_CALL_TIMEOUT_MS } from "../protocol/limits.ts";
import type { Session } from "./connect.ts";

/** Ids in one question; a query of the server may be 10,000 characters long. */
const IDS_PER_QUERY = 100;

/** What the server does not know (any more, or yet) is missing in the answer. Rejects when the server does not answer. */
export async function runStates(
  session: Session,
  runIds: readonly string[],
): Promise<Map<string, "open" | "ended">> {
  const states = new Map<string, "open" | "ended">();
  // What is no run id cannot be asked for: a query is a text.
  const ids = runIds.filter((id) => /^[\w-]+$/.test(id));
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    const list = ids.slice(from, from + IDS_PER_QUERY).map((id) => `'${id}'`);
    await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, async () => {
      for await (const info of session.client.workflow.list({ query: `RunId IN (${list.join(", ")})` })) {
        const isOpen = info.status.name === "RUNNING" || info.status.name === "PAUSED";
        states.set(info.runId, isOpen ? "open" : "ended");
      }
    });
  }
  return states;
}
