// Which endpoint answers which method and path.
import { ApiError, toApiError } from "./api-error.ts";
import type { ControlEndpoint } from "./control-endpoint.ts";
import { type Exchange, isGone, sendApiError, sendJson, setApiHeaders } from "./exchange.ts";
import type { MessagesEndpoint } from "./messages-endpoint.ts";
import { findModel, modelInfo, modelList } from "./models.ts";

export type Endpoints = { readonly messages: MessagesEndpoint; readonly control: ControlEndpoint };

/** Answers every request; never rejects. */
export async function route(exchange: Exchange, endpoints: Endpoints): Promise<void> {
  try {
    await dispatch(exchange, endpoints);
  } catch (error) {
    if (isGone(exchange)) return;
    if (exchange.response.headersSent) exchange.response.destroy();
    else sendApiError(exchange, toApiError(error));
  }
}

async function dispatch(exchange: Exchange, { messages, control }: Endpoints): Promise<void> {
  const url = parseUrl(exchange.request.url ?? "/");
  if (url.pathname.startsWith("/v1/")) setApiHeaders(exchange);
  switch (`${exchange.request.method} ${url.pathname}`) {
    case "POST /v1/messages":
      return messages.answer(exchange);
    case "POST /v1/messages/count_tokens":
      return messages.count(exchange);
    case "GET /v1/models":
      return sendJson(exchange, 200, modelList());
    case "GET /":
    case "GET /simulator":
      return control.show(exchange);
    case "GET /simulator/requests":
      return control.requests(exchange, url.searchParams);
    case "POST /simulator/rules":
      return control.addRules(exchange);
    case "DELETE /simulator/rules":
      return control.clearRules(exchange);
    default:
      return showModel(exchange, url.pathname);
  }
}

function parseUrl(path: string): URL {
  try {
    return new URL(path, "http://127.0.0.1");
  } catch {
    throw new ApiError(404, `Not found: ${path}`);
  }
}

function showModel(exchange: Exchange, path: string): void {
  const id = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  const model = exchange.request.method === "GET" && id !== undefined ? findModel(id) : null;
  if (model !== null) return sendJson(exchange, 200, modelInfo(model));
  throw new ApiError(
    404,
    id === undefined ? `Not found: ${exchange.request.method} ${path}` : `model: ${id}`,
  );
}
