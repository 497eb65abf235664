// pawl say.
import { randomUUID } from "node:crypto";
import { SAY_MAX_CHARS } from "../../protocol/limits.ts";
import type { Sent } from "../../protocol/mail.ts";
import { answerGate, BY_OPTION, RUN_ARGUMENT, type ReplyView } from "../answer-gate.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { textArgument, textOption } from "../read-options.ts";
import { sentenceArgument } from "../sentence.ts";
import { UsageError } from "../usage-error.ts";
import { userName } from "../user-name.ts";
import { visibleLine } from "../visible-text.ts";

export const say: Command = {
  name: "say",
  summary: "say something to a run that listens",
  description:
    "Says something to an agent at work, which takes it up at its next turn, or to a run that waits for words. --end says that nothing more comes.",
  arguments: [RUN_ARGUMENT, { syntax: "[text]", description: "what to say" }],
  options: [
    { flags: "--to <name>", description: "who it is for; not needed when only one listens" },
    { flags: "--end", description: "end the conversation" },
    BY_OPTION,
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: [
    'pawl say single-3f9a1c "Leave the tests as they are."',
    'pawl say single-3f9a1c --to agent-1 "Stop there."',
    "pawl say single-3f9a1c --end",
  ],
  run: runSay,
};

function runSay(invocation: Invocation): Promise<number> {
  const end = invocation.options["end"] === true;
  const to = textOption(invocation, "to");
  const by = textOption(invocation, "by") ?? userName();
  // Sent again as a signal, when nobody confirmed the update, it counts once.
  const sender = { by, id: randomUUID(), ...(to === undefined ? {} : { to }) };
  if (end && textArgument(invocation, 1) !== undefined)
    throw new UsageError("Expected a text or --end; got both.", "Say the text first, then --end.");
  const argument = end ? { ...sender, end } : { ...sender, text: textOf(invocation) };
  return answerGate(invocation, { name: "say", argument }, sentView);
}

/** A run of a version that does not say whether somebody listens says nothing here either. */
function sentView(reply: unknown): ReplyView {
  const sent = (reply ?? {}) as Partial<Sent>;
  const whom = sent.to === "" ? "" : ` as ${visibleLine(sent.to ?? "", 60)}`;
  const line = sent.open === false ? ` Nobody listens${whom} now: it waits for who does.` : "";
  return { line, json: reply === null ? {} : { sent } };
}

function textOf(invocation: Invocation): string {
  const example = 'pawl say RUN "Leave the tests as they are."; with --end there are none';
  return sentenceArgument(invocation, 1, { name: "text", maxChars: SAY_MAX_CHARS, example });
}
