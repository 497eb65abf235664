// What the call of a check or a merge rejects with when it could not be made.
import { HEARTBEAT_TIMEOUT_MS, LIGHT_ACTIVITY_ATTEMPTS } from "../../protocol/limits.ts";
import { toActivityError } from "../activity-error.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";

export type FailedCall = {
  readonly kind: keyof typeof OTHERWISE;
  readonly label: string;
  readonly phase: string | null;
};

/** Types of errors that have none of their own. */
const OTHERWISE = { check: "CheckCannotStart", merge: "MergeCannotStart" } as const;

/** Written into the run's failures, unless the run was stopped or the script asked for too much at once. */
export function toRejection(thrown: unknown, call: FailedCall, { record }: RunContext): unknown {
  if (thrown instanceof RangeError) return thrown;
  const error = toActivityError(thrown);
  if (thrown instanceof CallStopped || error.cancelled) return new CallStopped();
  const isLost = error.timedOut || error.type === "WorkerLost";
  const kind = isLost ? "WorkerLost" : (error.type ?? OTHERWISE[call.kind]);
  const message = isLost ? lostWords(call) : error.message;
  const { label, phase } = call;
  record.failures.add({ call: null, label, phase, kind, message });
  return new CallRejection(kind, message, true);
}

function lostWords({ kind, label }: FailedCall): string {
  const seconds = HEARTBEAT_TIMEOUT_MS / 1_000;
  return (
    `The ${kind} ${JSON.stringify(label)} came to no end: ${LIGHT_ACTIVITY_ATTEMPTS} times in a row its worker died, was shut down or was silent for ${seconds} s. ` +
    `The command may be what ends the worker: look at the workers' output and memory (pawl doctor), and have it take less.`
  );
}
