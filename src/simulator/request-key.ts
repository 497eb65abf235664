// The key of a request: equal questions to the model have equal keys, so that a log shows what was asked twice.
import { createHash } from "node:crypto";
import type { CountRequest } from "./messages-request.ts";

/**
 * sha256 (hex) over model, system, tools and messages. Where the cache marks stand and which ids the tool calls got does not
 * change the question, so marks are left out and ids are replaced by their order.
 */
export function requestKey(request: CountRequest): string {
  const order = new Map<string, string>();
  const { model, messages, system = [], tools = [] } = request;
  const text = canonicalJson({ model, system, tools, messages }, (id) => orderOf(order, id));
  return createHash("sha256").update(text).digest("hex");
}

function orderOf(order: Map<string, string>, id: string): string {
  const known = order.get(id);
  if (known !== undefined) return known;
  const name = `call-${order.size}`;
  order.set(id, name);
  return name;
}

/** JSON with sorted keys and no cache marks; `rename` gets the ids of tool calls. */
export function canonicalJson(value: unknown, rename: (id: string) => string = (id) => id): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, rename)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const isCall = "type" in value && value.type === "tool_use";
  const isResult = "type" in value && value.type === "tool_result";
  const fields = Object.entries(value)
    .filter(([key, field]) => key !== "cache_control" && field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => {
      const isId = (isCall && key === "id") || (isResult && key === "tool_use_id");
      return `${JSON.stringify(key)}:${isId ? JSON.stringify(rename(String(field))) : canonicalJson(field, rename)}`;
    });
  return `{${fields.join(",")}}`;
}
