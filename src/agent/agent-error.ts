// How an agent fails: one class with its facts inside. The edge (src/activities/agent.ts) makes a Temporal failure of it.
import type { AgentFailureDetail } from "../protocol/agent.ts";
import type { AgentFailureType } from "../protocol/failures.ts";

const NAME = "AgentError";

type AgentErrorOptions = {
  /** Whether another attempt may end better. Default: no. */
  readonly retryable?: boolean;
  /** Milliseconds the other side asked to wait before the next attempt. */
  readonly retryAfterMs?: number | undefined;
  /** What the agent wrote before it failed, kept for the record (A04). */
  readonly text?: string | undefined;
  /** What was used up to the failure; added where that is known. */
  readonly detail?: AgentFailureDetail | undefined;
  readonly cause?: unknown;
};

export class AgentError extends Error {
  override readonly name = NAME;
  readonly type: AgentFailureType;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly text: string | undefined;
  readonly detail: AgentFailureDetail | undefined;

  constructor(type: AgentFailureType, message: string, options: AgentErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.type = type;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.text = options.text;
    this.detail = options.detail;
  }

  /** The same error with more said about it. */
  with(more: Pick<AgentErrorOptions, "text" | "detail">): AgentError {
    const { retryable, retryAfterMs, text, detail, cause } = this;
    return new AgentError(this.type, this.message, { retryable, retryAfterMs, text, detail, cause, ...more });
  }
}

/** By name, so that a second copy of this module makes no difference. */
export function isAgentError(error: unknown): error is AgentError {
  return error instanceof Error && error.name === NAME;
}
