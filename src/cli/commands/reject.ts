// pawl reject.
import {
  answerGate,
  BY_OPTION,
  GATE_ARGUMENT,
  NOTE_OPTION,
  RUN_ARGUMENT,
  whoAndWhy,
} from "../answer-gate.ts";
import { type Command, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { textArgument } from "../read-options.ts";

export const reject: Command = {
  name: "reject",
  summary: "say no to a question",
  arguments: [RUN_ARGUMENT, GATE_ARGUMENT],
  options: [BY_OPTION, NOTE_OPTION, JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl reject migrate-3f9a1c", 'pawl reject migrate-3f9a1c gate-2 --note "as discussed"'],
  run: (invocation) => {
    const id = textArgument(invocation, 1);
    const argument = { ...whoAndWhy(invocation), ...(id === undefined ? {} : { id }) };
    return answerGate(invocation, { name: "reject", argument });
  },
};
