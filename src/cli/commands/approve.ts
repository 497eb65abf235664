// pawl approve.
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

export const approve: Command = {
  name: "approve",
  summary: "say yes to a question",
  arguments: [RUN_ARGUMENT, GATE_ARGUMENT],
  options: [BY_OPTION, NOTE_OPTION, JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl approve migrate-3f9a1c", 'pawl approve migrate-3f9a1c gate-2 --note "as discussed"'],
  run: (invocation) => {
    const id = textArgument(invocation, 1);
    const argument = { ...whoAndWhy(invocation), ...(id === undefined ? {} : { id }) };
    return answerGate(invocation, { name: "approve", argument });
  },
};
