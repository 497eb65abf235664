// What crosses the wall between guest and host, as JSON texts. The host believes nothing: every post is checked.
import { z } from "zod";
import type { Json } from "../protocol/json.ts";
import { jsonObjectSchema, jsonSchema } from "../protocol/json-schemas.ts";
import {
  BOX_NAME_MAX_CHARS,
  BRANCH_MAX_CHARS,
  CALL_MAX_BYTES,
  COMMAND_MAX_CHARS,
  MERGE_BRANCHES_MAX,
  PHASE_TITLE_MAX_CHARS,
  SUBAGENT_DEPTH_MAX,
  TEAM_MEMBERS_MAX,
  TEAM_WAKES_MAX,
} from "../protocol/limits.ts";

const id = z.int().min(1);
const count = z.int().min(1);
const frame = z.int().min(0);
const text = z.string();
/** Cut here, so that every row, line and view that names it stays small. */
const title = text.transform((given) => given.slice(0, PHASE_TITLE_MAX_CHARS));
const phase = title.nullable();
const thrown = z.object({
  name: text,
  message: text,
  stack: text,
  /** A run failure type when the prelude raised the error itself (`AgentLimit`, `BudgetExceeded`). */
  type: text.nullable(),
});
export type ThrownError = z.output<typeof thrown>;

const gateOptions = {
  question: text,
  details: jsonSchema.optional(),
  timeoutMs: z.number().min(0).optional(),
  phase,
};

/** An agent of a team, the lead included. */
const memberOf = z.object({
  name: text,
  prompt: text.optional(),
  model: text.optional(),
  effort: text.optional(),
  agentType: text.optional(),
  isolation: z.literal("worktree").optional(),
  base: text.optional(),
  tools: z.array(text).optional(),
  cwd: text.optional(),
  timeoutMs: z.number().min(1).optional(),
  maxTurns: count.optional(),
  maxTokens: count.optional(),
  subagents: z.int().min(0).max(SUBAGENT_DEPTH_MAX).optional(),
  stallMs: z.number().min(0).optional(),
});

/** Guest to host. `id` names the pending call that the host's reply settles; `frame` the script that speaks. */
export const guestMessageSchema = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("agent"),
    id,
    prompt: z.string().max(CALL_MAX_BYTES),
    label: text.optional(),
    phase,
    schema: jsonObjectSchema.optional(),
    model: text.optional(),
    effort: text.optional(),
    agentType: text.optional(),
    /** An earlier call, whose conversation this one goes on with. */
    continues: id.optional(),
    /** It hears what is said to the run: under this name, or under one that the run gives it. */
    listens: z.union([z.literal(true), z.string().min(1).max(BOX_NAME_MAX_CHARS)]).optional(),
    isolation: z.literal("worktree").optional(),
    base: text.optional(),
    /** The call wants the envelope, not the bare result (A11). */
    details: z.boolean().optional(),
    tools: z.array(text).optional(),
    cwd: text.optional(),
    timeoutMs: z.number().min(1).optional(),
    maxTurns: count.optional(),
    maxTokens: count.optional(),
    subagents: z.int().min(0).max(SUBAGENT_DEPTH_MAX).optional(),
    stallMs: z.number().min(0).optional(),
  }),
  z.object({
    t: z.literal("check"),
    id,
    command: z.string().min(1).max(COMMAND_MAX_CHARS),
    label: text.optional(),
    phase,
    cwd: text.optional(),
    timeoutMs: z.number().min(1).optional(),
    env: z.record(z.string(), text).optional(),
  }),
  z.object({
    t: z.literal("merge"),
    id,
    branches: z.array(z.string().min(1).max(BRANCH_MAX_CHARS)).min(1).max(MERGE_BRANCHES_MAX),
    label: text.optional(),
    phase,
    check: z.string().min(1).max(COMMAND_MAX_CHARS).optional(),
    timeoutMs: z.number().min(1).optional(),
    onConflict: z.enum(["report", "agent"]).optional(),
  }),
  z.object({
    t: z.literal("team"),
    id,
    task: z.string().max(CALL_MAX_BYTES),
    phase,
    lead: memberOf,
    members: z.array(memberOf).min(1).max(TEAM_MEMBERS_MAX),
    maxWakes: count.max(TEAM_WAKES_MAX),
    maxMinutes: z.number().min(0),
    maxTokens: count.optional(),
  }),
  z.object({ t: z.literal("approve"), id, ...gateOptions, approvers: z.array(text).optional() }),
  z.object({
    t: z.literal("ask"),
    id,
    ...gateOptions,
    choices: z.array(text).min(1).optional(),
    schema: jsonObjectSchema.optional(),
    default: jsonSchema.optional(),
  }),
  z.object({
    t: z.literal("hear"),
    id,
    /** A name, or the call of an agent that listened. */
    to: z.union([z.string().min(1).max(BOX_NAME_MAX_CHARS), z.int().min(1)]),
    question: text,
    details: jsonSchema.optional(),
    /** 0: only what was said already. */
    timeoutMs: z.number().min(0),
    phase,
  }),
  z.object({ t: z.literal("timer"), id, ms: z.number().min(0) }),
  z.object({ t: z.literal("clearTimer"), id }),
  z.object({
    t: z.literal("workflow"),
    id,
    frame,
    ref: z.union([z.object({ name: text }), z.object({ scriptPath: text })]),
    args: jsonSchema.optional(),
  }),
  z.object({ t: z.literal("phase"), title }),
  z.object({
    t: z.literal("log"),
    level: z.enum(["log", "warn", "error"]),
    message: text,
    phase,
  }),
  z.object({
    t: z.literal("failure"),
    kind: text,
    label: text,
    phase,
    message: text,
  }),
  z.object({ t: z.literal("returned"), frame, value: jsonSchema }),
  z.object({ t: z.literal("threw"), frame, error: thrown }),
]);
export type GuestMessage = z.output<typeof guestMessageSchema>;
export type GuestCall<T extends GuestMessage["t"]> = Extract<GuestMessage, { t: T }>;

/** Why a call rejects, as the script sees it: `error.name` is the type. `isRecorded`: its failure line is written. */
export type Rejection = { readonly name: string; readonly message: string; readonly isRecorded: boolean };

/** Host to guest; a delivery is an array of these, in history order. */
export type HostEvent =
  | { readonly t: "start"; readonly frame: number; readonly args?: Json }
  | { readonly t: "resolve"; readonly id: number; readonly value: Json }
  | { readonly t: "reject"; readonly id: number; readonly error: Rejection }
  | { readonly t: "spent"; readonly outputTokens: number }
  /** So many agents more were started, by the run itself. Only a prelude that has `merge` hears of it. */
  | { readonly t: "counted"; readonly agents: number };

/** What the guest must know before its first script starts. */
export type GuestSettings = {
  readonly maxAgents: number;
  readonly budgetOutputTokens: number | null;
};
