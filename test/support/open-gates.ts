// A run's questions and answers, as a test waits for them.
import type { WorkflowHandle } from "@temporalio/client";
import type { GateView, LogView, StatusView } from "../../src/protocol/run-views.ts";
import { until } from "./until.ts";

export async function statusOf(handle: WorkflowHandle): Promise<StatusView> {
  return handle.query<StatusView>("status");
}

/** The open gates, once there are `count` of them. */
export function openGates(handle: WorkflowHandle, count = 1): Promise<GateView[]> {
  return until(`${count} open gates`, async () => {
    const gates = await handle.query<GateView[]>("pending");
    return gates.length === count && gates;
  });
}

/** Resolves when the log has a line that matches. */
export function loggedLine(handle: WorkflowHandle, pattern: RegExp): Promise<string> {
  return until(`a log line like ${String(pattern)}`, async () => {
    const { lines } = await handle.query<LogView>("log");
    return lines.find(({ message }) => pattern.test(message))?.message;
  });
}

/** Why an update was refused; throws when it was not. */
export async function refusalOf(update: Promise<unknown>): Promise<string> {
  const outcome = await update.then(
    (value) => ({ value }),
    (error: Error & { cause?: Error }) => ({ reason: error.cause?.message ?? error.message }),
  );
  if ("reason" in outcome) return outcome.reason;
  throw new Error(`expected a refusal, got ${JSON.stringify(outcome.value)}`);
}
