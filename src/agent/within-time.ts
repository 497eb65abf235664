// Ends a computation that takes too long, in the thread that does it: a regular expression that backtracks without end
// would otherwise stop the whole worker, pulses of its other agents included.
import { createContext, Script } from "node:vm";

// Nothing here is a wall: the job is our own code. It is the one way that Node has to interrupt a computation.
const context = createContext({ job: null as (() => unknown) | null });
const callJob = new Script("job()");

export class TookTooLong extends Error {
  override readonly name = "TookTooLong";
}

/** What the job returns or throws; `TookTooLong` when it is not done after `ms`. About 0.2 ms more than the job takes. */
export function withinTime<Value>(ms: number, job: () => Value): Value {
  context["job"] = job;
  try {
    return callJob.runInContext(context, { timeout: ms }) as Value;
  } catch (error) {
    throw isTimeout(error) ? new TookTooLong(`not done after ${ms} ms`) : error;
  } finally {
    context["job"] = null;
  }
}

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
