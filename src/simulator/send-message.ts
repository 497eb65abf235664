// Sends a message, whole or as a stream, at the pace the rule asks for.
import { setTimeout as sleep } from "node:timers/promises";
import { streamEvents } from "./event-stream.ts";
import { type Exchange, sendJson } from "./exchange.ts";
import type { SimulatedMessage } from "./reply-message.ts";
import type { OpenEntry } from "./request-log.ts";

/** `entry` is ended just before the last byte: a client that has its answer finds it in the log. */
export type Sending = {
  readonly message: SimulatedMessage;
  readonly stream: boolean;
  readonly eventEveryMs: number;
  /** Awaited when the answer has begun. */
  readonly held: () => Promise<void>;
  readonly entry: OpenEntry;
};

export async function sendMessage(exchange: Exchange, sending: Sending): Promise<void> {
  sending.entry.note({ status: 200 });
  if (!sending.stream) {
    await sending.held();
    sending.entry.end("answered");
    sendJson(exchange, 200, sending.message);
    return;
  }
  startEventStream(exchange);
  const [first = "", ...events] = streamEvents(sending.message);
  const last = events.pop() ?? "";
  exchange.response.write(first);
  await sending.held();
  if (sending.eventEveryMs > 0) await sendSlowly(exchange, events, sending.eventEveryMs);
  else exchange.response.write(events.join(""));
  sending.entry.end("answered");
  exchange.response.end(last);
}

export function startEventStream({ response }: Exchange): void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  response.flushHeaders();
}

/** Pauses before, between and after the events. Rejects with an `AbortError` when the client goes. */
async function sendSlowly(
  { response, gone }: Exchange,
  events: readonly string[],
  everyMs: number,
): Promise<void> {
  const pause = (): Promise<void> => sleep(everyMs, undefined, { signal: gone });
  await pause();
  for (const event of events) {
    response.write(event);
    await pause();
  }
}
