// What the Messages API and its client throw, as an agent's failure. One table; the order is the order of asking.
import type { AgentFailureType } from "../protocol/failures.ts";
import { RETRY_AFTER_MAX_MS } from "../protocol/limits.ts";
import { AgentError } from "./agent-error.ts";

/** The facts of an error that the table asks for. `status` is absent when no HTTP answer came, or its stream broke. */
type ApiFault = {
  readonly status: number | undefined;
  /** `overloaded_error` and the like: all that an error event in a stream carries. */
  readonly type: string | undefined;
  readonly code: string | undefined;
  readonly headers: Headers | undefined;
  readonly message: string;
};

type Row = {
  readonly when: (fault: ApiFault) => boolean;
  readonly type: AgentFailureType;
  readonly retryable: boolean;
};

/** Limits of money and not of rate: waiting a minute does not cure them. */
const SPEND_LIMITS = new Set([
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
  "linked_organization_spend_limit_reached",
]);
/** Answers about who asks and not about what is asked: every other agent of the worker would get the same one. */
const ACCOUNT_STATUS = new Set([401, 402, 403]);
const ACCOUNT_TYPES = new Set(["authentication_error", "billing_error", "permission_error"]);
/** An empty account is told by a 400 `invalid_request_error`; only its words give it away. */
const NO_CREDIT = /credit balance is too low/i;
/** Error types that say "the request is wrong" wherever they come, in the middle of a stream too. */
const FINAL_TYPES = new Set(["invalid_request_error", "not_found_error", "request_too_large"]);
const CONGESTION_TYPES = new Set(["rate_limit_error", "overloaded_error"]);
/** 4xx that another try may cure: timeout, conflict, too early, rate limit. */
const RETRYABLE_STATUS = new Set([408, 409, 425, 429]);

const TABLE: readonly Row[] = [
  { when: isAboutTheAccount, type: "AccountBlocked", retryable: false },
  { when: ({ headers }) => says(headers, "false"), type: "ModelRequestRefused", retryable: false },
  { when: ({ headers }) => says(headers, "true"), type: "ModelUnavailable", retryable: true },
  { when: ({ status }) => RETRYABLE_STATUS.has(status ?? 0), type: "ModelUnavailable", retryable: true },
  { when: ({ status }) => (status ?? 0) >= 500, type: "ModelUnavailable", retryable: true },
  { when: ({ status }) => (status ?? 0) >= 400, type: "ModelRequestRefused", retryable: false },
  { when: ({ type }) => FINAL_TYPES.has(type ?? ""), type: "ModelRequestRefused", retryable: false },
  // No answer, a cut stream, an error event, a stream that is no JSON.
  { when: () => true, type: "ModelUnavailable", retryable: true },
];

/** The agent's failure for what a model call threw. `now` is in milliseconds since 1970, for dates in `retry-after`. */
export function toAgentError(error: unknown, now: number): AgentError {
  const fault = toFault(error);
  const row = TABLE.find(({ when }) => when(fault));
  const { type, retryable } = row ?? { type: "AgentFailed" as const, retryable: false };
  return new AgentError(type, describe(fault), {
    retryable,
    retryAfterMs: retryable ? retryAfterMs(fault.headers, now) : undefined,
    cause: error,
  });
}

function isAboutTheAccount({ status, type, code, message }: ApiFault): boolean {
  if (SPEND_LIMITS.has(code ?? "") || ACCOUNT_TYPES.has(type ?? "")) return true;
  return ACCOUNT_STATUS.has(status ?? 0) || NO_CREDIT.test(message);
}

/** Whether the server has too much to do, or has had too much from this account: a word to every agent of a worker. */
export function isCongestion(error: unknown): boolean {
  const { status, type, headers } = toFault(error);
  if (status === 429 || status === 529 || CONGESTION_TYPES.has(type ?? "")) return true;
  return status === 503 && (headers?.has("retry-after") ?? false);
}

/** What `retry-after-ms`, or `retry-after` in seconds or as a date, asks for; absent when it says nothing sensible. */
export function retryAfterMs(headers: ApiFault["headers"], now: number): number | undefined {
  const wait = askedWait(headers, now);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), RETRY_AFTER_MAX_MS);
}

function askedWait(headers: ApiFault["headers"], now: number): number | undefined {
  const milliseconds = toWait(headers?.get("retry-after-ms"), 1);
  if (milliseconds !== undefined) return milliseconds;
  const after = headers?.get("retry-after") ?? "";
  // A bare number is never a date, whatever Date.parse makes of it.
  if (/^[-+.\d\s]*$/.test(after)) return toWait(after, 1_000);
  const until = Date.parse(after);
  return Number.isNaN(until) ? undefined : until - now;
}

function toWait(text: string | null | undefined, unitMs: number): number | undefined {
  const value = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? Math.ceil(value * unitMs) : undefined;
}

function says(headers: ApiFault["headers"], word: string): boolean {
  return headers?.get("x-should-retry") === word;
}

/** Reads an error by its fields, not its class: the client's classes differ between versions and copies. */
function toFault(error: unknown): ApiFault {
  const given = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const headers = given["headers"];
  return {
    status: typeof given["status"] === "number" ? given["status"] : undefined,
    type: typeof given["type"] === "string" ? given["type"] : undefined,
    code: typeof given["errorCode"] === "string" ? given["errorCode"] : undefined,
    headers: headers instanceof Headers ? headers : undefined,
    message: error instanceof Error ? withCauses(error) : String(error),
  };
}

function withCauses(error: Error): string {
  const apiMessage = (error as { apiMessage?: unknown }).apiMessage;
  if (typeof apiMessage === "string") return apiMessage;
  const cause = error.cause;
  return cause instanceof Error ? `${error.message} (${withCauses(cause)})` : error.message;
}

function describe({ status, type, code, message }: ApiFault): string {
  const kind = code ?? type;
  const what = status === undefined ? "broke off" : `answered ${status}`;
  return `The model API ${what}${kind === undefined ? "" : ` (${kind})`}: ${message}`;
}
