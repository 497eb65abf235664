// approve and reject: one command, two words.
import { answerGate, BY_OPTION, GATE_ARGUMENT, NOTE_OPTION, RUN_ARGUMENT, whoAndWhy } from "./answer-gate.ts";
import { type Command, JSON_OPTION, SERVER_OPTIONS } from "./command.ts";
import { textArgument } from "./read-options.ts";

/** @param word what the person says by it: `yes` or `no`. */
export function decisionCommand(name: "approve" | "reject", word: string): Command {
  return {
    name,
    summary: `say ${word} to a question`,
    arguments: [RUN_ARGUMENT, GATE_ARGUMENT],
    options: [BY_OPTION, NOTE_OPTION, JSON_OPTION, ...SERVER_OPTIONS],
    examples: [`pawl ${name} migrate-3f9a1c`, `pawl ${name} migrate-3f9a1c g2 --note "as discussed"`],
    run: (invocation) => {
      const id = textArgument(invocation, 1);
      const argument = { ...whoAndWhy(invocation), ...(id === undefined ? {} : { id }) };
      return answerGate(invocation, { name, argument });
    },
  };
}
