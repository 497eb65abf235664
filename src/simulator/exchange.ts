// One HTTP request and its response, with what every answer of the simulator has: ids, headers, the mark of a simulation.
import type { IncomingMessage, ServerResponse } from "node:http";
import { SIMULATOR_BODY_MAX_BYTES } from "../protocol/limits.ts";
import { ApiError, errorBody, invalidRequest } from "./api-error.ts";
import type { JsonObject } from "../protocol/json.ts";

export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Aborts when the client goes. */
  readonly gone: AbortSignal;
};

/** Numbers of a generous account; the real ones move with every call. */
const RATE_LIMITS = {
  "anthropic-ratelimit-requests-limit": "4000",
  "anthropic-ratelimit-requests-remaining": "3999",
  "anthropic-ratelimit-tokens-limit": "2400000",
  "anthropic-ratelimit-tokens-remaining": "2390000",
  "anthropic-ratelimit-input-tokens-limit": "2000000",
  "anthropic-ratelimit-input-tokens-remaining": "1990000",
  "anthropic-ratelimit-output-tokens-limit": "400000",
  "anthropic-ratelimit-output-tokens-remaining": "399000",
};

export function makeExchange(request: IncomingMessage, response: ServerResponse, number: number): Exchange {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  // A client that hangs up while it is written to is no error of the simulator's: `close` follows.
  response.on("error", () => undefined);
  const requestId = `req_simulated_${String(number).padStart(8, "0")}`;
  response.setHeader("x-pawl-simulation", "true");
  response.setHeader("request-id", requestId);
  return { request, response, requestId, gone: gone.signal };
}

/** Whether there is nobody left to answer: hung up, or gone in the middle of the request's body. */
export function isGone({ gone, request }: Exchange): boolean {
  return gone.aborted || (request.destroyed && !request.complete);
}

/** The headers of the Messages API. */
export function setApiHeaders({ response }: Exchange): void {
  response.setHeader("anthropic-organization-id", "org_simulated");
  response.setHeader("anthropic-workspace-id", "wrkspc_simulated");
  const reset = new Date(Date.now() + 60_000).toISOString();
  for (const [name, value] of Object.entries(RATE_LIMITS)) {
    response.setHeader(name, value);
    if (name.endsWith("-limit")) response.setHeader(name.replace(/limit$/, "reset"), reset);
  }
}

export function sendJson({ response }: Exchange, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

export function sendApiError({ response, requestId }: Exchange, error: ApiError): void {
  if (error.status === 429) response.setHeader("anthropic-ratelimit-requests-remaining", "0");
  response.writeHead(error.status, { "content-type": "application/json", ...error.headers });
  response.end(errorBody(error, requestId));
}

/** Throws 413 above the limit (what comes after it is read and dropped) and 400 for anything but a JSON object. */
export async function readJsonObject(exchange: Exchange): Promise<JsonObject> {
  const value = await readJson(exchange);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidRequest("request body: Input should be a JSON object");
  }
  return value as JsonObject;
}

/** Throws like `readJsonObject`, but for any JSON value. */
export async function readJson(exchange: Exchange): Promise<unknown> {
  const text = await readBody(exchange.request);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidRequest(`The request body is not valid JSON: ${(error as Error).message}`);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= SIMULATOR_BODY_MAX_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > SIMULATOR_BODY_MAX_BYTES) {
    throw new ApiError(413, `Request exceeds the maximum size of ${SIMULATOR_BODY_MAX_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString("utf8");
}
