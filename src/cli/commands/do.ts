// pawl do: a task in words; says which system fits it and why, asks, and follows the run.
import { SYSTEMS } from "../../protocol/choice.ts";
import { parseDoInput, type DoInput } from "../../protocol/do-input.ts";
import { cutText } from "../../protocol/json.ts";
import { DESCRIPTION_SHOWN_CHARS, LABEL_CHARS } from "../../protocol/limits.ts";
import { WORKFLOW_TYPE_DO } from "../../protocol/names.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { insistOnSomebodyToAsk } from "../insist-on-somebody.ts";
import { makeLaunchDialog } from "../launch-dialog.ts";
import { flagOption, textOption } from "../read-options.ts";
import { readRunOptions, RUN_OPTIONS, START_OPTIONS } from "../run-options.ts";
import { startAndFollow } from "../start-and-follow.ts";
import { taskArgument } from "../task-argument.ts";
import { UsageError } from "../usage-error.ts";
import { userName } from "../user-name.ts";

export const doTask: Command = {
  name: "do",
  summary: "work on a task in words, with the system that fits it",
  description:
    "Looks at the workspace, says in two lines which system fits the task and why, what it will cost at about and what\nwould make it safer, asks, and follows the run to its end. In a pipe it needs --yes or --detach.\nThe systems: single (one agent), subagents (a lead with helpers), team (agents that talk to each other), goal (work\nuntil a command or a judge says that it is done), workflow (a script is written, shown, and run).\nExit code: as of pawl run.",
  arguments: [{ syntax: "<task>", description: "what to do, in words" }],
  options: [
    { flags: "--as <system>", description: `choose nothing: ${SYSTEMS.join(", ")}` },
    { flags: "--check <command>", description: "the command whose exit code says whether the task is done" },
    { flags: "--yes", description: "show what would be asked, and start" },
    ...RUN_OPTIONS,
    ...START_OPTIONS,
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: [
    `pawl do "What does src/router.ts do?"`,
    `pawl do "Make the failing test in test/date.test.js pass" --check "npm test"`,
    `pawl do "Migrate all modules from CommonJS to ES modules" --yes`,
    `pawl do "Tidy up the README" --as single --detach --json`,
  ],
  run: runDo,
};

async function runDo(invocation: Invocation): Promise<number> {
  insistOnSomebodyToAsk(invocation);
  const input = makeInput(invocation);
  const yes = flagOption(invocation, "yes");
  const { task } = input;
  const name = task.replace(/\s+/gu, " ").trim().slice(0, LABEL_CHARS);
  const description = cutText(task, DESCRIPTION_SHOWN_CHARS);
  return startAndFollow(
    { type: WORKFLOW_TYPE_DO, input, name, description },
    invocation,
    makeLaunchDialog({ yes, silent: invocation.json, environment: invocation.environment }),
  );
}

/** Detached, nobody is there to say yes later: --yes has said it. */
function makeInput(invocation: Invocation): DoInput {
  const as = textOption(invocation, "as");
  const check = textOption(invocation, "check");
  const isDecided = flagOption(invocation, "yes") && flagOption(invocation, "detach");
  const input = {
    task: taskArgument(invocation, "do"),
    ...(as === undefined ? {} : { as }),
    ...(check === undefined ? {} : { check }),
    ...readRunOptions(invocation),
    ...(isDecided ? { approvedBy: userName() } : {}),
  } as DoInput;
  const parsed = parseDoInput(input);
  if (!parsed.ok) throw new UsageError(parsed.message, "See pawl do --help.");
  return input;
}
