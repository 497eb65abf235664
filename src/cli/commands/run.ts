// pawl run: check the script, start it, follow it to its end.
import { WORKFLOW_TYPE_RUN } from "../../protocol/names.ts";
import { parseRunInput, type RunInput } from "../../protocol/run-input.ts";
import type { Diagnostic } from "../../protocol/script.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readJsonOption } from "../json-value.ts";
import { flagOption, requiredArgument, textOption } from "../read-options.ts";
import { diagnosticLines } from "../render/diagnostics.ts";
import { readRunOptions, RUN_OPTIONS, START_OPTIONS } from "../run-options.ts";
import { scriptHelp } from "../script-help.ts";
import { resolveScript, type ScriptArgument } from "../script-argument.ts";
import { makeLaunchDialog } from "../launch-dialog.ts";
import { startAndFollow } from "../start-and-follow.ts";
import { UsageError } from "../usage-error.ts";
import { userName } from "../user-name.ts";

export const run: Command = {
  name: "run",
  summary: "start a script and follow it to its end",
  helpOn: scriptHelp,
  description:
    "Starts a script and follows it to its end. The run lives on the Temporal server: closing the terminal does not\ntouch it, and Ctrl-C asks.\nExit code: 0 completed, 1 failed, 2 wrong usage, 3 degraded, 4 rejected, 5 stopped, 6 no server or no worker,\n130 left running by Ctrl-C.\nWith a script and --help it prints what the script is for and which args it takes.",
  arguments: [
    { syntax: "<script>", description: "a script file, - for stdin, or the name of a saved script" },
  ],
  options: [
    { flags: "--args <json>", description: "the script's args: JSON, or @file with JSON in it" },
    ...RUN_OPTIONS,
    { flags: "--approve", description: "ask a person before the first agent starts" },
    { flags: "--yes", description: "with --approve: say yes beforehand, which goes on record" },
    ...START_OPTIONS,
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: [
    "pawl run examples/01-hello.js",
    "pawl run migrate --help",
    `pawl run fix.js --args '{"files":["a.js"]}' --concurrency 4`,
    "pawl run deep-research --args @question.json --detach --json",
  ],
  run: runRun,
};

async function runRun(invocation: Invocation): Promise<number> {
  const script = await resolveScript(requiredArgument(invocation, 0, "script"), invocation.cwd);
  if (!reportDiagnostics(script, invocation) || script.kind === "unsound") return EXIT.failed;
  const input = await makeInput(script.input, invocation);
  const { name, description } = script;
  return startAndFollow(
    { type: WORKFLOW_TYPE_RUN, input, name, ...(description === null ? {} : { description }) },
    invocation,
    // In a pipe the question stays open: pawl approve answers it.
    invocation.io.interactive && !invocation.json
      ? makeLaunchDialog({ yes: false, silent: false, environment: invocation.environment })
      : undefined,
  );
}

/** False when the script cannot run. Warnings go to stderr and keep nothing from starting. */
function reportDiagnostics(script: ScriptArgument, invocation: Invocation): boolean {
  const { io, json } = invocation;
  const file = requiredArgument(invocation, 0, "script");
  const print = (diagnostics: readonly Diagnostic[]): void => {
    for (const one of diagnostics)
      for (const line of diagnosticLines(file, one, io.errorColors)) io.err(line);
  };
  if (script.kind === "sound") {
    print(script.warnings);
    return true;
  }
  print(script.diagnostics);
  io.err("Nothing was started.");
  if (json)
    io.out(
      JSON.stringify({ error: { kind: "script", exitCode: EXIT.failed, diagnostics: script.diagnostics } }),
    );
  return false;
}

async function makeInput(
  script: Pick<RunInput, "script" | "name">,
  invocation: Invocation,
): Promise<RunInput> {
  if (flagOption(invocation, "yes") && !flagOption(invocation, "approve"))
    throw new UsageError(
      "Expected --approve beside --yes, whose question it answers; got --yes alone.",
      "Without --approve nobody is asked, and the script starts at once.",
    );
  const args = textOption(invocation, "args");
  const input: RunInput = {
    ...script,
    ...(args === undefined ? {} : { args: await readJsonOption("--args", args, invocation.cwd) }),
    ...readRunOptions(invocation),
    ...(flagOption(invocation, "approve") ? { approval: "launch" as const } : {}),
    ...(flagOption(invocation, "yes") ? { approvedBy: userName() } : {}),
  };
  const parsed = parseRunInput(input);
  if (!parsed.ok) throw new UsageError(parsed.message, "See pawl run --help.");
  return input;
}
