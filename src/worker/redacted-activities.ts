// What activities hand to the server stays in histories: results and failures go through the redactor, whatever the activity.
import type { ActivityInterceptorsFactory } from "@temporalio/worker";
import type { Redactor } from "../agent/redact/redactor.ts";
import type { Json } from "../protocol/json.ts";

/** A script is code: to take words out of it would change what it does. Its failures are redacted all the same. */
const KEPT_RESULTS = ["prepareScript"];

/** For `WorkerOptions.interceptors.activity`. */
export function redactActivities(redactor: Redactor): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        try {
          const result = await next(input);
          return KEPT_RESULTS.includes(info.activityType) ? result : redactor.json(result as Json);
        } catch (error) {
          throw redactError(error, redactor);
        }
      },
    },
  });
}

type Failure = Error & { details?: unknown; cause?: unknown };

/** The same error, its class and cause kept: both tell Temporal what to do. Its stack is part of the history, too. */
export function redactError(error: unknown, redactor: Redactor, depth = 0): unknown {
  if (!(error instanceof Error) || depth > CAUSES_MAX) return error;
  const failure: Failure = error;
  const { message, stack, details, cause } = failure;
  replace(failure, "message", redactor.text(message));
  if (stack !== undefined) replace(failure, "stack", redactor.text(stack));
  if (Array.isArray(details)) replace(failure, "details", redactor.json(details as Json));
  if (cause !== undefined) redactError(cause, redactor, depth + 1);
  return failure;
}

/** An error may be its own cause. */
const CAUSES_MAX = 20;

function replace(failure: Failure, field: keyof Failure, value: unknown): void {
  if (failure[field] === value) return;
  Object.defineProperty(failure, field, { value, configurable: true, writable: true });
}
