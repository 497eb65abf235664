// Why an activity failed, read from what Temporal throws. By names: nothing here depends on whose classes they are.
import type { AgentFailureDetail } from "../protocol/agent.ts";
import type { ActivityError } from "./ports.ts";

type Failure = { name?: unknown; message?: unknown; type?: unknown; details?: unknown; cause?: unknown };

export function toActivityError(error: unknown): ActivityError {
  const chain = causes(error);
  const last = chain.at(-1);
  const application = chain.findLast((each) => each.name === "ApplicationFailure");
  const cancellation = chain.find((each) => each.name === "CancelledFailure");
  const details: unknown = (application ?? cancellation)?.details;
  return {
    cancelled: cancellation !== undefined && application === undefined,
    timedOut: chain.some((each) => each.name === "TimeoutFailure"),
    type: typeof application?.type === "string" ? application.type : null,
    message: String((application ?? last)?.message ?? error),
    detail: Array.isArray(details) ? toDetail(details[0]) : null,
  };
}

function causes(error: unknown): Failure[] {
  const chain: Failure[] = [];
  const MAX_DEPTH = 10;
  for (let each = error; typeof each === "object" && each !== null && chain.length < MAX_DEPTH;) {
    chain.push(each);
    each = (each as Failure).cause;
  }
  return chain;
}

function toDetail(detail: unknown): AgentFailureDetail | null {
  const isDetail =
    typeof detail === "object" &&
    detail !== null &&
    "model" in detail &&
    "usage" in detail &&
    "costUsd" in detail;
  return isDetail ? (detail as AgentFailureDetail) : null;
}
