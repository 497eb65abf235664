// The body of `POST /v1/messages` on the wire: its shape, and how the API words it when the shape is wrong.
import { z } from "zod";
import type { JsonObject } from "../protocol/json.ts";
import { invalidRequest } from "./api-error.ts";

const cacheControlSchema = z
  .strictObject({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).optional() })
  .nullish();

const textBlockSchema = z.looseObject({
  type: z.literal("text"),
  text: z.string(),
  cache_control: cacheControlSchema,
});

/** Blocks that pass through unread: nothing here depends on what is in them. */
const OTHER_BLOCKS = [
  "image",
  "document",
  "search_result",
  "thinking",
  "redacted_thinking",
  "server_tool_use",
  "web_search_tool_result",
  "web_fetch_tool_result",
  "code_execution_tool_result",
  "bash_code_execution_tool_result",
  "text_editor_code_execution_tool_result",
  "tool_search_tool_result",
  "tool_reference",
  "container_upload",
] as const;

const otherBlockSchema = z.looseObject({ type: z.enum(OTHER_BLOCKS), cache_control: cacheControlSchema });

const resultContentSchema = asBlocks(
  z.array(z.discriminatedUnion("type", [textBlockSchema, otherBlockSchema])),
);

const contentBlockSchema = z.discriminatedUnion("type", [
  textBlockSchema,
  z.looseObject({
    type: z.literal("tool_use"),
    id: z.string().regex(/^[a-zA-Z0-9_-]+$/, "String should match pattern '^[a-zA-Z0-9_-]+$'"),
    name: z.string().min(1).max(200),
    input: z.record(z.string(), z.unknown()),
    cache_control: cacheControlSchema,
  }),
  z.looseObject({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: resultContentSchema.optional(),
    is_error: z.boolean().nullish(),
    cache_control: cacheControlSchema,
  }),
  otherBlockSchema,
]);

const messageSchema = z.strictObject({
  role: z.enum(["user", "assistant", "system"]),
  content: asBlocks(z.array(contentBlockSchema)),
});

/** Client tools have a schema; server tools (`type: "web_search_20260318"`) have none. */
const toolSchema = z.looseObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
  type: z.string().nullish(),
  input_schema: z.looseObject({ type: z.literal("object") }).optional(),
  cache_control: cacheControlSchema,
});

const requestSchema = z.strictObject({
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1, "at least one message is required").max(100_000),
  max_tokens: z.int().min(0),
  stream: z.boolean().optional(),
  system: asBlocks(z.array(textBlockSchema)).optional(),
  tools: z.array(toolSchema).optional(),
  tool_choice: z.looseObject({ type: z.enum(["auto", "any", "tool", "none"]) }).optional(),
  cache_control: cacheControlSchema,
  stop_sequences: z.array(z.string()).optional(),
  thinking: z.looseObject({ type: z.enum(["adaptive", "enabled", "disabled", "between_tools"]) }).optional(),
  output_config: z
    .looseObject({ effort: z.enum(["low", "medium", "high", "xhigh", "max"]).nullish() })
    .optional(),
  metadata: z.unknown().optional(),
  container: z.unknown().optional(),
  diagnostics: z.unknown().optional(),
  inference_geo: z.unknown().optional(),
  service_tier: z.unknown().optional(),
  speed: z.unknown().optional(),
  temperature: z.unknown().optional(),
  top_p: z.unknown().optional(),
  top_k: z.unknown().optional(),
});

/** `count_tokens` takes the same body without the need to limit an output. */
const countSchema = requestSchema.partial({ max_tokens: true });

export type MessagesRequest = z.infer<typeof requestSchema>;
export type CountRequest = z.infer<typeof countSchema>;
export type RequestMessage = z.infer<typeof messageSchema>;
export type ContentBlock = z.infer<typeof contentBlockSchema>;
export type ToolResultBlock = Extract<ContentBlock, { type: "tool_result" }>;
export type ToolDefinition = z.infer<typeof toolSchema>;
export type CacheControl = z.infer<typeof cacheControlSchema>;

/** Throws the API's 400 for the first thing that is wrong with the shape. */
export function parseMessagesRequest(body: JsonObject): MessagesRequest {
  return parse(requestSchema, body);
}

/** Throws like `parseMessagesRequest`. */
export function parseCountRequest(body: JsonObject): CountRequest {
  return parse(countSchema, body);
}

/** A string is shorthand for one text block. */
function asBlocks<Schema extends z.ZodType>(blocks: Schema) {
  return z.preprocess(
    (value) => (typeof value === "string" ? [{ type: "text", text: value }] : value),
    blocks,
  );
}

function parse<Schema extends z.ZodType>(schema: Schema, body: JsonObject): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidRequest(issue === undefined ? "Invalid request" : wordIssue(issue));
}

/** `messages.0.role: Input should be 'user' or 'assistant'`: the place, then the complaint. */
function wordIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    return `${[...issue.path, issue.keys[0]].join(".")}: Extra inputs are not permitted`;
  }
  const missing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  const place = issue.path.length === 0 ? "request body" : issue.path.join(".");
  return `${place}: ${missing ? "Field required" : issue.message}`;
}
