// What `agent(prompt, { details: true })` resolves to: never null, whatever became of the agent (A11).
import type { AgentOutcome } from "../protocol/agent.ts";
import type { Json } from "../protocol/json.ts";
import type { AgentEnd } from "./agent-ears.ts";
import type { RunContext } from "./run-context.ts";

/** After the end of the agent of that call. */
export function toEnvelope(
  end: Exclude<AgentEnd, { status: "stopped" }>,
  call: number,
  { record, mail }: Pick<RunContext, "record" | "mail">,
): Json {
  const { attempts, usage, costUsd, model, transcript } = record.agents.row(call);
  const listens = mail.nameOf(call);
  const heard = listens === null ? {} : { listens, unread: mail.unread(listens) };
  const figures = { attempts, usage: { ...usage }, costUsd, model, transcript, call, ...heard };
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
