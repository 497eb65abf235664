// One agent from its task to its outcome.
import { realpath } from "node:fs/promises";
import { cutText, utf8Bytes } from "../protocol/json.ts";
import type { Json } from "../protocol/json.ts";
import type {
  AgentFailureDetail,
  AgentHeartbeat,
  AgentOutcome,
  AgentTask,
  Effort,
} from "../protocol/agent.ts";
import {
  AGENT_MAX_TURNS,
  FAILED_TEXT_MAX_CHARS,
  RESULT_MAX_BYTES,
  STALL_MS_DEFAULT,
} from "../protocol/limits.ts";
import { AgentError, isAgentError } from "./agent-error.ts";
import type { AgentType } from "./agent-type.ts";
import { makeConversation } from "./conversation.ts";
import { findAgentType } from "./find-agent-type.ts";
import { grantedTools } from "./granted-tools.ts";
import { makeLedger, toUsage } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { makeModelClient } from "./model-client.ts";
import type { ModelConfig } from "./model-client.ts";
import type { ModelTraffic } from "./model-traffic.ts";
import { effortFor, resolveEffort, resolveModel } from "./model-table.ts";
import type { ModelTable } from "./model-table.ts";
import type { PriceRow } from "./prices.ts";
import { makeStructuredOutput } from "./structured-output.ts";
import type { StructuredOutput } from "./structured-output.ts";
import { systemPrompt } from "./system-prompt.ts";
import { makeTools } from "./tools/make-tools.ts";
import { serverTools } from "./tools/server-tools.ts";
import type { ServerTool } from "./tools/server-tools.ts";
import type { Tool } from "./tools/tool.ts";
import type { Transcript, TranscriptEvent } from "./transcript.ts";
import { runTurns } from "./turn-loop.ts";

export type AgentPorts = {
  readonly model: ModelConfig;
  readonly traffic: ModelTraffic;
  readonly models: ModelTable;
  /** Alias or full id, for a run and a call that name none. */
  readonly defaultModel: string;
  readonly prices: readonly PriceRow[];
  /** The user's home: agent types under `.claude/agents` are looked for there too. */
  readonly home: string;
  readonly transcript: Transcript;
  /** Ends the agent at once: model call aborted, processes killed, this signal's reason thrown. */
  readonly signal: AbortSignal;
  /** Called at every sign of life; cheap. */
  readonly progress: (heartbeat: AgentHeartbeat) => void;
  /** From 1. */
  readonly attempt: number;
  /** Last heartbeat of the attempt before: what it used is added up. */
  readonly previous?: AgentHeartbeat;
};

type Opening = {
  readonly model: string;
  readonly effort: Effort | undefined;
  readonly type: AgentType;
  readonly system: string;
  readonly tools: readonly (Tool | ServerTool)[];
};

/** What is settled before the first model call. */
type Setup = {
  readonly model: string;
  readonly type: AgentType;
  /** The workspace, links resolved. */
  readonly root: string;
  readonly structured: StructuredOutput | null;
};

/** Throws an `AgentError` with its `detail` filled in, or the signal's reason once that is aborted. */
export async function runAgent(task: AgentTask, ports: AgentPorts): Promise<AgentOutcome> {
  const ledger = makeLedger(ports);
  let model = modelOf(task, ports);
  try {
    requirePrompt(task);
    const root = await realWorkspace(task.workspace);
    const structured = task.schema === undefined ? null : makeStructuredOutput(task.schema);
    const type = await findAgentType(task.agentType, { workspace: root, home: ports.home });
    model = modelOf(task, ports, type);
    const result = await converse(task, ports, ledger, { model, type, root, structured });
    requireRoom(result, task);
    await ports.transcript.append({ kind: "done", result });
    return { result, ...figures(model, ports, ledger) };
  } catch (error) {
    throw await recordFailure(error, ports, figures(model, ports, ledger));
  }
}

function requirePrompt({ prompt }: AgentTask): void {
  if (prompt.trim() === "") throw new AgentError("InvalidCall", "Expected a prompt, got an empty text.");
}

async function realWorkspace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw new AgentError(
      "InvalidCall",
      `Expected a directory to work in; ${path} is not there on this worker.`,
    );
  }
}

function modelOf(task: AgentTask, { defaultModel, models }: AgentPorts, type?: AgentType): string {
  return resolveModel(
    { call: task.model, agentType: type?.model, run: task.runModel, worker: defaultModel },
    models,
  );
}

async function converse(task: AgentTask, ports: AgentPorts, ledger: Ledger, setup: Setup): Promise<Json> {
  const { transcript, signal } = ports;
  const { model, root, structured, type } = setup;
  const names = grantedTools({ type, grants: task.grants, tools: task.tools });
  const local = [...makeTools(names, { root, signal }), ...(structured === null ? [] : [structured.tool])];
  const tools = [...local, ...serverTools(names)];
  const effort = effortFor(model, resolveEffort(task.effort, type.effort, task.runEffort), ports.models);
  const system = systemPrompt({ type, tools: names, workspace: root, structured: structured !== null });
  const client = makeModelClient({
    config: ports.model,
    traffic: ports.traffic,
    stallMs: task.stallMs ?? STALL_MS_DEFAULT,
    signal,
    onProgress: () => ledger.touch(),
    onLost: (usage) => ledger.count(model, toUsage(usage)),
  });
  const conversation = makeConversation({ client, transcript, ledger, model, effort, system, tools });
  await transcript.append(attemptEvent(task, ports, { model, effort, type, system, tools }));
  await conversation.say(task.prompt);
  return runTurns({
    conversation,
    bench: { tools: local, transcript, ledger, signal },
    maxTurns: AGENT_MAX_TURNS,
    structured,
  });
}

function attemptEvent(
  task: AgentTask,
  { attempt }: AgentPorts,
  { model, effort, type, system, tools }: Opening,
): TranscriptEvent {
  return {
    kind: "attempt",
    attempt,
    call: task.call,
    label: task.label,
    model,
    effort: effort ?? null,
    agentType: type.name,
    system,
    tools: tools.map(({ name }) => name),
    schema: task.schema ?? null,
  };
}

/** A larger result would fail as a payload, and that failure would be tried again and again. */
function requireRoom(result: Json, { label }: AgentTask): void {
  const bytes = utf8Bytes(JSON.stringify(result));
  if (bytes <= RESULT_MAX_BYTES) return;
  throw new AgentError(
    "ResultTooLarge",
    `The result of agent ${JSON.stringify(label)} has ${bytes} bytes, more than the ${RESULT_MAX_BYTES} allowed; have it write a file and return the path.`,
    { text: typeof result === "string" ? cutText(result, FAILED_TEXT_MAX_CHARS) : undefined },
  );
}

function figures(model: string, { attempt }: AgentPorts, ledger: Ledger): Omit<AgentOutcome, "result"> {
  const { turn, usage, costUsd } = ledger.state();
  const simulated = ledger.isSimulated() ? { simulated: true as const } : {};
  return { model, turns: turn, attempts: attempt, usage, costUsd, ...simulated };
}

/** What to throw: the stop's reason, or the failure with its figures. */
async function recordFailure(
  error: unknown,
  { signal, transcript }: AgentPorts,
  figuresSoFar: Omit<AgentFailureDetail, "text">,
): Promise<unknown> {
  const failure = isAgentError(error) ? error : unforeseen(error);
  const { type, message } = signal.aborted ? { type: "Stopped", message: "stopped from outside" } : failure;
  // A transcript that cannot be written must not hide why the agent failed.
  await transcript.append({ kind: "failed", type, message }).catch(() => undefined);
  if (signal.aborted) return signal.reason;
  return failure.with({
    detail: { ...figuresSoFar, ...(failure.text === undefined ? {} : { text: failure.text }) },
  });
}

/** The machine's troubles (no space, too many open files) may pass; a bug would only be paid for again. */
function unforeseen(error: unknown): AgentError {
  const message = error instanceof Error ? error.message : String(error);
  const isSystemError =
    error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
  return new AgentError("AgentFailed", message, { retryable: isSystemError, cause: error });
}
