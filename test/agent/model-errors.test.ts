import Anthropic from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { retryAfterMs, toAgentError } from "../../src/agent/model-errors.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function apiError(status: number, headers: Record<string, string> = {}, code?: string): Error {
  const details = code === undefined ? {} : { details: { error_code: code } };
  const body = { type: "error", error: { type: "some_error", message: "No.", ...details } };
  return Anthropic.APIError.generate(status, body, undefined, new Headers(headers));
}

test.each([400, 404, 413, 422])("A05 HTTP %i is final", (status) => {
  const error = toAgentError(apiError(status), NOW);
  expect(error).toMatchObject({ type: "ModelRequestRefused", retryable: false, retryAfterMs: undefined });
  expect(error.message).toBe(`The model API answered ${status} (some_error): No.`);
});

test.each([401, 402, 403])("HTTP %i is about the account, not about this request", (status) => {
  const blocked = { type: "AccountBlocked", retryable: false, retryAfterMs: undefined };
  expect(toAgentError(apiError(status), NOW)).toMatchObject(blocked);
  expect(toAgentError(apiError(status, { "x-should-retry": "true" }), NOW)).toMatchObject(blocked);
});

test("an account without credit is told by the words of a 400", () => {
  const body = {
    type: "error",
    error: { type: "invalid_request_error", message: "Your credit balance is too low to access the API." },
  };
  const error = Anthropic.APIError.generate(400, body, undefined, new Headers());
  expect(toAgentError(error, NOW)).toMatchObject({ type: "AccountBlocked", retryable: false });
});

test.each([408, 409, 429, 500, 502, 503, 504, 529])("HTTP %i is tried again", (status) => {
  expect(toAgentError(apiError(status), NOW)).toMatchObject({ type: "ModelUnavailable", retryable: true });
});

test("the server's wait is kept: seconds, a date, or milliseconds", () => {
  const wait = (headers: Record<string, string>): unknown =>
    toAgentError(apiError(429, headers), NOW).retryAfterMs;
  expect(wait({ "retry-after": "7" })).toBe(7_000);
  expect(wait({ "retry-after": "0.5" })).toBe(500);
  expect(wait({ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" })).toBe(30_000);
  expect(wait({ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" })).toBe(0);
  expect(wait({ "retry-after-ms": "250", "retry-after": "7" })).toBe(250);
  expect(wait({ "retry-after": "soon" })).toBeUndefined();
  expect(wait({ "retry-after": "-5" })).toBeUndefined();
  expect(wait({})).toBeUndefined();
});

test("a wait of weeks is cut to a day", () => {
  expect(retryAfterMs(new Headers({ "retry-after": "99999999" }), NOW)).toBe(86_400_000);
});

test("a spend limit comes as a 429 and is final all the same", () => {
  const error = toAgentError(apiError(429, { "retry-after": "5" }, "enforced_spend_limit_reached"), NOW);
  expect(error).toMatchObject({ type: "AccountBlocked", retryable: false, retryAfterMs: undefined });
  expect(error.message).toContain("enforced_spend_limit_reached");
});

test("x-should-retry goes before the status", () => {
  expect(toAgentError(apiError(400, { "x-should-retry": "true" }), NOW).retryable).toBe(true);
  expect(toAgentError(apiError(500, { "x-should-retry": "false" }), NOW).retryable).toBe(false);
});

test("an error event in a stream is judged by its type", () => {
  const event = (type: string): Error =>
    Object.assign(
      new Anthropic.APIError(undefined, { error: { type, message: "m" } }, undefined, new Headers()),
    );
  expect(toAgentError(event("overloaded_error"), NOW)).toMatchObject({
    type: "ModelUnavailable",
    retryable: true,
  });
  expect(toAgentError(event("invalid_request_error"), NOW)).toMatchObject({ type: "ModelRequestRefused" });
  expect(toAgentError(event("billing_error"), NOW)).toMatchObject({ type: "AccountBlocked" });
});

test("a network error and a cut stream are tried again, and say what happened", () => {
  const refused = new Anthropic.APIConnectionError({ cause: new Error("connect ECONNREFUSED") });
  const error = toAgentError(refused, NOW);
  expect(error).toMatchObject({ type: "ModelUnavailable", retryable: true });
  expect(error.message).toContain("ECONNREFUSED");
  expect(toAgentError(new Anthropic.AnthropicError("terminated"), NOW)).toMatchObject({ retryable: true });
});
