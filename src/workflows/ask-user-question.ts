// An agent's AskUserQuestion as a gate: its question, the choices or the form of its answer, and the answer as words.
import { z } from "zod";
import type { AgentTask } from "../protocol/agent.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { GateRecord } from "../protocol/run-views.ts";
import type { GateQuestion } from "./gate-book.ts";

/** The agent as people are to know it. */
export type Asker = Pick<AgentTask, "call" | "label" | "phase">;

/** As the tool's own schema has it (src/agent/tools), read with an open mind: the run needs no more than this. */
const questionsSchema = z.object({
  questions: z
    .array(
      z.object({
        question: z.string().min(1),
        header: z.string().optional(),
        options: z
          .array(z.object({ label: z.string().min(1), description: z.string().optional() }))
          .optional(),
        multiSelect: z.boolean().optional(),
      }),
    )
    .min(1),
});
type Questions = z.output<typeof questionsSchema>["questions"];
type Question = Questions[number];

export function parseQuestions(input: JsonObject): Questions | null {
  const parsed = questionsSchema.safeParse(input);
  return parsed.success ? parsed.data.questions : null;
}

/**
 * One question with one choice offers its options as choices; with several, the answer is a list; several questions
 * are answered by one object, a key for each. An option is a suggestion, here as in the tool: other words count, too.
 */
export function toGateQuestion(questions: Questions, { call, label, phase }: Asker): GateQuestion {
  const [first, ...more] = questions;
  const details = { agent: { call, label }, questions: questions.map(toShown) };
  const common = { kind: "ask", phase: phase ?? null, details } as const;
  if (first === undefined || more.length > 0) {
    return { ...common, question: asList(questions), schema: formOf(questions) };
  }
  const { question, options = [] } = first;
  if (first.multiSelect === true) return { ...common, question, schema: LIST };
  if (options.length === 0) return { ...common, question };
  return { ...common, question, choices: options.map((option) => option.label), takesOther: true };
}

/** What the model reads. */
export function answerText(questions: Questions, { value, by }: GateRecord): string {
  const who = by === null ? "The user" : `The user (${by})`;
  return `${who} has answered: ${pairs(questions, value)}. Go on with that in mind.`;
}

const TEXT = { type: "string", minLength: 1 } as const;
const LIST = { type: "array", items: TEXT } as const;

function formOf(questions: Questions): JsonObject {
  const keys = keysOf(questions);
  const properties = Object.fromEntries(
    questions.map(({ multiSelect }, n) => [keys[n], multiSelect === true ? LIST : TEXT]),
  );
  return { type: "object", required: keys, properties, additionalProperties: false };
}

/** A question's header where each has its own, else their numbers: `q1`, `q2`. */
function keysOf(questions: Questions): string[] {
  const headers = questions.map(({ header = "" }) => header.trim());
  const isUsable = headers.every((header) => header !== "") && new Set(headers).size === headers.length;
  return isUsable ? headers : questions.map((_question, n) => `q${n + 1}`);
}

function asList(questions: Questions): string {
  const keys = keysOf(questions);
  const lines = questions.map(({ question, options = [] }, n) => {
    const labels = options.map(({ label }) => label).join(" | ");
    return `${keys[n]}: ${question}${labels === "" ? "" : ` (${labels})`}`;
  });
  return `${questions.length} questions, answered by one object with the keys ${keys.join(", ")}:\n${lines.join("\n")}`;
}

function toShown({ question, options = [], multiSelect = false }: Question): Json {
  const shown = options.map(({ label, description = "" }) => ({ label, description }));
  return { question, options: shown, multiSelect };
}

function pairs(questions: Questions, value: Json): string {
  const [first] = questions;
  if (questions.length === 1 && first !== undefined) return pair(first.question, value);
  const keys = keysOf(questions);
  const answers = typeof value === "object" && value !== null ? (value as JsonObject) : {};
  return questions.map(({ question }, n) => pair(question, answers[keys[n] ?? ""] ?? null)).join(", ");
}

function pair(question: string, answer: Json): string {
  return `${JSON.stringify(question)} = ${JSON.stringify(answer)}`;
}
