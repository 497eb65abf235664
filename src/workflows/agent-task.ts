// What an agent is to do, as its activity gets it.
import type { AgentTask } from "../protocol/agent.ts";
import type { GuestCall } from "./messages.ts";
import type { RunContext } from "./run-context.ts";

/** The options of a call that the task takes as they are. */
const OPTIONS = [
  "schema",
  "model",
  "effort",
  "agentType",
  "continues",
  "stallMs",
  "isolation",
  "base",
  "tools",
  "cwd",
  "timeoutMs",
  "maxTurns",
  "maxTokens",
  "subagents",
] as const;

/** What `toTask` needs of a call: the run itself asks for agents, too. */
export type Asked = Pick<GuestCall<"agent">, "prompt" | "phase"> & {
  readonly [Option in (typeof OPTIONS)[number]]?: GuestCall<"agent">[Option] | undefined;
};

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
    ...(asked.continues === undefined ? {} : run.seats.of(asked.continues)),
  };
}
