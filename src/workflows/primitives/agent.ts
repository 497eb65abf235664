// The host's half of agent(): puts the call on record, starts the agent, gives the call what it came to.
import { AGENT_FAILURES } from "../../protocol/failures.ts";
import type { Json } from "../../protocol/json.ts";
import type { AgentEars, AgentEnd } from "../agent-ears.ts";
import { refuseAgent, startAgent } from "../agent-run.ts";
import { toTask } from "../agent-task.ts";
import { toEnvelope } from "../envelope.ts";
import { labelOf } from "../label.ts";
import type { GuestCall } from "../messages.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";
import { crowdedError } from "../window.ts";

/** Settles the call at most once, later. Before that the run's usage may grow (`used`), and its agents (`counted`). */
export type Settle = {
  resolve(value: Json): void;
  reject(error: unknown): void;
  used(): void;
  counted(): void;
};

export function startAgentCall(call: GuestCall<"agent">, run: RunContext, settle: Settle): void {
  const label = labelOf(call.label, call.prompt);
  if (!run.agents.hasRoom(call.prompt.length)) return settle.reject(crowdedError());
  const why = whyNot(call, run);
  const number = run.record.agents.ask(label, call.phase);
  const listens = why === null ? listen(call, number, run) : null;
  const ears: AgentEars = {
    used: settle.used,
    counted: settle.counted,
    ended(end) {
      if (end.status === "stopped") settle.reject(new CallStopped());
      else if (call.details === true) settle.resolve(toEnvelope(end, number, run));
      else settlePlainly(end, settle);
    },
  };
  const task = { ...toTask(number, label, call, run), ...(listens === null ? {} : { listens }) };
  if (why === null) startAgent(task, run, ears);
  else refuseAgent(task, run, ears, why);
}

function whyNot({ continues, listens }: GuestCall<"agent">, run: RunContext): string | null {
  const why = continues === undefined ? null : whyNotContinued(continues, run);
  const name = listens === true && continues !== undefined ? run.mail.nameOf(continues) : listens;
  if (why !== null || typeof name !== "string") return why;
  const other = run.mail.whyNot(name);
  return other === null ? null : `Option listens: ${other}.`;
}

/** Who goes on with a conversation goes on listening by its name; without one it has the name of its call. */
function listen({ listens, continues }: GuestCall<"agent">, call: number, { mail }: RunContext) {
  if (listens === undefined) return null;
  const former = continues === undefined ? null : mail.nameOf(continues);
  const to = listens === true ? (former ?? `agent-${call}`) : listens;
  return { to, after: mail.listen(to, call) };
}

/** `null` when that agent is done, and so has a conversation with an end to go on from. */
function whyNotContinued(call: number, { record }: RunContext): string | null {
  const wanted = "Option continues: expected the call of an agent of this run that is done;";
  if (call > record.agents.asked) return `${wanted} no agent has the number ${call}.`;
  const { state, error } = record.agents.row(call);
  if (state === "done") return null;
  const is = error === null ? `is ${state}: await it first` : `ended as ${error}`;
  return `${wanted} agent ${call} ${is}.`;
}

/** A failed agent is `null`, or what the call rejects with, by the table (A01, A17). */
function settlePlainly(end: Exclude<AgentEnd, { status: "stopped" }>, settle: Settle): void {
  if (end.status === "done") settle.resolve(end.outcome.result);
  else if (AGENT_FAILURES[end.kind] === "null") settle.resolve(null);
  else settle.reject(new CallRejection(end.kind, end.message, true));
}
