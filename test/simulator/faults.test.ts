// Each fault as the real SDK sees it.
import { Anthropic } from "@anthropic-ai/sdk";
import { describe, expect, test, vi } from "vitest";
import type { Fault, Reply, Rule } from "../../src/simulator/rules.ts";
import { errorOf, startWithClient, toParams } from "./start-with-client.ts";

function always(reply: Reply): Rule[] {
  return [{ name: "always", when: {}, reply }];
}

function fault(what: Fault): Rule[] {
  return always({ kind: "fault", fault: what });
}

describe("errors by status", () => {
  test("429 is a RateLimitError with retry-after", async () => {
    const { ask, simulator } = await startWithClient({
      rules: fault({ kind: "rate-limit", retryAfterSeconds: 7 }),
    });
    const error = await errorOf(ask("hello"));
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect(error.headers?.get("retry-after")).toBe("7");
    expect(error.headers?.get("x-should-retry")).toBeNull();
    expect(error.type).toBe("rate_limit_error");
    expect(simulator.requests()).toMatchObject([
      { status: 429, outcome: "faulted", rule: "always", outputTokens: 0 },
    ]);
  });

  test("429 of a spend limit carries its error code and must not be retried", async () => {
    const rules = fault({ kind: "rate-limit", errorCode: "enforced_spend_limit_reached" });
    const { ask } = await startWithClient({ rules });
    const error = await errorOf(ask("hello"));
    expect(error.errorCode).toBe("enforced_spend_limit_reached");
    expect(error.headers?.get("x-should-retry")).toBe("false");
    expect(error.headers?.get("retry-after")).toBeNull();
  });

  test("529 is an OverloadedError", async () => {
    const { ask } = await startWithClient({ rules: fault({ kind: "overloaded" }) });
    const error = await errorOf(ask("hello"));
    expect(error).toBeInstanceOf(Anthropic.OverloadedError);
    expect(error).toMatchObject({
      status: 529,
      type: "overloaded_error",
      requestID: "req_simulated_00000001",
    });
  });

  test.each([
    [400, Anthropic.BadRequestError, "invalid_request_error"],
    [401, Anthropic.AuthenticationError, "authentication_error"],
    [402, Anthropic.PaymentRequiredError, "billing_error"],
    [403, Anthropic.PermissionDeniedError, "permission_error"],
    [404, Anthropic.NotFoundError, "not_found_error"],
    [413, Anthropic.ContentTooLargeError, "request_too_large"],
    [500, Anthropic.InternalServerError, "api_error"],
  ])("%i has its class, type and message", async (status, errorClass, type) => {
    const { ask } = await startWithClient({ rules: fault({ kind: "status", status, message: "by rule" }) });
    const error = await errorOf(ask("hello"));
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ status, type, apiMessage: "by rule" });
  });
});

describe("broken connections", () => {
  test("reset: a connection error before any response", async () => {
    const { ask, simulator } = await startWithClient({ rules: fault({ kind: "reset" }) });
    expect(await errorOf(ask("hello"))).toBeInstanceOf(Anthropic.APIConnectionError);
    expect(simulator.requests()).toMatchObject([{ outcome: "faulted", status: null }]);
  });

  test("cut: the stream begins, says something, and breaks with a plain AnthropicError", async () => {
    const { client, simulator } = await startWithClient({ rules: fault({ kind: "cut" }) });
    const stream = client.messages.stream(toParams("hello"));
    const seen: string[] = [];
    stream.on("streamEvent", ({ type }) => seen.push(type));
    const error = await errorOf(stream.finalMessage());
    expect(error).toBeInstanceOf(Anthropic.AnthropicError);
    expect(error).not.toBeInstanceOf(Anthropic.APIError);
    expect(seen).toEqual(["message_start", "content_block_start"]);
    expect(simulator.requests()).toMatchObject([{ outcome: "faulted", status: 200 }]);
    expect(simulator.requests()[0]?.inputTokens).toBeGreaterThan(0);
  });

  test("cut: an unstreamed call fails too", async () => {
    const { client } = await startWithClient({ rules: fault({ kind: "cut" }) });
    await expect(client.messages.create(toParams("hello"))).rejects.toThrow(/terminated|closed|aborted/);
  });

  test("stream-error: an APIError without a status, of type overloaded_error", async () => {
    const { ask } = await startWithClient({ rules: fault({ kind: "stream-error" }) });
    const error = await errorOf(ask("hello"));
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error.status).toBeUndefined();
    expect(error.type).toBe("overloaded_error");
  });
});

describe("silence", () => {
  test("headers come, then nothing, until the client aborts; the log says aborted", async () => {
    const { client, simulator } = await startWithClient({ rules: fault({ kind: "silence" }) });
    const abort = new AbortController();
    const stream = client.messages.stream(toParams("hello"), { signal: abort.signal });
    stream.once("connect", () => abort.abort());
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await vi.waitFor(() => expect(simulator.requests()).toMatchObject([{ outcome: "aborted", status: 200 }]));
  });

  test("while it lasts the request is open in the log, and pings go out when asked for", async () => {
    const rules = fault({ kind: "silence", pings: true, pingEveryMs: 5 });
    const { simulator } = await startWithClient({ rules });
    const abort = new AbortController();
    const response = await fetch(`${simulator.url}/v1/messages`, {
      method: "POST",
      headers: { authorization: "Bearer any", "anthropic-version": "2026-10-21" },
      body: JSON.stringify({ ...toParams("hello"), stream: true }),
      signal: abort.signal,
    });
    expect(simulator.requests()).toMatchObject([{ outcome: "open", status: 200 }]);
    let text = "";
    await expect(
      (async () => {
        for await (const chunk of response.body ?? []) {
          text += Buffer.from(chunk as Uint8Array).toString();
          if (text.split("event: ping").length > 3) abort.abort();
        }
      })(),
    ).rejects.toThrow(/abort/);
    expect(text.replaceAll('event: ping\ndata: {"type":"ping"}\n\n', "")).toBe("");
    await vi.waitFor(() => expect(simulator.requests()).toMatchObject([{ outcome: "aborted" }]));
  });

  test("an unstreamed call hears nothing at all", async () => {
    const { client, simulator } = await startWithClient({ rules: fault({ kind: "silence" }) });
    const abort = new AbortController();
    const asked = client.messages.create(toParams("hello"), { signal: abort.signal });
    await vi.waitFor(() => expect(simulator.requests()).toHaveLength(1));
    abort.abort();
    await expect(asked).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await vi.waitFor(() =>
      expect(simulator.requests()).toMatchObject([{ outcome: "aborted", status: null }]),
    );
  });

  test("a client that leaves during the delay is logged as aborted at once, not when the delay is over", async () => {
    const { ask, simulator } = await startWithClient({
      rules: always({ kind: "text", text: "late", delayMs: 3_600_000 }),
    });
    const abort = new AbortController();
    const asked = ask("hello", { signal: abort.signal });
    await vi.waitFor(() => expect(simulator.requests()).toMatchObject([{ outcome: "open" }]));
    abort.abort();
    await expect(asked).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await vi.waitFor(() =>
      expect(simulator.requests()).toMatchObject([{ outcome: "aborted", status: null }]),
    );
  });

  test("a client that leaves in the middle of a slow stream is logged as aborted", async () => {
    const { client, simulator } = await startWithClient({
      rules: always({ kind: "text", text: "late", eventEveryMs: 3_600_000 }),
    });
    const abort = new AbortController();
    const stream = client.messages.stream(toParams("hello"), { signal: abort.signal });
    stream.once("streamEvent", () => abort.abort());
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await vi.waitFor(() => expect(simulator.requests()).toMatchObject([{ outcome: "aborted", status: 200 }]));
  });
});
