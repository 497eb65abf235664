// The simulator's rules: which request gets which reply. Rules are data or functions; the first that matches answers.
import type { Json, JsonObject } from "../protocol/json.ts";

/** A request of the Messages API as a rule sees it. */
export type SimulatedRequest = {
  readonly model: string;
  /** System prompt as one text. */
  readonly system: string;
  /** Text of the first user message: the agent's prompt. */
  readonly prompt: string;
  /** Text of the last user message that has any (a nudge, for instance). */
  readonly lastText: string;
  /** Model calls of this conversation before this one: 0 for the first. */
  readonly turn: number;
  /** Names of the tools offered. */
  readonly tools: readonly string[];
  /** Input schema of the `StructuredOutput` tool, when it is offered. */
  readonly schema: JsonObject | null;
  /** Every tool call of the conversation that has its result, in order. */
  readonly toolResults: readonly SimulatedToolResult[];
  /** sha256 over model, system, tools and messages: equal requests have equal keys. */
  readonly key: string;
  /** How often this very key was asked before. */
  readonly asked: number;
};

export type SimulatedToolResult = {
  readonly name: string;
  readonly input: JsonObject;
  readonly content: string;
  readonly isError: boolean;
};

export type ToolCall = { readonly name: string; readonly input: JsonObject };

export type Fault =
  /**
   * HTTP 429; `retryAfterSeconds` goes out as `retry-after`. `errorCode` as `error.details.error_code`, for instance
   * `enforced_spend_limit_reached`, with `x-should-retry: false`.
   */
  | { readonly kind: "rate-limit"; readonly retryAfterSeconds?: number; readonly errorCode?: string }
  /** HTTP 529. */
  | { readonly kind: "overloaded" }
  /** Any HTTP error: 400, 401, 403, 404, 413, 500, with headers of its own (`x-should-retry`, a date as `retry-after`). */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut before the first byte of the response. */
  | { readonly kind: "reset" }
  /** The connection is cut in the middle of the stream. */
  | { readonly kind: "cut" }
  /** An `error` event after the stream began; `overloaded_error` unless told otherwise. */
  | { readonly kind: "stream-error"; readonly errorType?: string }
  /** HTTP 200 with a page in place of the answer, as a gateway or a captive portal sends it. */
  | { readonly kind: "garbage" }
  /** HTTP 200 and an event stream whose data is no JSON. */
  | { readonly kind: "garbled" }
  /** Headers, then nothing; pings when asked for. The connection stays open until the client goes. */
  | { readonly kind: "silence"; readonly pings?: boolean; readonly pingEveryMs?: number };

/** One use of a tool that the API runs itself; `error` is the API's code for a use that failed: `unavailable`. */
export type WebUse =
  | {
      readonly tool: "web_search";
      readonly query: string;
      readonly results?: readonly { readonly url: string; readonly title: string }[];
      readonly error?: string;
    }
  | { readonly tool: "web_fetch"; readonly url: string; readonly text?: string; readonly error?: string };

/** `delayMs` passes before the first byte, `eventEveryMs` between two events of the stream (a slow but living model). */
export type Reply = { readonly delayMs?: number; readonly eventEveryMs?: number } & (
  | {
      readonly kind: "text";
      readonly text: string;
      readonly stopReason?: "end_turn" | "max_tokens" | "pause_turn";
    }
  /** A turn that calls tools, with a text before if given. */
  | { readonly kind: "tools"; readonly calls: readonly ToolCall[]; readonly text?: string }
  /** Calls `StructuredOutput` with the value. */
  | { readonly kind: "answer"; readonly value: Json }
  | { readonly kind: "refusal"; readonly text?: string }
  /** Uses the API's own tools, then writes the text, with a citation of the first page found. Paused: goes on when asked again. */
  | {
      readonly kind: "web";
      readonly uses: readonly WebUse[];
      readonly text?: string;
      readonly stopReason?: "end_turn" | "pause_turn";
    }
  | { readonly kind: "fault"; readonly fault: Fault }
);

/** Every given condition must hold; strings are regular expressions (flags `su`). */
export type RuleMatch = {
  readonly prompt?: string;
  readonly system?: string;
  readonly lastText?: string;
  readonly model?: string;
  /** A tool of this name is offered. */
  readonly tool?: string;
  readonly turn?: number;
  /** At most so many times for equal requests (same key): `1` answers the first only, the next rule the second. */
  readonly times?: number;
};

export type Rule = {
  readonly name: string;
  readonly when: RuleMatch | ((request: SimulatedRequest) => boolean);
  /** A function may return `null`: the rule does not apply after all. */
  readonly reply: Reply | ((request: SimulatedRequest) => Reply | null);
};

/**
 * Awaited in the middle of each answer, when its stream has begun: so a program decides by events, not by time, when the
 * model goes on. `gone` aborts when the client goes.
 */
export type Hold = (request: SimulatedRequest, gone: AbortSignal) => Promise<void>;
