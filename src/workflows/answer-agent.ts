// Agent: an agent that another one asked for, as a call of the run. It shares the run's window, counter and budget.
import { z } from "zod";
import type { AgentTask, YieldedCall } from "../protocol/agent.ts";
import { isLongerThan, type Json } from "../protocol/json.ts";
import { CALL_MAX_BYTES } from "../protocol/limits.ts";
import type { AgentEnd } from "./agent-ears.ts";
import { toTask } from "./agent-task.ts";
import type { Asking, Told } from "./asking.ts";
import { labelOf } from "./label.ts";
import { usedUp } from "./run-limits.ts";
import { crowdedError } from "./window.ts";

/** As the tool's own schema has it (src/agent/tools), read with an open mind. */
const inputSchema = z.object({
  prompt: z.string().min(1),
  description: z.string().optional(),
  subagent_type: z.string().optional(),
  model: z.string().optional(),
});
type Input = z.output<typeof inputSchema>;

export function answerAgent(call: YieldedCall, asking: Asking): Promise<Told> {
  const input = inputSchema.safeParse(call.input);
  if (!input.success) return Promise.resolve(refusal("the input does not fit the tool's schema"));
  const why = whyNot(input.data, asking);
  if (why !== null) return Promise.resolve(refusal(why));
  const task = taskOf(input.data, asking);
  asking.counted();
  return new Promise((tell) => {
    const { counted, used } = asking;
    asking.start(task, asking.run, {
      counted,
      used,
      ahead: true,
      ended(end) {
        used();
        if (end.status !== "stopped") tell(toTold(task, end)); // else so is the one that waits for it
      },
    });
  });
}

/** Limits are told to the model: they are no reason for the script's call to fail. */
function whyNot({ prompt }: Input, { task, run }: Asking): string | null {
  if (depthBelow(task) < 0) return "agents at this depth start none";
  if (isLongerThan(prompt, CALL_MAX_BYTES)) return `a prompt has at most ${CALL_MAX_BYTES} bytes`;
  if (!run.agents.hasRoom(prompt.length)) return crowdedError().message;
  return usedUp(run);
}

function refusal(why: string): Told {
  return {
    content: `No agent was started: ${why}. Do the work yourself, or say in your result what is missing.`,
    isError: true,
  };
}

/** A task without a number has the tool by its type, which means one level. */
function depthBelow({ subagents = 1 }: AgentTask): number {
  return subagents - 1;
}

function taskOf(input: Input, { task: lead, saved, run }: Asking): AgentTask {
  const label = labelOf(input.description, input.prompt);
  const phase = lead.phase ?? null;
  const number = run.record.agents.ask(label, phase, lead.call);
  const { stallMs, cwd, isolation } = lead;
  const within = lead.tools ?? lead.within;
  const asked = {
    ...{ prompt: input.prompt, phase, subagents: depthBelow(lead), stallMs, cwd, isolation },
    ...{ model: input.model, agentType: input.subagent_type },
    // What the other one has done so far is there, as it would be in a directory that both share.
    base: isolation === undefined ? undefined : (saved ?? lead.base),
  };
  const { model = lead.runModel, effort = lead.runEffort } = lead;
  return {
    ...toTask(number, label, asked, run),
    ...(model === undefined ? {} : { runModel: model }),
    ...(effort === undefined ? {} : { runEffort: effort }),
    ...(within === undefined ? {} : { within }),
  };
}

function toTold({ call, label }: AgentTask, end: Exclude<AgentEnd, { status: "stopped" }>): Told {
  if (end.status !== "done") {
    return {
      content: `Agent ${call} (${label}) came to nothing: ${end.kind}: ${end.message}`,
      isError: true,
    };
  }
  const { result, published } = end.outcome;
  const work =
    published === undefined
      ? ""
      : `\n\n[Its changes are not in your directory. They are commit ${published.commit} on ${published.base}; take them over with: git diff ${published.base} ${published.commit} | git apply]`;
  return {
    content: `${asText(result)}${work}`,
    isError: false,
    whole: `[Cut: the whole result of agent ${call} is in its transcript, which people read with pawl logs. Let agents write long results into files.]`,
  };
}

function asText(result: Json): string {
  const text = typeof result === "string" ? result : JSON.stringify(result);
  return text.trim() === "" ? "(It ended without a word.)" : text;
}
