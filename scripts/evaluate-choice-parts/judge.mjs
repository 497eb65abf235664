// The judgement, on plain data: the model alone, and as a run decides it, with the rules before and over it.
import { decideByAnswer, decideByRules } from "../../dist/planner/choose-system.js";
import { SYSTEMS } from "../../dist/protocol/choice.js";

export function judge(rows) {
  const judged = rows.map(({ sentence, asked, facts, answer, error }) => ({
    task: sentence.task,
    expected: sentence.expected,
    model: answer?.system ?? null,
    decided:
      (decideByRules(asked, facts) ?? (answer === null ? null : decideByAnswer(asked, facts, answer)))
        ?.system ?? null,
    error,
  }));
  return { bySystem: SYSTEMS.map((system) => countOf(system, judged)), all: countOf(null, judged), judged };
}

function countOf(system, judged) {
  const rows = judged.filter(({ expected }) => system === null || expected === system);
  return {
    system: system ?? "all",
    tasks: rows.length,
    model: rows.filter(({ model, expected }) => model === expected).length,
    decided: rows.filter(({ decided, expected }) => decided === expected).length,
  };
}
