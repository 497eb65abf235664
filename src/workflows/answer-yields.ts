// Tool calls of an agent that the run answers: each opens a gate, and its answer goes back as the tool's result.
import type { YieldAnswer, YieldedCall } from "../protocol/agent.ts";
import { cutText } from "../protocol/json.ts";
import { YIELD_ANSWERS_MAX_CHARS } from "../protocol/limits.ts";
import { answerText, parseQuestions, toGateQuestion, type Asker } from "./ask-user-question.ts";
import type { RunContext } from "./run-context.ts";

/** Calls back when all are answered, in their order; never when the run ends before. */
export function answerYields(
  yields: readonly YieldedCall[],
  asker: Asker,
  run: RunContext,
  answered: (answers: readonly YieldAnswer[]) => void,
): void {
  const max = Math.floor(YIELD_ANSWERS_MAX_CHARS / Math.max(1, yields.length));
  void Promise.all(yields.map((call) => answer(call, asker, run))).then((answers) =>
    answered(answers.map((one) => ({ ...one, content: cutText(one.content, max) }))),
  );
}

/** Never rejects: what cannot be answered is told to the model. */
async function answer(call: YieldedCall, asker: Asker, run: RunContext): Promise<YieldAnswer> {
  const told = (content: string, isError: boolean): YieldAnswer => ({ id: call.id, content, isError });
  if (call.tool !== "AskUserQuestion") return told(`This run cannot answer calls of ${call.tool}.`, true);
  const questions = parseQuestions(call.input);
  if (questions === null)
    return told("The questions cannot be read: they do not fit the tool's schema.", true);
  try {
    const record = await run.gates.ask(toGateQuestion(questions, asker));
    return told(answerText(questions, record), false);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return told(`Nobody could be asked: ${why}. Decide yourself, and say what you assumed.`, true);
  }
}
