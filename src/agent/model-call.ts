// One call of the model on the real SDK. Retrying is Temporal's, so the SDK does none.
import Anthropic from "@anthropic-ai/sdk";
import { AgentError } from "./agent-error.ts";
import { toAgentError } from "./model-errors.ts";
import type { ModelRequest, PaidAnswer, ReceivedMessage, RequestId } from "./model-messages.ts";
import { keepUnread, toReceivedMessage } from "./received-message.ts";
import { makeStallWatch } from "./stall-watch.ts";

/** Where the model is and who asks. Read from the worker's environment by the caller; never logged. */
export type ModelConfig = {
  readonly apiKey?: string;
  readonly authToken?: string;
  /** A gateway or the simulator; absent for the vendor's own address. */
  readonly baseUrl?: string;
};

/** The finished message; `onBegun` is called when its first event is there. Throws like `ModelClient.send`. */
export type ModelCall = (request: ModelRequest, onBegun: () => void) => Promise<ReceivedMessage>;

export type ModelCallOptions = {
  readonly config: ModelConfig;
  /** Without progress for so long a call ends as `AgentStalled`; 0 never. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: () => void;
  /** An answer that broke off: what it had used is paid for. */
  readonly onLost: (answer: PaidAnswer) => void;
};

/** Until the response's headers; from then on the stall watch is in charge. No answer takes longer to begin. */
const HEADERS_TIMEOUT_MS = 30 * 60_000;

export function makeModelCall({ config, stallMs, signal, onProgress, onLost }: ModelCallOptions): ModelCall {
  const watch = makeStallWatch({ stallMs, onProgress });
  const client = new Anthropic({
    ...credential(config),
    baseURL: config.baseUrl ?? null,
    maxRetries: 0,
    timeout: HEADERS_TIMEOUT_MS,
    fetch: watch.fetch,
    // The default logger writes to stdout, which belongs to the command's output.
    logLevel: "off",
  });
  return async (request, onBegun) => {
    const stream = client.messages.stream(request, { signal });
    stream.on("streamEvent", (event, message) => {
      if (event.type === "message_start") onBegun();
      keepUnread(event, message);
    });
    const requestId = (): RequestId => stream.request_id ?? null;
    try {
      const message = await stream.finalMessage();
      return toReceivedMessage(message, { requestId: requestId(), messages: request.messages });
    } catch (error) {
      // An answer that broke off is charged for as far as it came.
      const begun = stream.currentMessage;
      if (begun !== undefined) onLost({ id: begun.id, usage: begun.usage, requestId: requestId() });
      signal.throwIfAborted();
      if (watch.stalled()) throw stalledError(stallMs);
      throw toAgentError(error, Date.now());
    }
  };
}

/** One credential, said outright: left alone the SDK would go and look for one in files of the machine's user. */
function credential({ apiKey, authToken, baseUrl }: ModelConfig): { apiKey: string } | { authToken: string } {
  if (apiKey) return { apiKey };
  if (authToken) return { authToken };
  // A gateway or the simulator may do without; it gets a word that is plainly no key.
  if (baseUrl) return { apiKey: "none" };
  throw new AgentError(
    "AccountBlocked",
    "The worker has no credential for the model API: set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN, or ANTHROPIC_BASE_URL for a gateway that needs none) where the worker runs.",
  );
}

function stalledError(stallMs: number): AgentError {
  return new AgentError("AgentStalled", `The model sent nothing for ${stallMs} ms (option stallMs).`, {
    retryable: true,
  });
}
