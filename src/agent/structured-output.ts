// The answer in the caller's shape (A04): a tool with the caller's schema, unchanged, that the model calls of its own will.
import { STRUCTURED_TRIES } from "../protocol/limits.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { AgentError } from "./agent-error.ts";
import { compileAnswerSchema } from "./compiled-schema.ts";
import { toolFailure } from "./tools/tool.ts";
import type { Tool } from "./tools/tool.ts";

export const STRUCTURED_OUTPUT = "StructuredOutput";

export type StructuredOutput = {
  readonly tool: Tool;
  /** The accepted value, once there is one. */
  answer(): { readonly value: Json } | null;
};

const DESCRIPTION =
  "Gives your result to the program that started you. Call it exactly once, when the work is done; its input is your result and must fit this schema. If the call is answered with an error, mend the input and call again.";

/** For an agent that goes on without a schema: the tool is part of what its conversation rests on, but takes nothing. */
export function makeFormerOutput(schema: JsonObject): Tool {
  return {
    name: STRUCTURED_OUTPUT,
    description: DESCRIPTION,
    inputSchema: schema,
    readOnly: true,
    run: async () => toolFailure("Not taken: this time your last message is your result. Write it as text."),
  };
}

/** Throws `InvalidSchema`. Its tool throws `NoStructuredOutput` at the last of the invalid tries. */
export function makeStructuredOutput(schema: JsonObject): StructuredOutput {
  const compiled = compileAnswerSchema(schema);
  if (!compiled.ok) throw new AgentError("InvalidSchema", compiled.message);
  let accepted: { readonly value: Json } | null = null;
  let failedTries = 0;
  return {
    tool: {
      name: STRUCTURED_OUTPUT,
      description: DESCRIPTION,
      inputSchema: schema,
      readOnly: true,
      recall(input, succeeded) {
        if (succeeded) accepted = { value: input as Json };
        else if (accepted === null) failedTries += 1;
      },
      async run(input) {
        if (accepted !== null) return toolFailure("Your result was already accepted; this one is ignored.");
        const problem = compiled.problem(input);
        if (problem === null) {
          accepted = { value: input as Json };
          return { content: "Accepted.", isError: false };
        }
        failedTries += 1;
        if (failedTries >= STRUCTURED_TRIES) throw giveUp(problem, input);
        return toolFailure(
          `Your result does not fit the schema: ${problem}. Mend it and call ${STRUCTURED_OUTPUT} again.`,
        );
      },
    },
    answer: () => accepted,
  };
}

function giveUp(problem: string, input: unknown): AgentError {
  return new AgentError(
    "NoStructuredOutput",
    `None of ${STRUCTURED_TRIES} structured answers fit the schema; the last one: ${problem}.`,
    { text: JSON.stringify(input) },
  );
}
