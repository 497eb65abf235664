// A model that may look at the workspace answers what the rules leave open. It is an agent of the run like any other.
import type { ChooseSystemOutcome } from "../../protocol/activities.ts";
import type { ModelAnswer } from "../../protocol/choice.ts";
import { CHOICE_MAX_TURNS, CHOICE_TIMEOUT_MS } from "../../protocol/limits.ts";
import type { AgentEnd } from "../agent-ears.ts";
import { startAgent } from "../agent-run.ts";
import { toTask } from "../agent-task.ts";
import type { RunContext } from "../run-context.ts";

type OpenChoice = Extract<ChooseSystemOutcome, { kind: "open" }>;

const PHASE = "Choose";
const LABEL = "choose a system";

/** `null` when it gave no answer: why is in the run's failures. */
export async function askModel({ question }: OpenChoice, run: RunContext): Promise<ModelAnswer | null> {
  const { record, ports } = run;
  const call = record.agents.ask(LABEL, PHASE);
  const asked = {
    ...question,
    phase: PHASE,
    agentType: "Explore",
    maxTurns: CHOICE_MAX_TURNS,
    timeoutMs: CHOICE_TIMEOUT_MS,
  };
  let end: AgentEnd | null = null;
  startAgent(toTask(call, LABEL, asked, run), run, {
    ended: (how) => (end = how),
    used: () => undefined,
    counted: () => undefined,
  });
  await ports.until(() => end !== null);
  return answerOf(end);
}

/** Its schema was held against it: the agent's tool takes no other answer. */
function answerOf(end: AgentEnd | null): ModelAnswer | null {
  return end?.status === "done" ? (end.outcome.result as ModelAnswer) : null;
}
