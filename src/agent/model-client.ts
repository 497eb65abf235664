// Asks the model for one agent, at the pace that the worker may have and with the prompt cache in mind.
import { isAgentError } from "./agent-error.ts";
import { prefixOf, withCacheMarks } from "./cache-marks.ts";
import { makeModelCall } from "./model-call.ts";
import type { ModelCall, ModelCallOptions } from "./model-call.ts";
import { isCongestion } from "./model-errors.ts";
import type { ModelRequest, ReceivedMessage } from "./model-messages.ts";
import type { ModelTraffic } from "./model-traffic.ts";
import type { Passage } from "./pacer.ts";
import type { PrefixUse } from "./prefix-warmth.ts";

export type { ModelConfig } from "./model-call.ts";
export type { Message, MessageParam, ModelRequest, PaidAnswer, ReceivedMessage } from "./model-messages.ts";

export type ModelClient = {
  /** The finished message. Throws an `AgentError`, or the signal's reason once it is aborted. */
  send(request: ModelRequest): Promise<ReceivedMessage>;
};

export type ModelClientOptions = ModelCallOptions & {
  /** What this agent has in common with the others of its worker. */
  readonly traffic: ModelTraffic;
};

/** A client for one agent: its calls come one after the other. */
export function makeModelClient(options: ModelClientOptions): ModelClient {
  const call = makeModelCall(options);
  return {
    async send(request) {
      const use = await usePrefix(request, options);
      try {
        return await askAtPace(options, (passage) => askOnce(call, { request, passage, use }));
      } finally {
        use?.ended();
      }
    },
  };
}

async function usePrefix(
  request: ModelRequest,
  { traffic, signal }: ModelClientOptions,
): Promise<PrefixUse | null> {
  const prefix = prefixOf(request);
  if (prefix === null) return null;
  return request.messages.length > 1 ? traffic.warmth.follow(prefix) : traffic.warmth.enter(prefix, signal);
}

/** Asks again in place as long as the server asks for short waits only; the pacer throws when they are long. */
async function askAtPace(
  { traffic, signal }: ModelClientOptions,
  ask: (passage: Passage) => Promise<ReceivedMessage | null>,
): Promise<ReceivedMessage> {
  let waitedMs = 0;
  for (;;) {
    const passage = await traffic.pacer.enter(signal, waitedMs);
    waitedMs += passage.waitedMs;
    try {
      const message = await ask(passage);
      if (message !== null) return message;
    } finally {
      passage.left();
    }
  }
}

type Attempt = {
  readonly request: ModelRequest;
  readonly passage: Passage;
  readonly use: PrefixUse | null;
};

/** `null` when the server did not take the request now, before it said anything. */
async function askOnce(call: ModelCall, { request, passage, use }: Attempt): Promise<ReceivedMessage | null> {
  let begun = false;
  const onBegun = (): void => {
    begun = true;
    passage.answered();
    use?.begun();
  };
  try {
    return await call(withCacheMarks(request), onBegun);
  } catch (error) {
    if (!isAgentError(error) || !error.retryable || !isCongestion(error.cause)) throw error;
    passage.refused(error);
    // What an answer began with is lost, and booked: that is for another attempt.
    if (begun) throw error;
    return null;
  }
}
