// pawl approve: yes to a question; to a launch also with the script changed in an editor.
import { findRun } from "../../client/find-run.ts";
import { queryRun } from "../../client/query-run.ts";
import type { GateView, ScriptView } from "../../protocol/run-views.ts";
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
  const { edited, gate } = await edit(invocation);
  const id = textArgument(invocation, 1) ?? gate;
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

type Edit = {
  readonly edited: EditedScript | null;
  /** The launch that was open when the text was shown: another version is another question. */
  readonly gate: string | undefined;
};

/** The connection is not kept open while somebody thinks. */
async function edit(invocation: Invocation): Promise<Edit> {
  const found: { script: ScriptView | null; gate: string | undefined } = { script: null, gate: undefined };
  await withSession(invocation, async (session) => {
    const run = await findRun(session, requiredArgument(invocation, 0, "run"));
    const open = await queryRun<GateView[]>(session, run, { name: "pending" });
    found.gate = open.kind === "answer" ? open.value.find(({ kind }) => kind === "launch")?.id : undefined;
    const script = await queryRun<ScriptView | null>(session, run, { name: "script" });
    found.script = script.kind === "answer" ? script.value : null;
    return 0;
  });
  // While a system is being chosen there is a question, but no script yet.
  if (found.script === null || found.script.text === "") {
    throw new CommandFailure(
      "Expected a run that shows its script; no worker is up to tell it, or it has none yet.",
      "Start a worker with `pawl worker`, then try again.",
    );
  }
  const { io, environment } = invocation;
  return { edited: await editScript({ text: found.script.text, io, environment }), gate: found.gate };
}
