// AskUserQuestion: a gate with the agent's questions, and what a person says to it.
import type { YieldedCall } from "../protocol/agent.ts";
import type { Asking, Told } from "./asking.ts";
import { answerText, parseQuestions, toGateQuestion } from "./ask-user-question.ts";

export async function answerAskUserQuestion(call: YieldedCall, { task, run }: Asking): Promise<Told> {
  const questions = parseQuestions(call.input);
  if (questions === null) {
    return { content: "The questions cannot be read: they do not fit the tool's schema.", isError: true };
  }
  try {
    const record = await run.gates.ask(toGateQuestion(questions, task));
    return { content: answerText(questions, record), isError: false };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const content = `Nobody could be asked: ${why}. Decide yourself, and say what you assumed.`;
    return { content, isError: true };
  }
}
