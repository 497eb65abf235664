// approve and reject: one command, two words.
import { answerGate, BY_OPTION, GATE_ARGUMENT, NOTE_OPTION, RUN_ARGUMENT, whoAndWhy } from "./answer-gate.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "./command.ts";
import { textArgument } from "./read-options.ts";

/** @param word what the person says by it: `yes` or `no`. */
export function decisionCommand(name: "approve" | "reject", word: string): Command {
  return {
    name,
    summary: `say ${word} to a question`,
    arguments: [RUN_ARGUMENT, GATE_ARGUMENT],
    options: [BY_OPTION, NOTE_OPTION, JSON_OPTION, ...SERVER_OPTIONS],
    examples: [`pawl ${name} migrate-3f9a1c`, `pawl ${name} migrate-3f9a1c g2 --note "as discussed"`],
    run: (invocation) => answerGate(invocation, { name, argument: decisionOf(invocation) }),
  };
}

/** Who decides, why, and on which question. */
export function decisionOf(invocation: Invocation): { by: string; note?: string; id?: string } {
  const id = textArgument(invocation, 1);
  return { ...whoAndWhy(invocation), ...(id === undefined ? {} : { id }) };
}
