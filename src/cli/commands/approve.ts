// pawl approve: yes to a question; to a launch also with another text, from an editor or a file.
import path from "node:path";
import { findRun } from "../../client/find-run.ts";
import { queryRun } from "../../client/query-run.ts";
import { approvalSchema } from "../../protocol/control.ts";
import type { GateView, ScriptView } from "../../protocol/run-views.ts";
import { answerGate } from "../answer-gate.ts";
import { approvedText } from "../approved-text.ts";
import { CommandFailure } from "../command-failure.ts";
import type { Command, Invocation } from "../command.ts";
import { decisionCommand, decisionOf } from "../decision-command.ts";
import { editDraft, type EditedScript, makeDraft, readEdited, removeDraft } from "../edit-script.ts";
import { flagOption, requiredArgument, textArgument, textOption } from "../read-options.ts";
import { withSession } from "../session.ts";
import { shellWord } from "../shell-word.ts";
import { UsageError } from "../usage-error.ts";

const plain = decisionCommand("approve", "yes");

export const approve: Command = {
  ...plain,
  options: [
    { flags: "--edit", description: "of a launch: change the script in $EDITOR; what you save is what runs" },
    { flags: "--text <file>", description: "of a launch: the text in this file is what runs" },
    {
      flags: "--hash <sha256>",
      description: "of a launch: approve this text only, by its sha256 or at least its first 12 characters",
    },
    ...plain.options,
  ],
  examples: [
    ...plain.examples,
    "pawl approve migrate-3f9a1c --edit",
    "pawl approve migrate-3f9a1c g1 --text mine.js",
    "pawl approve migrate-3f9a1c --hash 9f86d081884c",
  ],
  run: runApprove,
};

function runApprove(invocation: Invocation): Promise<number> {
  const edit = flagOption(invocation, "edit");
  const file = textOption(invocation, "text");
  if (edit && file !== undefined)
    throw new UsageError(
      "Expected --edit or --text; got both.",
      "Edit the file first, then give it by --text.",
    );
  if (file !== undefined) return approveFile(path.resolve(invocation.cwd, file), invocation);
  return edit ? approveEdited(invocation) : approveShown(invocation);
}

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

async function approveFile(file: string, invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const edited = await readEdited(file, { io, goOn: "Then try again." });
  return send(edited, textArgument(invocation, 1), invocation);
}

async function approveEdited(invocation: Invocation): Promise<number> {
  const { io, environment } = invocation;
  const { text, gate, workflowId } = await shownLaunch(invocation);
  const command = `pawl approve ${shellWord(workflowId)} ${gate} --text`;
  const draft = await makeDraft(text, (file) => `To approve it then: ${command} ${shellWord(file)}`);
  const edited = await editDraft(draft, { io, environment });
  try {
    const exitCode = await send(edited, gate, invocation);
    await removeDraft(draft, edited);
    return exitCode;
  } catch (error) {
    io.err(`Your text is in ${draft.file}. ${draft.goOn}`);
    throw error;
  }
}

function send(edited: EditedScript, id: string | undefined, invocation: Invocation): Promise<number> {
  invocation.io.err(`Approving your text, sha256 ${edited.hash}.`);
  const argument = {
    ...(id === undefined ? {} : { id }),
    ...decisionOf(invocation),
    ...hashOf(invocation),
    edited: edited.text,
  };
  return answerGate(invocation, { name: "approve", argument }, approvedText);
}

type ShownLaunch = {
  readonly workflowId: string;
  readonly text: string;
  /** The question that was open when the text was shown: another version is another question. */
  readonly gate: string;
};

/** The connection is not kept open while somebody thinks. */
function shownLaunch(invocation: Invocation): Promise<ShownLaunch> {
  return withSession(invocation, async (session) => {
    const run = await findRun(session, requiredArgument(invocation, 0, "run"));
    if (!run.open) throw noLaunch(run.workflowId);
    const open = await queryRun<GateView[]>(session, run, { name: "pending" });
    const script = await queryRun<ScriptView | null>(session, run, { name: "script" });
    if (open.kind === "nobody" || script.kind === "nobody") throw noWorker(run.workflowId);
    const gate = launchOf(open.value, textArgument(invocation, 1));
    // While a system is being chosen there is a question, but no script yet.
    if (gate === undefined || !script.value?.text) throw noLaunch(run.workflowId);
    return { workflowId: run.workflowId, text: script.value.text, gate: gate.id };
  });
}

function launchOf(gates: readonly GateView[], wanted: string | undefined): GateView | undefined {
  return gates.find(({ kind, id }) => kind === "launch" && (wanted === undefined || wanted === id));
}

function noWorker(workflowId: string): CommandFailure {
  return new CommandFailure(
    `Expected a worker that tells the script of ${workflowId}; none is up.`,
    "Start one with `pawl worker`, then try again.",
  );
}

function noLaunch(workflowId: string): CommandFailure {
  return new CommandFailure(
    `Expected a run that asks whether its script may start; ${workflowId} has no such question open.`,
    `See what it asks: pawl pending ${shellWord(workflowId)}`,
  );
}
