// The host's half of agent(): puts the call on record, starts the agent, gives the call what it came to.
import type { AgentTask } from "../../protocol/agent.ts";
import { AGENT_FAILURES } from "../../protocol/failures.ts";
import type { Json } from "../../protocol/json.ts";
import { startAgent, type AgentEnd } from "../agent-run.ts";
import { toEnvelope } from "../envelope.ts";
import { labelOf } from "../label.ts";
import type { GuestCall } from "../messages.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";
import { crowdedError } from "../window.ts";

/** Settles the call at most once, later. `used`: the run's usage has grown before that. */
export type Settle = { resolve(value: Json): void; reject(error: unknown): void; used(): void };

export function startAgentCall(call: GuestCall<"agent">, run: RunContext, settle: Settle): void {
  const label = labelOf(call.label, call.prompt);
  if (!run.agents.hasRoom(call.prompt.length)) return settle.reject(crowdedError());
  const number = run.record.agents.ask(label, call.phase);
  startAgent(toTask(number, label, call, run), run, {
    used: settle.used,
    ended(end) {
      if (end.status === "stopped") settle.reject(new CallStopped());
      else if (call.details === true) settle.resolve(toEnvelope(end, run.record.agents.row(number)));
      else settlePlainly(end, settle);
    },
  });
}

/** A failed agent is `null`, or what the call rejects with, by the table (A01, A17). */
function settlePlainly(end: Exclude<AgentEnd, { status: "stopped" }>, settle: Settle): void {
  if (end.status === "done") settle.resolve(end.outcome.result);
  else if (AGENT_FAILURES[end.kind] === "null") settle.resolve(null);
  else settle.reject(new CallRejection(end.kind, end.message, true));
}

/** The options of a call that the task takes as they are. */
const OPTIONS = [
  "schema",
  "model",
  "effort",
  "agentType",
  "stallMs",
  "isolation",
  "base",
  "tools",
  "cwd",
  "timeoutMs",
  "maxTurns",
  "maxTokens",
] as const;

/** What `toTask` needs of a call: the run itself asks for agents, too. */
export type Asked = Pick<GuestCall<"agent">, "prompt" | "phase" | (typeof OPTIONS)[number]>;

export function toTask(call: number, label: string, asked: Asked, run: RunContext): AgentTask {
  const { settings, script } = run;
  const options = OPTIONS.filter((key) => asked[key] !== undefined).map((key) => [key, asked[key]]);
  return {
    call,
    label,
    prompt: asked.prompt,
    workspace: script.workspace,
    ...(asked.phase === null ? {} : { phase: asked.phase }),
    ...(Object.fromEntries(options) as Pick<AgentTask, (typeof OPTIONS)[number]>),
    ...(settings.model === null ? {} : { runModel: settings.model }),
    ...(settings.effort === null ? {} : { runEffort: settings.effort }),
    ...(settings.grants.length === 0 ? {} : { grants: settings.grants }),
  };
}
