// pawl approve: yes to a question; to a launch also with the script changed in an editor.
import { findRun } from "../../client/find-run.ts";
import { queryRun } from "../../client/query-run.ts";
import { approvalSchema } from "../../protocol/control.ts";
import type { GateView, ScriptView } from "../../protocol/run-views.ts";
import { answerGate } from "../answer-gate.ts";
import { approvedText } from "../approved-text.ts";
import { CommandFailure } from "../command-failure.ts";
import type { Command, Invocation } from "../command.ts";
import { decisionCommand, decisionOf } from "../decision-command.ts";
import { editScript, type EditedScript } from "../edit-script.ts";
import { flagOption, requiredArgument, textOption } from "../read-options.ts";
import { withSession } from "../session.ts";
import { UsageError } from "../usage-error.ts";

const plain = decisionCommand("approve", "yes");

export const approve: Command = {
  ...plain,
  options: [
    { flags: "--edit", description: "of a launch: change the script in $EDITOR; what you save is what runs" },
    {
      flags: "--hash <sha256>",
      description: "of a launch: approve this text only, by its sha256 or at least its first 12 characters",
    },
    ...plain.options,
  ],
  examples: [
    ...plain.examples,
    "pawl approve migrate-3f9a1c --edit",
    "pawl approve migrate-3f9a1c --hash 9f86d081884c",
  ],
  run: (invocation) =>
    flagOption(invocation, "edit") ? approveEdited(invocation) : approveShown(invocation),
};

function approveShown(invocation: Invocation): Promise<number> {
  const argument = { ...decisionOf(invocation), ...hashOf(invocation) };
  return answerGate(invocation, { name: "approve", argument }, approvedText);
}

function hashOf(invocation: Invocation): { hash?: string } {
  const hash = textOption(invocation, "hash");
  if (hash === undefined) return {};
  const { success } = approvalSchema.shape.hash.safeParse(hash);
  if (success) return { hash };
  throw new UsageError(
    `Expected --hash with a sha256, or at least its first 12 characters; got ${JSON.stringify(hash)}.`,
    "pawl show and pawl pending print it.",
  );
}

async function approveEdited(invocation: Invocation): Promise<number> {
  const { edited, gate } = await edit(invocation);
  const { io } = invocation;
  io.err(
    edited === null ? "Unchanged: approving what was shown." : `Approving your text, sha256 ${edited.hash}.`,
  );
  const argument = {
    ...(gate === undefined ? {} : { id: gate }),
    ...decisionOf(invocation),
    ...hashOf(invocation),
    ...(edited === null ? {} : { edited: edited.text }),
  };
  return answerGate(invocation, { name: "approve", argument }, approvedText);
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
