// Faults: everything that goes wrong between an agent and the real API, on purpose and by rule.
import { once } from "node:events";
import { SIMULATOR_PING_EVERY_MS } from "../protocol/limits.ts";
import { ApiError, errorBody, errorTypeOf } from "./api-error.ts";
import { PING, streamEvents, toEvent } from "./event-stream.ts";
import { type Exchange, sendApiError } from "./exchange.ts";
import type { SimulatedMessage } from "./reply-message.ts";
import type { OpenEntry } from "./request-log.ts";
import type { Fault } from "./rules.ts";
import { startEventStream } from "./send-message.ts";

/** `message` is what a stream begins with before it breaks. */
export type Failing = {
  readonly fault: Fault;
  readonly message: SimulatedMessage;
  readonly stream: boolean;
  readonly entry: OpenEntry;
};

const PAGE = "<!doctype html><title>Sign in</title><p>[simulated] Please sign in to the network.";
const OVERLOADED = new ApiError(529, "Overloaded");

export async function playFault(exchange: Exchange, failing: Failing): Promise<void> {
  const { fault, entry, stream } = failing;
  switch (fault.kind) {
    case "rate-limit":
      return refuse(exchange, entry, rateLimitError(fault.retryAfterSeconds, fault.errorCode));
    case "overloaded":
      return refuse(exchange, entry, OVERLOADED);
    case "status":
      return refuse(exchange, entry, statusError(fault));
    case "reset":
      entry.end("faulted");
      exchange.request.socket.resetAndDestroy();
      return undefined;
    case "cut":
      return cut(exchange, failing);
    case "stream-error":
      return stream
        ? breakStream(exchange, failing, streamError(fault.errorType))
        : refuse(exchange, entry, OVERLOADED);
    case "garbage":
      return babble(exchange, entry, { type: "text/html", body: PAGE });
    case "garbled":
      return babble(exchange, entry, {
        type: "text/event-stream",
        body: toEvent("message_start", "<no JSON>"),
      });
    case "silence":
      return keepSilent(
        exchange,
        failing,
        fault.pings === true ? (fault.pingEveryMs ?? SIMULATOR_PING_EVERY_MS) : null,
      );
  }
}

function refuse(exchange: Exchange, entry: OpenEntry, error: ApiError): void {
  entry.note({ status: error.status });
  entry.end("faulted");
  sendApiError(exchange, error);
}

function rateLimitError(retryAfterSeconds: number | undefined, errorCode: string | undefined): ApiError {
  const retryAfter = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  const message = "This request would exceed your organization's rate limit. [simulated]";
  if (errorCode === undefined) return new ApiError(429, message, { headers: retryAfter });
  return new ApiError(429, message, { headers: { ...retryAfter, "x-should-retry": "false" }, errorCode });
}

function statusError({ status, message, headers = {} }: Extract<Fault, { kind: "status" }>): ApiError {
  return new ApiError(status, message ?? `[simulated] ${errorTypeOf(status)}`, { headers });
}

/** Half an event, or half of the JSON, then the connection is gone. */
async function cut(exchange: Exchange, { message, stream, entry }: Failing): Promise<void> {
  entry.note({ status: 200 });
  entry.end("faulted");
  if (stream) startEventStream(exchange);
  else exchange.response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
  const begun = stream ? beginning(message).join("") : JSON.stringify(message);
  const half = stream ? begun.slice(0, -20) : begun.slice(0, begun.length / 2);
  exchange.response.write(half, () => exchange.request.socket.destroy());
  await ended(exchange);
}

function streamError(type: string | undefined): ApiError {
  return type === undefined ? OVERLOADED : new ApiError(200, `[simulated] ${type}`, { type });
}

async function breakStream(exchange: Exchange, { message, entry }: Failing, broken: ApiError): Promise<void> {
  startEventStream(exchange);
  entry.note({ status: 200 });
  entry.end("faulted");
  const error = toEvent("error", errorBody(broken, exchange.requestId));
  exchange.response.end(beginning(message).join("") + error);
}

function babble(
  exchange: Exchange,
  entry: OpenEntry,
  { type, body }: { readonly type: string; readonly body: string },
): void {
  entry.note({ status: 200 });
  entry.end("faulted");
  exchange.response.writeHead(200, { "content-type": type });
  exchange.response.end(body);
}

/** An unstreamed call gets nothing at all: the API sends its headers with the answer. */
async function keepSilent(exchange: Exchange, failing: Failing, pingEveryMs: number | null): Promise<void> {
  if (failing.stream) {
    failing.entry.note({ status: 200 });
    startEventStream(exchange);
  }
  const pings =
    failing.stream && pingEveryMs !== null
      ? setInterval(() => exchange.response.write(PING), pingEveryMs)
      : undefined;
  await ended(exchange);
  clearInterval(pings);
}

async function ended({ gone }: Exchange): Promise<void> {
  if (!gone.aborted) await once(gone, "abort");
}

/** The message's events up to its first delta that says something. */
function beginning(message: SimulatedMessage): string[] {
  const events = [...streamEvents(message)];
  return events.slice(0, 1 + events.findIndex((event) => event.includes("text_delta")));
}
