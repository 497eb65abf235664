// Notices a model that sends nothing (A10). The SDK's own timeout ends at the response headers and it swallows pings,
// so the bytes are watched where they arrive: inside `fetch`.

import { MODEL_ANSWER_MAX_BYTES } from "../protocol/limits.ts";
import { patientFetch } from "./patient-fetch.ts";

/** The longest that a timer of Node holds, 24 days; a longer one would ring at once. */
const TIMER_MAX_MS = 2_147_483_647;

/** Watches the requests of one agent, which come one after the other. */
export type StallWatch = {
  readonly fetch: typeof fetch;
  /** Whether the last request was given up for lack of progress. */
  stalled(): boolean;
};

export type StallWatchOptions = {
  /** Without progress for so long the request is aborted; 0 never. */
  readonly stallMs: number;
  /** Called at every sign of progress. */
  readonly onProgress: () => void;
};

export function makeStallWatch({ stallMs, onProgress }: StallWatchOptions): StallWatch {
  let stalled = false;
  const watchedFetch: typeof fetch = async (input, init) => {
    stalled = false;
    const stall = new AbortController();
    const clock = makeClock(stallMs, () => {
      stalled = true;
      stall.abort();
    });
    const signal = init?.signal ? AbortSignal.any([init.signal, stall.signal]) : stall.signal;
    try {
      const response = await patientFetch(input, { ...init, signal });
      const progress = (): void => {
        clock.wind();
        onProgress();
      };
      progress();
      return watchBody(response, progress, () => clock.stop());
    } catch (error) {
      clock.stop();
      throw error;
    }
  };
  return { fetch: watchedFetch, stalled: () => stalled };
}

function makeClock(ms: number, onEnd: () => void): { wind(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  const wind = (): void => {
    stop();
    if (ms > 0) timer = setTimeout(onEnd, Math.min(ms, TIMER_MAX_MS));
  };
  wind();
  return { wind, stop };
}

/** The same response; its body reports progress as it is read, and `end` once when it ends in whatever way. */
function watchBody(response: Response, progress: () => void, end: () => void): Response {
  if (response.body === null) {
    end();
    return response;
  }
  const isProgress = makeEventSniffer();
  let bytes = 0;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          end();
          return controller.close();
        }
        bytes += value.length;
        if (bytes > MODEL_ANSWER_MAX_BYTES) throw await giveUp(reader);
        if (isProgress(value)) progress();
        controller.enqueue(value);
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  });
  return new Response(body, response);
}

/** An answer without end would fill the worker's memory, which its other agents need. */
async function giveUp(reader: { cancel(reason: Error): Promise<void> }): Promise<Error> {
  const error = new Error(`the answer has more than ${MODEL_ANSWER_MAX_BYTES} bytes, and was given up`);
  await reader.cancel(error).catch(() => undefined);
  return error;
}

/**
 * Tells bytes that carry something from mere pings: a connection may live long after the model behind it died.
 * Works on server-sent events; any other body (an error's JSON) counts as progress line by line.
 */
export function makeEventSniffer(): (chunk: Uint8Array) => boolean {
  const decoder = new TextDecoder();
  let rest = "";
  let inPing = false;
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    let progress = false;
    for (const line of lines) {
      const event = /^event:\s*(\S+)/.exec(line)?.[1];
      if (event !== undefined) inPing = event === "ping";
      else if (line.trim() !== "" && !inPing && !line.startsWith(":")) progress = true;
    }
    // A long line still under way: progress too, unless it may yet turn out to be a ping's.
    if (!inPing && rest.startsWith("data:")) progress = true;
    // Only the beginning of an unfinished line is ever looked at.
    rest = rest.slice(0, 64);
    return progress;
  };
}
