// Tool calls of an agent that the run answers: what comes of each goes back as the tool's result.
import type { YieldAnswer, YieldedCall } from "../protocol/agent.ts";
import { cutText } from "../protocol/json.ts";
import { YIELD_ANSWERS_MAX_CHARS } from "../protocol/limits.ts";
import type { AnswerTable } from "./answer-table.ts";
import type { Asking, Told } from "./asking.ts";
import { answerAgent } from "./answer-agent.ts";
import { answerAskUserQuestion } from "./answer-ask-user-question.ts";
import { fairShares } from "./fair-shares.ts";

const ANSWERS: AnswerTable = { AskUserQuestion: answerAskUserQuestion, Agent: answerAgent };

/** Calls back when all are answered, in their order; never when the run ends before. */
export function answerYields(
  yields: readonly YieldedCall[],
  asking: Asking,
  answered: (answers: readonly YieldAnswer[]) => void,
): void {
  void Promise.all(yields.map((call) => answer(call, asking))).then((told) => {
    const shares = fairShares(
      told.map(({ content }) => content.length),
      YIELD_ANSWERS_MAX_CHARS,
    );
    answered(told.map((one, at) => toAnswer(yields[at], one, shares[at] ?? 0)));
  });
}

function answer(call: YieldedCall, asking: Asking): Promise<Told> {
  const answers = { ...ANSWERS, ...asking.answers };
  const how = Object.hasOwn(answers, call.tool) ? answers[call.tool] : undefined;
  if (how !== undefined) return how(call, asking);
  return Promise.resolve({ content: `This run cannot answer calls of ${call.tool}.`, isError: true });
}

function toAnswer(
  call: YieldedCall | undefined,
  { content, isError, whole }: Told,
  share: number,
): YieldAnswer {
  const rest = content.length > share && whole !== undefined ? ` ${whole}` : "";
  return { id: call?.id ?? "", content: `${cutText(content, share)}${rest}`, isError };
}
