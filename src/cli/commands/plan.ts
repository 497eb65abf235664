// pawl plan: a script is written for a task in words, shown, and, once somebody says yes, run.
import { findRun } from "../../client/find-run.ts";
import { cutText } from "../../protocol/json.ts";
import { DESCRIPTION_SHOWN_CHARS, LABEL_CHARS } from "../../protocol/limits.ts";
import { WORKFLOW_TYPE_PLAN } from "../../protocol/names.ts";
import { parsePlanInput, type PlanInput } from "../../protocol/plan-input.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { readJsonOption } from "../json-value.ts";
import { insistOnSomebodyToAsk } from "../insist-on-somebody.ts";
import { makeLaunchDialog } from "../launch-dialog.ts";
import { flagOption, textOption } from "../read-options.ts";
import { readRunOptions, RUN_OPTIONS, START_OPTIONS } from "../run-options.ts";
import { withSession } from "../session.ts";
import { startAndFollow } from "../start-and-follow.ts";
import { taskArgument } from "../task-argument.ts";
import { UsageError } from "../usage-error.ts";
import { userName } from "../user-name.ts";

export const plan: Command = {
  name: "plan",
  summary: "have a script written for a task, read it, run it",
  description:
    "A planner looks at the workspace and writes a script for the task. It is checked and played without a model, then\nshown with its plan: agents by phase, an estimate, warnings. Say yes, no, no with a reason for another version, or\nedit it. What you approve is what runs; it is saved under .pawl/scripts.\nIn a pipe it needs --yes or --detach. Exit code: as of pawl run.",
  arguments: [
    { syntax: "<task>", description: "what the script is to do, in words; with --from: the change" },
  ],
  options: [
    { flags: "--args <json>", description: "the script's args: JSON, or @file with JSON in it" },
    { flags: "--from <run>", description: "change the script of this run" },
    { flags: "--yes", description: "say yes beforehand: the planner's defaults count, and the script runs" },
    ...RUN_OPTIONS,
    ...START_OPTIONS,
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: [
    `pawl plan "Move every test from Jest to node:test"`,
    `pawl plan "Only those under test/unit" --from plan-3f9a1c`,
    `pawl plan "Document every module" --args '{"modules":["cart"]}' --yes`,
  ],
  run: runPlan,
};

async function runPlan(invocation: Invocation): Promise<number> {
  insistOnSomebodyToAsk(invocation);
  const input = await makeInput(invocation);
  const { io, json } = invocation;
  const name = input.task.replace(/\s+/gu, " ").trim().slice(0, LABEL_CHARS);
  const description = cutText(input.task, DESCRIPTION_SHOWN_CHARS);
  const asks = io.interactive && !json && !flagOption(invocation, "yes");
  return startAndFollow(
    { type: WORKFLOW_TYPE_PLAN, input, name, description },
    invocation,
    asks ? makeLaunchDialog({ yes: false, silent: false, environment: invocation.environment }) : undefined,
  );
}

async function makeInput(invocation: Invocation): Promise<PlanInput> {
  const args = textOption(invocation, "args");
  const from = textOption(invocation, "from");
  const input: PlanInput = {
    task: taskArgument(invocation, "plan"),
    ...(args === undefined ? {} : { args: await readJsonOption("--args", args, invocation.cwd) }),
    ...readRunOptions(invocation),
    ...(flagOption(invocation, "yes") ? { approvedBy: userName() } : {}),
  };
  const parsed = parsePlanInput(input);
  if (!parsed.ok) throw new UsageError(parsed.message, "See pawl plan --help.");
  return from === undefined ? input : { ...input, from: await findEarlier(from, invocation) };
}

/** By the beginning of its id, too, as everywhere. */
function findEarlier(wanted: string, invocation: Invocation): Promise<PlanInput["from"]> {
  return withSession(invocation, async (session) => {
    const { workflowId, runId } = await findRun(session, wanted);
    return { workflowId, runId };
  });
}
