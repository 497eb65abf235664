// The door for rules that are not typed: JSON over HTTP, rule files. In modules, `when` and `reply` may be functions.
import { z } from "zod";
import { SIMULATOR_RULES_MAX } from "../protocol/limits.ts";
import { jsonSchema } from "../protocol/json-schemas.ts";
import type { Reply, Rule } from "./rules.ts";

/** What is wrong with a rule, with its place: `rules[2].when.prompt: ...`. */
export class RuleError extends Error {
  override readonly name = "RuleError";
}

const patternSchema = z.string().superRefine((source, context) => {
  try {
    compilePattern(source);
  } catch (error) {
    context.addIssue({ code: "custom", message: `not a regular expression: ${(error as Error).message}` });
  }
});

const matchSchema = z.strictObject({
  prompt: patternSchema.exactOptional(),
  system: patternSchema.exactOptional(),
  lastText: patternSchema.exactOptional(),
  model: patternSchema.exactOptional(),
  tool: z.string().min(1).exactOptional(),
  turn: z.int().min(0).exactOptional(),
  times: z.int().min(1).exactOptional(),
});

const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("rate-limit"),
    retryAfterSeconds: z.number().min(0).exactOptional(),
    errorCode: z.string().min(1).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("overloaded") }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    message: z.string().exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({ kind: z.literal("cut") }),
  z.strictObject({ kind: z.literal("stream-error"), errorType: z.string().min(1).exactOptional() }),
  z.strictObject({ kind: z.literal("garbage") }),
  z.strictObject({ kind: z.literal("garbled") }),
  z.strictObject({
    kind: z.literal("silence"),
    pings: z.boolean().exactOptional(),
    pingEveryMs: z.int().min(1).exactOptional(),
  }),
]);

/** Timers of Node hold at most so much. */
const waitMs = z.number().min(0).max(2_147_483_647).exactOptional();
const pace = { delayMs: waitMs, eventEveryMs: waitMs };
const toolCallSchema = z.strictObject({ name: z.string().min(1), input: z.record(z.string(), jsonSchema) });

const webUseSchema = z.discriminatedUnion("tool", [
  z.strictObject({
    tool: z.literal("web_search"),
    query: z.string(),
    results: z.array(z.strictObject({ url: z.string(), title: z.string() })).exactOptional(),
    error: z.string().min(1).exactOptional(),
  }),
  z.strictObject({
    tool: z.literal("web_fetch"),
    url: z.string(),
    text: z.string().exactOptional(),
    error: z.string().min(1).exactOptional(),
  }),
]);

const replySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...pace,
    kind: z.literal("text"),
    text: z.string(),
    stopReason: z.enum(["end_turn", "max_tokens", "pause_turn"]).exactOptional(),
  }),
  z.strictObject({
    ...pace,
    kind: z.literal("tools"),
    calls: z.array(toolCallSchema).min(1),
    text: z.string().exactOptional(),
  }),
  z.strictObject({ ...pace, kind: z.literal("answer"), value: jsonSchema }),
  z.strictObject({ ...pace, kind: z.literal("refusal"), text: z.string().exactOptional() }),
  z.strictObject({
    ...pace,
    kind: z.literal("web"),
    uses: z.array(webUseSchema).min(1),
    text: z.string().exactOptional(),
    stopReason: z.enum(["end_turn", "pause_turn"]).exactOptional(),
  }),
  z.strictObject({ ...pace, kind: z.literal("fault"), fault: faultSchema }),
]);

const ruleSchema = z.strictObject({
  name: z.string().min(1),
  when: dataOrFunction(matchSchema),
  reply: dataOrFunction(replySchema),
});

const rulesSchema = z.array(ruleSchema).max(SIMULATOR_RULES_MAX);

/** Rules from anything; throws one `RuleError` that names the first wrong place. */
export function validateRules(value: unknown, source: string): readonly Rule[] {
  const parsed = rulesSchema.safeParse(value);
  if (parsed.success) return parsed.data as readonly Rule[];
  throw new RuleError(`${source}: ${wordIssue("rules", parsed.error)}`);
}

/** What a rule's function replied, as JSON has it; `undefined` is `null`. Throws `RuleError` when it is no reply. */
export function validateReply(value: unknown): Reply | null {
  if (value === undefined || value === null) return null;
  const parsed = replySchema.safeParse(JSON.parse(JSON.stringify(value) ?? "null"));
  if (parsed.success) return parsed.data;
  throw new RuleError(wordIssue("reply", parsed.error));
}

/** The first wrong place and what is wrong there. */
function wordIssue(what: string, error: z.ZodError): string {
  const [issue] = error.issues;
  const place = (issue?.path ?? []).map((step) =>
    typeof step === "number" ? `[${step}]` : `.${String(step)}`,
  );
  return `${what}${place.join("")}: ${issue?.message ?? "invalid"}`;
}

/** A rule's regular expression: `.` matches line ends too, and characters outside the basic plane are one. */
export function compilePattern(source: string): RegExp {
  return new RegExp(source, "su");
}

/** A union would only say "invalid input"; this one keeps the data's own complaint. */
function dataOrFunction<Schema extends z.ZodType>(schema: Schema) {
  return z.unknown().transform((value, context) => {
    if (typeof value === "function") return value;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: "custom", message: issue.message, path: issue.path });
    }
    return z.NEVER;
  });
}
