// A planner's questions to people: a gate each, side by side; nobody has to be there.
import type { Json } from "../../protocol/json.ts";
import { PLAN_QUESTION_TIMEOUT_MS } from "../../protocol/limits.ts";
import type { PlanSettings } from "../../protocol/plan-input.ts";
import type { PlannerQuestion } from "../../protocol/planner.ts";
import type { OpenRun } from "../open-run.ts";
import { askGate } from "./start-gate.ts";

export type AnsweredQuestion = {
  readonly question: string;
  readonly answer: Json;
  readonly by: string | null;
};

/** In the order of the questions. By whom: `null` when it is the default. */
export function askPlanQuestions(
  questions: readonly PlannerQuestion[],
  { approval, approvedBy, task }: Pick<PlanSettings, "approval" | "approvedBy" | "task">,
  self: OpenRun,
): Promise<AnsweredQuestion[]> {
  return Promise.all(
    questions.map(async ({ question, choices, default: otherwise }) => {
      // Whoever starts a plan with `approval: "none"`, or has said yes beforehand, is not there to be asked.
      if (approval === "none" || approvedBy !== null) return { question, answer: otherwise, by: null };
      const record = await askGate(
        {
          kind: "ask",
          question,
          choices,
          takesOther: true,
          details: { task, default: otherwise },
          timeoutMs: PLAN_QUESTION_TIMEOUT_MS,
          phase: "Plan",
        },
        self,
      );
      if (record?.outcome !== "answered") return { question, answer: otherwise, by: null };
      return { question, answer: record.value, by: record.by };
    }),
  );
}
