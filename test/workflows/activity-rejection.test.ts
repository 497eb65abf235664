// What a script hears of a check or a merge that no worker brought to an end.
import {
  ActivityFailure,
  ApplicationFailure,
  RetryState,
  TimeoutFailure,
  TimeoutType,
} from "@temporalio/common";
import { expect, it } from "vitest";
import { next, startRun } from "./run-stage.ts";

const heartbeat = new TimeoutFailure("activity Heartbeat timeout", undefined, TimeoutType.HEARTBEAT);
const shutdown = ApplicationFailure.retryable("The worker was shut down in the middle of it.", "WorkerLost");

/** As Temporal wraps the last attempt's failure when there are no more. */
function lastOfFive(cause: Error): ActivityFailure {
  return new ActivityFailure(
    "Activity task failed",
    "check",
    "1",
    RetryState.MAXIMUM_ATTEMPTS_REACHED,
    "",
    cause,
  );
}

it.each([
  ["check", "npm test", "check('npm test')", heartbeat],
  ["check", "npm test", "check('npm test')", shutdown],
  ["merge", "merge a", "merge('a')", heartbeat],
])(
  "a %s %j whose worker was lost five times rejects with what happened and what to do",
  async (kind, label, call, cause) => {
    const run = startRun(`return ${call}.catch(({ name, message }) => [name, message])`);
    await run.settle();
    const held = kind === "check" ? next(run.checks) : next(run.merges);
    held.reject(lastOfFive(cause));
    const message = `The ${kind} "${label}" came to no end: 5 times in a row its worker died, was shut down or was silent for 10 s. The command may be what ends the worker: look at the workers' output and memory (pawl doctor), and have it take less.`;
    expect(await run.result()).toMatchObject({
      value: ["WorkerLost", message],
      failures: [{ call: null, label, kind: "WorkerLost", message }],
    });
  },
);
