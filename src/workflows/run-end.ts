// How a run that did not return ends: stopped, or failed with its record. Never as a task that is retried for ever.
import { ApplicationFailure } from "@temporalio/common";
import { isCancellation } from "@temporalio/workflow";
import { isRunFailureType } from "../protocol/failures.ts";
import { cutText } from "../protocol/json.ts";
import { toActivityError } from "./activity-error.ts";
import type { OpenRun } from "./open-run.ts";
import { RunFailure } from "./run-failure.ts";

const MESSAGE_MAX_CHARS = 10_000;

/** What the workflow function throws for an error of its steps. */
export function toRunEnd(error: unknown, { record, close }: OpenRun): unknown {
  if (isCancellation(error)) {
    close("stopped", null);
    return error;
  }
  if (error instanceof Error && error.name === "EngineMissing" && !(error instanceof RunFailure))
    return error;
  const { type, message } = toRunFailure(error);
  record.log.write("error", message);
  const details = [close("failed", null)];
  return ApplicationFailure.create({
    type,
    message: cutText(message, MESSAGE_MAX_CHARS),
    nonRetryable: true,
    details,
  });
}

function toRunFailure(error: unknown): RunFailure {
  if (error instanceof RunFailure) return error;
  const { type, message } = toActivityError(error);
  return new RunFailure(isRunFailureType(type) ? type : "ScriptError", message);
}
