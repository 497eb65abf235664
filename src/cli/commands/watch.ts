// pawl watch: follow a run that was started before, or elsewhere.
import { findRun } from "../../client/find-run.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { followRun } from "../follow-run.ts";
import { requiredArgument } from "../read-options.ts";
import { withSession } from "../session.ts";
import { openRightsHere } from "../worker-rights.ts";

export const watch: Command = {
  name: "watch",
  summary: "follow a run to its end",
  description:
    "Follows a run to its end. Exit codes as those of pawl run. With --json one line a look, the end last.",
  arguments: [{ syntax: "<run>", description: "a run's id, or the beginning of one" }],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl watch hello-3f9a1c", "pawl watch hello --json | jq .view.status"],
  run: runWatch,
};

async function runWatch(invocation: Invocation): Promise<number> {
  return withSession(invocation, async (session) => {
    const found = await findRun(session, requiredArgument(invocation, 0, "run"));
    const ref = { workflowId: found.workflowId, runId: found.runId };
    const open = await openRightsHere(session);
    if (open !== null) invocation.io.err(invocation.io.errorColors.yellow(open));
    const output = invocation.json ? "json-lines" : "text";
    return followRun({ session, ref, io: invocation.io, output });
  });
}
