// pawl answer.
import { answerGate, BY_OPTION, RUN_ARGUMENT } from "../answer-gate.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { lenientValue } from "../json-value.ts";
import { requiredArgument, textArgument, textOption } from "../read-options.ts";
import { userName } from "../user-name.ts";

export const answer: Command = {
  name: "answer",
  summary: "answer a question with a value",
  description: "Answers a question with a value: JSON when it is JSON, else the text itself.",
  arguments: [
    RUN_ARGUMENT,
    { syntax: "<gate-or-value>", description: "the question's id; left out when only one is open" },
    { syntax: "[value]", description: "the answer" },
  ],
  options: [BY_OPTION, JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl answer release-3f9a1c minor", 'pawl answer release-3f9a1c g2 \'{"version":"2.0.0"}\''],
  run: runAnswer,
};

function runAnswer(invocation: Invocation): Promise<number> {
  const first = requiredArgument(invocation, 1, "value");
  const second = textArgument(invocation, 2);
  const by = textOption(invocation, "by") ?? userName();
  const argument =
    second === undefined
      ? { by, value: lenientValue(first) }
      : { by, id: first, value: lenientValue(second) };
  return answerGate(invocation, { name: "answer", argument });
}
