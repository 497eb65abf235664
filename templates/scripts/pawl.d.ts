// What scripts for pawl can call, for editors: completion and a word on each. Made by `pawl init`; pawl itself does not
// read it: `pawl validate FILE` is what counts.

/** Milliseconds, or a text such as "30s", "20m", "2h", "1d". */
type PawlDuration = number | string;

/** A JSON Schema. */
type PawlSchema = { readonly [key: string]: unknown };

/** Dollars are an estimate, from list prices. */
interface PawlUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

interface AgentOptions {
  /** Display name; without it the first 60 characters of the prompt. */
  label?: string | undefined;
  /** Group of this call; without it the title that `phase()` set last. */
  phase?: string | undefined;
  /** JSON Schema whose root is an object; the answer is then an object that fits it. */
  schema?: PawlSchema | undefined;
  /** `haiku`, `sonnet`, `opus`, `fable`, a full model id, or `inherit`; default: the run's model. */
  model?: string | undefined;
  effort?: "low" | "medium" | "high" | "xhigh" | "max" | (string & {}) | undefined;
  /** A named agent: `general-purpose`, `Explore`, `Plan`, `Verify`, or a file of `.claude/agents/`. */
  agentType?: string | undefined;
  /** An earlier agent (its envelope, or its call number), whose conversation it goes on with. */
  continues?: AgentEnvelope | number | null | undefined;
  /** `true` or a name: it hears what people say (`pawl say`) while it is at work. */
  listens?: boolean | string | undefined;
  /** A git worktree of its own: what it changes is a commit on a branch. */
  isolation?: "worktree" | (string & {}) | undefined;
  /** Where the worktree starts: a commit, branch or tag; default: what the workspace has checked out. */
  base?: string | undefined;
  /** `true`: the call resolves to an envelope that says how the agent ended. */
  details?: boolean | undefined;
  /** The only tools it may use; `[]` is none. */
  tools?: readonly string[] | undefined;
  /** The directory it starts in, inside the workspace. */
  cwd?: string | undefined;
  /** Time it may be at work; waits for people are not counted. */
  timeoutMs?: PawlDuration | undefined;
  /** Model calls it may make. */
  maxTurns?: number | undefined;
  /** Output tokens it may produce in all. */
  maxTokens?: number | undefined;
  /** An attempt without progress for so long is tried again; default 180 000, 0 turns it off. */
  stallMs?: number | undefined;
  /** Levels of agents that it may start itself, with the tool `Agent`; 0 to 5, default 0. */
  subagents?: number | undefined;
}

/** What `details: true` gives. */
interface AgentEnvelope {
  status: "done" | "null" | "failed";
  /** What a plain call gives; `null` unless it is done. */
  result: any;
  /** Absent when it is done. */
  error?: { type: string; message: string };
  attempts: number;
  usage: PawlUsage;
  costUsd: number;
  model: string;
  /** Its work, when it changed something in a worktree. */
  branch?: string;
  commit?: string;
  files?: string[];
  /** With `listens`: its name, and how many messages it has not read. */
  listens?: string;
  unread?: number;
  /** Its number in the run, for `continues`. */
  call: number;
  transcript: string | null;
}

interface CheckOutcome {
  /** The exit code's verdict, and the only one that counts. */
  ok: boolean;
  exitCode: number | null;
  signal: string | null;
  /** The tail of what was printed. */
  output: string;
  durationMs: number;
  /** Counts of a known test report. */
  tests: { passed: number; failed: number; skipped: number } | undefined;
  /** Hash of the files judged; `null` outside of git. */
  tree: string | null;
}

interface MergeRow {
  status: "merged" | "conflict" | "rejected" | "skipped";
  branch: string | null;
  commit: string | undefined;
  files: string[] | undefined;
  /** Why it did not go in. */
  reason: string | undefined;
  check: CheckOutcome | undefined;
  resolvedBy: { call: number; branch: string | null } | undefined;
}

/** What a member or the lead of a team takes. */
interface TeamMember
  extends Pick<
    AgentOptions,
    | "model"
    | "effort"
    | "agentType"
    | "isolation"
    | "base"
    | "tools"
    | "cwd"
    | "timeoutMs"
    | "maxTurns"
    | "maxTokens"
    | "stallMs"
    | "subagents"
  > {
  name: string;
  /** What it is to know of its part. */
  prompt?: string | undefined;
}

interface TeamOptions {
  members: readonly TeamMember[];
  lead?: Partial<TeamMember> | undefined;
  /** Then members at work are stopped; default 480. */
  maxMinutes?: number | undefined;
  /** How often somebody may be woken; default 100. */
  maxWakes?: number | undefined;
  /** Output tokens of all of them together. */
  maxTokens?: number | undefined;
  phase?: string | undefined;
}

interface TeamEnd {
  status: "completed" | "ended" | "stalled" | "limit" | "failed";
  reason?: string;
  /** The lead's last word. */
  result: any;
  tasks: any[];
  members: any[];
  [key: string]: any;
}

type Thunk<T> = () => T | Promise<T>;

/** The JSON value that the run was started with; `undefined` if none. With `meta.argsSchema` it fits that. */
declare const args: any;

/** Output tokens. `total` is `null`, and `remaining()` `Infinity`, when there is no limit. */
declare const budget: { readonly total: number | null; spent(): number; remaining(): number };

/**
 * Starts one agent, which sees only the prompt. Resolves to its final text, with `schema` to an object that fits; `null`
 * when it was skipped or stopped, refused, or the API failed for good. With `details: true` to an envelope, never null.
 */
declare function agent(prompt: string, options: AgentOptions & { details: true }): Promise<AgentEnvelope>;
declare function agent(prompt: string, options?: AgentOptions): Promise<any>;

/** Starts all functions and waits for all. One that throws gives `null` in its place. Functions, not promises. */
declare function parallel<T>(functions: readonly Thunk<T>[]): Promise<(T | null)[]>;

/** Sends every item through all stages, each at its own pace. A stage that throws or gives `null` ends its item. */
declare function pipeline(
  items: readonly any[],
  ...stages: ((previous: any, item: any, index: number) => any)[]
): Promise<any[]>;

/** Runs a saved script, or a file of the workspace, and gives its value. */
declare function workflow(nameOrRef: string | { scriptPath: string }, args?: unknown): Promise<any>;

/** Runs a shell command in the workspace, without a model. Never rejects because the command failed. */
declare function check(
  command: string,
  options?: {
    label?: string | undefined;
    phase?: string | undefined;
    cwd?: string | undefined;
    timeoutMs?: PawlDuration | undefined;
    env?: Readonly<Record<string, string>> | undefined;
  },
): Promise<CheckOutcome>;

/** Brings what agents did in worktrees into the workspace, one branch after the other; one row for each entry. */
declare function merge(
  branches: string | AgentEnvelope | null | readonly (string | AgentEnvelope | null | undefined)[],
  options?: {
    /** A shell command, run on each merged state before it goes in. */
    check?: string | undefined;
    timeoutMs?: PawlDuration | undefined;
    onConflict?: "report" | "agent" | undefined;
    label?: string | undefined;
    phase?: string | undefined;
  },
): Promise<MergeRow[]>;

/** Gives one task to a lead and named members, who share a list of tasks and write to each other. */
declare function team(task: string, options: TeamOptions): Promise<TeamEnd>;

/** Waits for a person. Without an answer in time it is not approved; it is never approved by default. */
declare function approve(
  question: string,
  options?: {
    details?: unknown;
    timeout?: PawlDuration | undefined;
    /** Only these may answer. */
    approvers?: readonly string[] | undefined;
  },
): Promise<{ approved: boolean; by: string | null; note: string | null; at: string }>;

/** Waits for a person's answer. After the timeout it resolves to `default`, or rejects if there is none. */
declare function ask(
  question: string,
  options?: {
    choices?: readonly string[] | undefined;
    schema?: PawlSchema | undefined;
    details?: unknown;
    timeout?: PawlDuration | undefined;
    default?: unknown;
  },
): Promise<any>;

/** What people say (`pawl say`) to an agent that listens, or to a name of your own; `null` when the time is over. */
declare function hear(
  to: AgentEnvelope | number | string,
  options?: { question?: string | undefined; timeout?: PawlDuration | undefined; details?: unknown },
): Promise<{ text: string; by: string | null; at: string } | null>;

/** Later calls belong to this group. */
declare function phase(title: string): void;

/** A line in the run's log; objects are shown as JSON. */
declare function log(message: unknown): void;

/** Goes where `log` goes. */
declare const console: Record<"log" | "info" | "warn" | "error" | "debug", (...values: unknown[]) => void>;

/** A wait that survives every restart. */
declare function sleep(duration: PawlDuration): Promise<void>;
declare function setTimeout(callback: (...values: any[]) => void, ms?: number, ...values: any[]): number;
declare function clearTimeout(id: number | undefined): void;

declare function structuredClone<T>(value: T): T;
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare const URL: any;
declare const URLSearchParams: any;
declare const TextEncoder: any;
declare const TextDecoder: any;
