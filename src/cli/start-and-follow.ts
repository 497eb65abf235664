// What every command that starts a run does with it: insist on a worker, start, follow or leave.
import { ClientError } from "../client/client-error.ts";
import type { Session } from "../client/connect.ts";
import { startRun, type StartRequest } from "../client/start-run.ts";
import { workersPolling } from "../client/workers-polling.ts";
import type { Invocation } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { followRun, type LaunchDialog } from "./follow-run.ts";
import { flagOption, textOption } from "./read-options.ts";
import { withSession } from "./session.ts";
import { shellWord } from "./shell-word.ts";
import { openRights } from "./worker-rights.ts";

/** Resolves to the exit code. `launch` answers the questions before anything starts; without one they stay open. */
export function startAndFollow(
  request: StartRequest,
  invocation: Invocation,
  launch?: LaunchDialog,
): Promise<number> {
  return withSession(invocation, async (session) => {
    await insistOnWorker(session, invocation);
    const id = textOption(invocation, "id");
    const ref = await startRun(session, { ...request, ...(id === undefined ? {} : { id }) });
    if (flagOption(invocation, "detach")) return announceDetached(ref, invocation);
    const { io, json } = invocation;
    if (!json) io.out(io.colors.dim(`run ${ref.workflowId}`));
    const output = json ? "json-end" : "text";
    return followRun({ session, ref, io, output, ...(launch === undefined ? {} : { launch }) });
  });
}

/** A run that nobody works on would look like one that hangs. `--detach` starts it anyway: it waits. */
async function insistOnWorker(session: Session, invocation: Invocation): Promise<void> {
  const { workflows, agents } = await workersPolling(session);
  const open = openRights(agents);
  if (open !== null) invocation.io.err(invocation.io.errorColors.yellow(open));
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
