// pawl stop.
import { findRun } from "../../client/find-run.ts";
import { stopRun } from "../../client/stop-run.ts";
import { BY_OPTION, RUN_ARGUMENT } from "../answer-gate.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { requiredArgument, textOption } from "../read-options.ts";
import { withSession } from "../session.ts";
import { userName } from "../user-name.ts";

export const stop: Command = {
  name: "stop",
  summary: "stop a run",
  description:
    "Stops a run: its agents' model calls are aborted and their processes killed. Finished work is kept.",
  arguments: [RUN_ARGUMENT],
  options: [
    { flags: "--reason <text>", description: "a word to the run's record" },
    BY_OPTION,
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: ['pawl stop migrate-3f9a1c --reason "wrong branch"'],
  run: runStop,
};

async function runStop(invocation: Invocation): Promise<number> {
  return withSession(invocation, async (session) => {
    const { io, json } = invocation;
    const run = await findRun(session, requiredArgument(invocation, 0, "run"));
    const ref = { workflowId: run.workflowId, runId: run.runId };
    const reason = textOption(invocation, "reason");
    const by = textOption(invocation, "by") ?? userName();
    const { kind: delivery } = await stopRun(session, ref, {
      by,
      ...(reason === undefined ? {} : { reason }),
    });
    if (json) io.out(JSON.stringify({ ...ref, message: "stop", delivery }));
    else if (delivery === "accepted") io.out(`Stopping ${run.workflowId}.`);
    else io.out("No worker is up: the run stops as soon as one comes (pawl worker).");
    return EXIT.completed;
  });
}
