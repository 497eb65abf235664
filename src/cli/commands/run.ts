// pawl run: check the script, start it, follow it to its end.
import path from "node:path";
import { ClientError } from "../../client/client-error.ts";
import type { Session } from "../../client/connect.ts";
import { startRun } from "../../client/start-run.ts";
import { workersPolling } from "../../client/workers-polling.ts";
import { GRANTABLE_TOOLS } from "../../protocol/agent.ts";
import { CONCURRENCY_MAX } from "../../protocol/limits.ts";
import { parseRunInput, type RunInput } from "../../protocol/run-input.ts";
import type { Diagnostic } from "../../protocol/script.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { followRun } from "../follow-run.ts";
import { readJsonOption } from "../json-value.ts";
import { countOption, flagOption, requiredArgument, textOption, textsOption } from "../read-options.ts";
import { diagnosticLines } from "../render/diagnostics.ts";
import { scriptHelp } from "../script-help.ts";
import { resolveScript, type ScriptArgument } from "../script-argument.ts";
import { withSession } from "../session.ts";
import { shellWord } from "../shell-word.ts";
import { UsageError } from "../usage-error.ts";

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
    { flags: "--approve", description: "ask a person before the first agent starts" },
    { flags: "--detach", description: "start and return at once" },
    { flags: "--id <id>", description: "the run's id; one that no run has had" },
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: [
    "pawl run examples/01-hello.js",
    "pawl run 12-migration --help",
    `pawl run fix.js --args '{"files":["a.js"]}' --concurrency 4`,
    "pawl run deep-research --args @question.json --detach --json",
  ],
  run: runRun,
};

async function runRun(invocation: Invocation): Promise<number> {
  const script = await resolveScript(requiredArgument(invocation, 0, "script"), invocation.cwd);
  if (!reportDiagnostics(script, invocation) || script.kind === "unsound") return EXIT.failed;
  const input = await makeInput(script.input, invocation);
  return withSession(invocation, async (session) => {
    await insistOnWorker(session, invocation);
    const id = textOption(invocation, "id");
    const ref = await startRun(session, {
      input,
      name: script.name,
      ...(script.description === null ? {} : { description: script.description }),
      ...(id === undefined ? {} : { id }),
    });
    if (flagOption(invocation, "detach")) return announceDetached(ref, invocation);
    if (!invocation.json) invocation.io.out(invocation.io.colors.dim(`run ${ref.workflowId}`));
    const output = invocation.json ? "json-end" : "text";
    return followRun({ session, ref, io: invocation.io, output });
  });
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
  const grant = textsOption(invocation, "grant") as RunInput["grant"];
  const args = textOption(invocation, "args");
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
  const input: RunInput = {
    ...script,
    ...(args === undefined ? {} : { args: await readJsonOption("--args", args, invocation.cwd) }),
    ...(workspace === undefined ? {} : { workspace: path.resolve(invocation.cwd, workspace) }),
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(outputTokens === undefined ? {} : { budget: { outputTokens } }),
    ...(grant === undefined ? {} : { grant }),
    ...(flagOption(invocation, "approve") ? { approval: "launch" as const } : {}),
  };
  const parsed = parseRunInput(input);
  if (!parsed.ok) throw new UsageError(parsed.message, "See pawl run --help.");
  return input;
}

/** A run that nobody works on would look like one that hangs. `--detach` starts it anyway: it waits. */
async function insistOnWorker(session: Session, invocation: Invocation): Promise<void> {
  const { workflows } = await workersPolling(session);
  if (workflows.length > 0) return;
  const message = `Expected a worker on queue ${session.taskQueue} of ${session.address}; none polls it.`;
  if (!flagOption(invocation, "detach")) {
    throw new ClientError(
      "no-worker",
      message,
      "Start one with `pawl worker` (or `pawl dev`), or start the run anyway with --detach: it begins when a worker comes.",
    );
  }
  invocation.io.err(`${message} The run begins when one comes: pawl worker.`);
}

function announceDetached(ref: { workflowId: string; runId: string }, { io, json }: Invocation): number {
  if (json) io.out(JSON.stringify(ref));
  else io.out(`Started ${ref.workflowId}. Follow it with: pawl watch ${shellWord(ref.workflowId)}`);
  return EXIT.completed;
}
