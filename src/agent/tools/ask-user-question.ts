// AskUserQuestion: questions to a person, answered by a gate of the run. The agent waits without holding a slot.
import { z } from "zod";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";

const option = z.object({
  label: z.string().trim().min(1).describe("What the person chooses, in one to five words"),
  description: z.string().describe("What it means, or what would follow from it"),
});

const question = z.object({
  question: z.string().trim().min(1).describe("The whole question, ending with a question mark"),
  header: z.string().trim().min(1).describe("One or two words that stand above the question"),
  options: z
    .array(option)
    .min(2)
    .max(4)
    .describe("Two to four different answers. The person may always give another one, so none says other"),
  multiSelect: z.boolean().default(false).describe("Whether several of the options may be chosen"),
});

export const askUserQuestionInput = z.object({
  questions: z.array(question).min(1).max(4).describe("One to four questions, asked together"),
});
export type AskUserQuestionInput = z.output<typeof askUserQuestionInput>;

export function makeAskUserQuestionTool(): Tool {
  const tool = defineTool({
    name: "AskUserQuestion",
    description:
      "Asks the person behind this run. Use it for what only they can decide and the task does not say: their preferences, requirements, a choice between ways. It may take hours until they answer, so ask everything at once, and not what you can find out yourself. To recommend an option put it first and say so in its label.",
    input: askUserQuestionInput,
    readOnly: true,
    // The run asks; here the input is only looked at.
    act: async () => "",
  });
  return { ...tool, yields: true };
}
