// What every command that starts a run takes: where, with which model, how much at once, within which limits.
import path from "node:path";
import { GRANTABLE_TOOLS } from "../protocol/agent.ts";
import { CONCURRENCY_MAX } from "../protocol/limits.ts";
import type { RunInput } from "../protocol/run-input.ts";
import type { Invocation, OptionSpec } from "./command.ts";
import { countOption, textOption, textsOption } from "./read-options.ts";

export const RUN_OPTIONS: readonly OptionSpec[] = [
  { flags: "--workspace <dir>", description: "directory the agents work in; one that the worker serves" },
  {
    flags: "--model <model>",
    description: "default model of the run's agents: haiku, sonnet, opus, fable or a full id",
  },
  {
    flags: "--effort <effort>",
    description: "default effort of the run's agents: low, medium, high, xhigh, max",
  },
  { flags: "--concurrency <count>", description: "agents of this run at work at once (default: 16)" },
  { flags: "--budget-tokens <count>", description: "output tokens the run may spend" },
  {
    flags: "--grant <tool>",
    description: `let agents have ${GRANTABLE_TOOLS.join(", ")}; once for each`,
    repeats: true,
  },
];

export const START_OPTIONS: readonly OptionSpec[] = [
  { flags: "--detach", description: "start and return at once" },
  { flags: "--id <id>", description: "the run's id; one that no run has had" },
];

type RunKeys = Pick<RunInput, "workspace" | "model" | "effort" | "concurrency" | "budget" | "grant">;

/** Those that were given. Throws `UsageError` for a number that is none. */
export function readRunOptions(invocation: Invocation): RunKeys {
  const grant = textsOption(invocation, "grant") as RunInput["grant"];
  const workspace = textOption(invocation, "workspace");
  const model = textOption(invocation, "model");
  const effort = textOption(invocation, "effort");
  const concurrency = countOption(invocation, "concurrency", {
    flag: "--concurrency",
    min: 1,
    max: CONCURRENCY_MAX,
  });
  const outputTokens = countOption(invocation, "budgetTokens", {
    flag: "--budget-tokens",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  });
  return {
    ...(workspace === undefined ? {} : { workspace: path.resolve(invocation.cwd, workspace) }),
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(outputTokens === undefined ? {} : { budget: { outputTokens } }),
    ...(grant === undefined ? {} : { grant }),
  };
}
