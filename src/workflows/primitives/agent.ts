// The host's half of agent(): waits for a place in the window, starts the activity, books how it ended.
import type { AgentOutcome, AgentTask, AgentYield } from "../../protocol/agent.ts";
import { AGENT_FAILURES, isAgentFailureType, type AgentFailureType } from "../../protocol/failures.ts";
import { utf8Bytes, type Json } from "../../protocol/json.ts";
import { toActivityError } from "../activity-error.ts";
import { labelOf } from "../label.ts";
import type { GuestCall } from "../messages.ts";
import type { ActivityError } from "../ports.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";
import { crowdedError } from "../window.ts";

/** Settles the call at most once, later. */
export type Settle = { resolve(value: Json): void; reject(error: unknown): void };

export function startAgentCall(call: GuestCall<"agent">, run: RunContext, settle: Settle): void {
  const label = labelOf(call.label, call.prompt);
  if (!run.agents.hasRoom(call.prompt.length)) return settle.reject(crowdedError());
  const number = run.record.agents.ask(label, call.phase);
  const task = toTask(number, label, call, run);
  const succeeded = (outcome: AgentOutcome | AgentYield): void => {
    if ("yields" in outcome) return failed(new Error("the agent yielded to a run that cannot answer it"));
    run.record.agents.end(number, "done", outcome, null);
    run.agents.leave();
    settle.resolve(outcome.result);
  };
  const failed = (thrown: unknown): void => {
    const end = endWithout(task, thrown, run);
    run.agents.leave();
    if (end === null) settle.resolve(null);
    else settle.reject(end);
  };
  run.agents.enter(utf8Bytes(JSON.stringify(task)), () => {
    if (run.isClosing()) return failed(new CallStopped());
    run.record.agents.start(number);
    run.ports.agent(task).then(succeeded, failed);
  });
}

function toTask(call: number, label: string, asked: GuestCall<"agent">, run: RunContext): AgentTask {
  const { settings, script } = run;
  return {
    call,
    label,
    prompt: asked.prompt,
    workspace: script.workspace,
    ...(asked.phase === null ? {} : { phase: asked.phase }),
    ...(asked.schema === undefined ? {} : { schema: asked.schema }),
    ...(asked.model === undefined ? {} : { model: asked.model }),
    ...(asked.effort === undefined ? {} : { effort: asked.effort }),
    ...(asked.agentType === undefined ? {} : { agentType: asked.agentType }),
    ...(asked.stallMs === undefined ? {} : { stallMs: asked.stallMs }),
    ...(settings.model === null ? {} : { runModel: settings.model }),
    ...(settings.effort === null ? {} : { runEffort: settings.effort }),
  };
}

/** An agent that did not end well: `null` or what the call rejects with, by the table; one line in the failures, one in the log (A05). */
function endWithout(task: AgentTask, thrown: unknown, run: RunContext): Error | null {
  const { record } = run;
  const error = toActivityError(thrown);
  if (thrown instanceof CallStopped || error.cancelled) {
    record.agents.end(task.call, "stopped", error.detail, "stopped");
    return new CallStopped();
  }
  const kind = kindOf(error);
  const outcome = AGENT_FAILURES[kind];
  const phase = task.phase ?? null;
  record.agents.end(
    task.call,
    outcome === "null" ? "null" : "failed",
    error.detail,
    `${kind}: ${error.message}`,
  );
  record.failures.add({ call: task.call, label: task.label, phase, kind, message: error.message });
  record.log.write("error", `agent ${task.call} (${task.label}): ${kind}: ${error.message}`, phase);
  if (outcome === "null") return null;
  return new CallRejection(kind, error.message, true);
}

function kindOf(error: ActivityError): AgentFailureType {
  if (isAgentFailureType(error.type)) return error.type;
  return error.timedOut ? "WorkerLost" : "AgentFailed";
}
