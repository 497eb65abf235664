// What a model is asked where the rules leave a task open, and what it has to answer.
import type { JsonObject } from "../protocol/json.ts";
import { SYSTEMS, type AskedTask, type ChoiceQuestion, type WorkspaceFacts } from "../protocol/choice.ts";

export const ANSWER_SCHEMA: JsonObject = {
  type: "object",
  additionalProperties: false,
  required: ["system", "why", "oracle", "width", "sharesState", "risk"],
  properties: {
    system: { enum: [...SYSTEMS], description: "the system that fits the task" },
    why: {
      type: "string",
      maxLength: 300,
      description: "one clause, to stand after 'because': what in the task or the workspace decides it",
    },
    oracle: {
      type: ["string", "null"],
      maxLength: 500,
      description: "the shell command whose exit code says whether the task is done; null when there is none",
    },
    width: {
      type: "integer",
      minimum: 1,
      maximum: 1_000_000,
      description:
        "how many similar pieces of work there are, counted in the workspace; 1 when nothing repeats",
    },
    sharesState: {
      type: "boolean",
      description: "do pieces have to react to each other's results while they are being worked on?",
    },
    risk: { enum: ["low", "medium", "high"], description: "how much breaks when it is done wrong" },
  },
};

export function askForSystem(asked: AskedTask, facts: WorkspaceFacts): ChoiceQuestion {
  const prompt = [
    `Choose how this task should be worked on. Do not work on it.\n\n<task>\n${asked.task}\n</task>`,
    SYSTEMS_EXPLAINED,
    TREE,
    factsText(facts),
    "Look at the workspace as far as the choice needs it: count what repeats, find the command that can say whether it is done. A few looks are enough. Take the smallest system that fits.",
  ].join("\n\n");
  return { prompt, schema: ANSWER_SCHEMA };
}

const SYSTEMS_EXPLAINED = `The systems, the smallest first:
- single: one agent, one conversation. It holds the plan in its head.
- subagents: a lead gives a few independent pieces to agents with contexts of their own, side by side.
- team: named agents with a shared list of tasks who write to each other while they work.
- goal: one agent works, an independent judge or a command says whether it is done, and what is missing goes back to it, until it is done.
- workflow: a script holds the plan and may run hundreds of agents; every piece is checked.`;

const TREE = `How to decide:
- Small and clear, or a question: single.
- A few pieces that do not need each other: subagents.
- Pieces that have to react to each other: team.
- One stubborn thing with a condition or a test that ends it: goal.
- Wide, mechanical, testable, or many similar pieces: workflow.`;

function factsText({ isRepository, files, oracles }: WorkspaceFacts): string {
  const found = oracles.map(({ kind, command, basis }) => `${kind}: ${command} (${basis})`);
  return [
    "Known of the workspace:",
    `- it is ${isRepository ? "a" : "no"} git repository${files === null ? "" : `, with ${files} files`}`,
    `- commands that can say whether it works: ${found.length === 0 ? "none found" : found.join("; ")}`,
  ].join("\n");
}
