// Every way in which the model API can fail an agent, over real HTTP: how often it is asked, when to try again, and
// what becomes of the agent.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { AgentFailureType } from "../../src/protocol/failures.ts";
import type { Fault, Reply } from "../../src/simulator/rules.ts";
import { makeModelTraffic } from "../../src/agent/model-traffic.ts";
import { makeManualClock } from "./manual-clock.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

type Row = {
  readonly title: string;
  readonly reply: Reply;
  readonly type: AgentFailureType;
  /** `no`: final. `later`: when Temporal's own backoff says so. A number: milliseconds, as the server asked. */
  readonly again: "no" | "later" | number;
  readonly says: string;
  /** Default: 1. Only a server that asks for no wait at all is asked again in place. */
  readonly requests?: number;
};

const fault = (what: Fault): Reply => ({ kind: "fault", fault: what });
const status = (code: number, headers: Record<string, string> = {}, message?: string): Reply =>
  fault({ kind: "status", status: code, headers, ...(message === undefined ? {} : { message }) });
const final = (type: AgentFailureType, title: string, reply: Reply, says: string): Row => ({
  title,
  reply,
  type,
  again: "no",
  says,
});
const retried = (title: string, reply: Reply, says: string, again: "later" | number = "later"): Row => ({
  title,
  reply,
  type: "ModelUnavailable",
  again,
  says,
});

const TABLE: readonly Row[] = [
  final("ModelRequestRefused", "400", status(400), "answered 400 (invalid_request_error)"),
  final("ModelRequestRefused", "404", status(404), "answered 404 (not_found_error)"),
  final("ModelRequestRefused", "413", status(413), "answered 413 (request_too_large)"),
  final("ModelRequestRefused", "422", status(422), "answered 422"),

  final("AccountBlocked", "401", status(401), "answered 401 (authentication_error)"),
  final("AccountBlocked", "402", status(402), "answered 402 (billing_error)"),
  final("AccountBlocked", "403", status(403), "answered 403 (permission_error)"),
  final(
    "AccountBlocked",
    "400 without credit",
    status(400, {}, "Your credit balance is too low to access the API. Please add credits."),
    "credit balance is too low",
  ),
  final(
    "AccountBlocked",
    "429 of a spend limit",
    fault({ kind: "rate-limit", retryAfterSeconds: 5, errorCode: "enforced_spend_limit_reached" }),
    "answered 429 (enforced_spend_limit_reached)",
  ),
  final(
    "AccountBlocked",
    "an error event about the account",
    fault({ kind: "stream-error", errorType: "billing_error" }),
    "broke off (billing_error)",
  ),

  retried("408", status(408), "answered 408"),
  retried("409", status(409), "answered 409"),
  retried("500", status(500), "answered 500 (api_error)"),
  retried("502", status(502), "answered 502"),
  retried("503", status(503), "answered 503"),
  retried("504", status(504), "answered 504 (timeout_error)"),
  retried("529", fault({ kind: "overloaded" }), "answered 529 (overloaded_error)", 1_000),

  retried("429 without a time", fault({ kind: "rate-limit" }), "answered 429 (rate_limit_error)", 1_000),
  retried("429 in seconds", fault({ kind: "rate-limit", retryAfterSeconds: 90 }), "answered 429", 90_000),
  retried("429 in milliseconds", status(429, { "retry-after-ms": "45500" }), "answered 429", 45_500),
  {
    ...retried(
      "429 until a date that is past, twice",
      status(429, { "retry-after": "Sun, 22 Nov 2020 12:00:00 GMT" }),
      "answered 429",
      2_000,
    ),
    requests: 2,
  },
  retried("429 with nonsense for a time", status(429, { "retry-after": "soon" }), "answered 429", 1_000),
  retried("503 with a time", status(503, { "retry-after": "60" }), "answered 503", 60_000),

  final("ModelRequestRefused", "500 not to be retried", status(500, { "x-should-retry": "false" }), "500"),
  retried("400 to be retried", status(400, { "x-should-retry": "true" }), "answered 400"),

  retried("cut before the first byte", fault({ kind: "reset" }), "broke off"),
  retried("cut in the middle", fault({ kind: "cut" }), "broke off"),
  retried("error event: overloaded", fault({ kind: "stream-error" }), "broke off (overloaded_error)"),
  retried("error event: api_error", fault({ kind: "stream-error", errorType: "api_error" }), "(api_error)"),
  final(
    "ModelRequestRefused",
    "error event: invalid request",
    fault({ kind: "stream-error", errorType: "invalid_request_error" }),
    "broke off (invalid_request_error)",
  ),
  retried("a page in place of an answer", fault({ kind: "garbage" }), "broke off"),
  retried("a stream that is no JSON", fault({ kind: "garbled" }), "broke off"),

  final("ModelRefusal", "refusal", { kind: "refusal" }, "declined to answer (general_harms"),
];

test.each(TABLE)("A05 $title: $type, again: $again", async ({ reply, type, again, says, requests = 1 }) => {
  stage = await makeStage([reply]);
  const traffic = makeModelTraffic({ clock: makeManualClock(), waitMaxMs: 0 });
  const error = await stage.fail({}, { traffic });
  expect(stage.simulator.requests()).toHaveLength(requests);
  expect(error).toMatchObject({ type, retryable: again !== "no" });
  expect(error.retryAfterMs).toBe(typeof again === "number" ? again : undefined);
  expect(error.message).toContain(says);
});

test("a date as retry-after is the time from now", async () => {
  const date = new Date(Date.now() + 60_000).toUTCString();
  stage = await makeStage([status(429, { "retry-after": date })]);
  const { retryAfterMs } = await stage.fail({});
  // The header has whole seconds, and the test itself takes some time.
  expect(retryAfterMs).toBeGreaterThan(30_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});

test("A10 silence for stallMs: AgentStalled, for another attempt", async () => {
  stage = await makeStage([fault({ kind: "silence" })]);
  const error = await stage.fail({ stallMs: 100 });
  expect(error).toMatchObject({ type: "AgentStalled", retryable: true, retryAfterMs: undefined });
  expect(stage.simulator.requests()).toHaveLength(1);
});

test("nobody at the address: for another attempt", async () => {
  stage = await makeStage([]);
  const error = await stage.fail({}, { model: { baseUrl: await deadAddress() } });
  expect(error).toMatchObject({ type: "ModelUnavailable", retryable: true, retryAfterMs: undefined });
  expect(error.message).toContain("ECONNREFUSED");
});

test("no credential and no address of its own: the account is blocked, and it says what to set", async () => {
  stage = await makeStage([]);
  const error = await stage.fail({}, { model: {} });
  expect(error).toMatchObject({ type: "AccountBlocked", retryable: false });
  expect(error.message).toContain("ANTHROPIC_API_KEY");
  expect(stage.simulator.requests()).toHaveLength(0);
});

/** A port of loopback that was free a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
