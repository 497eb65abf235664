// What `approve`, `reject` and `answer` share: find the run, send, say what became of it.
import { findRun } from "../client/find-run.ts";
import { sendMessage, type Message } from "../client/send-message.ts";
import type { Invocation, OptionSpec } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { requiredArgument, textOption } from "./read-options.ts";
import { withSession } from "./session.ts";
import { userName } from "./user-name.ts";

export const BY_OPTION: OptionSpec = {
  flags: "--by <name>",
  description: "who answers (default: your user name)",
};
export const NOTE_OPTION: OptionSpec = { flags: "--note <text>", description: "a word to the run's record" };

export const RUN_ARGUMENT = { syntax: "<run>", description: "a run's id, or the beginning of one" } as const;
export const GATE_ARGUMENT = {
  syntax: "[gate]",
  description: "the question's id; not needed when only one is open",
} as const;

export function whoAndWhy(invocation: Invocation): { by: string; note?: string } {
  const note = textOption(invocation, "note");
  return { by: textOption(invocation, "by") ?? userName(), ...(note === undefined ? {} : { note }) };
}

/** What of a run's reply is told besides: a line for people, keys for machines. */
export type ReplyView = { readonly line: string; readonly json: object };

export async function answerGate(
  invocation: Invocation,
  message: Message,
  view: (reply: unknown) => ReplyView = () => ({ line: "", json: {} }),
): Promise<number> {
  return withSession(invocation, async (session) => {
    const { io, json } = invocation;
    const run = await findRun(session, requiredArgument(invocation, 0, "run"));
    const ref = { workflowId: run.workflowId, runId: run.runId };
    const delivery = await sendMessage(session, ref, message);
    const { line, json: more } = view(delivery.kind === "accepted" ? delivery.reply : null);
    if (json) io.out(JSON.stringify({ ...ref, message: message.name, delivery: delivery.kind, ...more }));
    else if (delivery.kind === "accepted") io.out(`${run.workflowId} took it: ${message.name}.${line}`);
    else
      io.out(`No worker is up: ${message.name} waits on the server and counts when one comes (pawl worker).`);
    return EXIT.completed;
  });
}
