// What `agent(prompt, { details: true })` resolves to: never null, whatever became of the agent (A11).
import type { AgentOutcome } from "../protocol/agent.ts";
import type { Json } from "../protocol/json.ts";
import type { AgentRow } from "../protocol/run-views.ts";
import type { AgentEnd } from "./agent-ears.ts";

/** @param row the agent's, after its end */
export function toEnvelope(end: Exclude<AgentEnd, { status: "stopped" }>, row: AgentRow): Json {
  const { attempts, usage, costUsd, model, transcript, call } = row;
  const figures = { attempts, usage: { ...usage }, costUsd, model, transcript, call };
  if (end.status === "done") {
    const { result, published } = end.outcome;
    return { status: "done", result, ...figures, ...workOf(published) };
  }
  const { status, kind, message } = end;
  return { status, result: null, error: { type: kind, message }, ...figures };
}

/** Only an agent in a worktree that changed something has it. */
function workOf(published: AgentOutcome["published"]): Record<string, Json> {
  if (published === undefined) return {};
  const { branch, commit, files } = published;
  return { branch, commit, files };
}
