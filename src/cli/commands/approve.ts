// pawl approve: yes to a question; to a launch also with the script changed in an editor.
import { findRun } from "../../client/find-run.ts";
import { queryRun } from "../../client/query-run.ts";
import type { Session } from "../../client/connect.ts";
import type { ScriptView } from "../../protocol/run-views.ts";
import { answerGate, whoAndWhy } from "../answer-gate.ts";
import { CommandFailure } from "../command-failure.ts";
import type { Command, Invocation } from "../command.ts";
import { decisionCommand } from "../decision-command.ts";
import { editScript, type EditedScript } from "../edit-script.ts";
import { flagOption, requiredArgument, textArgument } from "../read-options.ts";
import { withSession } from "../session.ts";

const plain = decisionCommand("approve", "yes");

export const approve: Command = {
  ...plain,
  options: [
    { flags: "--edit", description: "of a launch: change the script in $EDITOR; what you save is what runs" },
    ...plain.options,
  ],
  examples: [...plain.examples, "pawl approve migrate-3f9a1c --edit"],
  run: (invocation) => (flagOption(invocation, "edit") ? approveEdited(invocation) : plain.run(invocation)),
};

async function approveEdited(invocation: Invocation): Promise<number> {
  const edited = await edit(invocation);
  const id = textArgument(invocation, 1);
  const { io } = invocation;
  io.err(
    edited === null ? "Unchanged: approving what was shown." : `Approving your text, sha256 ${edited.hash}.`,
  );
  const argument = {
    ...whoAndWhy(invocation),
    ...(id === undefined ? {} : { id }),
    ...(edited === null ? {} : { edited: edited.text }),
  };
  return answerGate(invocation, { name: "approve", argument });
}

/** The connection is not kept open while somebody thinks. */
async function edit(invocation: Invocation): Promise<EditedScript | null> {
  const found: { script: ScriptView | null } = { script: null };
  await withSession(invocation, async (session) => {
    found.script = await scriptOf(session, requiredArgument(invocation, 0, "run"));
    return 0;
  });
  if (found.script === null) {
    throw new CommandFailure(
      "Expected a run that shows its script; no worker is up to tell it, or it has none yet.",
      "Start a worker with `pawl worker`, then try again.",
    );
  }
  const { io, environment } = invocation;
  return editScript({ text: found.script.text, io, environment });
}

async function scriptOf(session: Session, wanted: string): Promise<ScriptView | null> {
  const run = await findRun(session, wanted);
  const reply = await queryRun<ScriptView | null>(session, run, { name: "script" });
  return reply.kind === "answer" ? reply.value : null;
}
