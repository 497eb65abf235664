// The question before a chosen system starts: what was chosen and why, what it takes, what it will be told.
import type { ChooseSystemOutcome } from "../../protocol/activities.ts";
import type { AskedTask } from "../../protocol/choice.ts";
import type { GateRecord } from "../../protocol/run-views.ts";
import type { GateQuestion } from "../gate-book.ts";
import type { OpenRun } from "../open-run.ts";
import { askGate } from "../planning/launch-gate.ts";

type Chosen = Extract<ChooseSystemOutcome, { kind: "chosen" }>;
/** `null`: it could not be asked, so nobody approved. */
export async function askStart(
  chosen: Chosen,
  { task }: AskedTask,
  self: OpenRun,
): Promise<GateRecord | null> {
  return askGate(toQuestion(chosen, task), self);
}

function toQuestion({ choice, start, workspace }: Chosen, task: string): GateQuestion {
  const { system, by, lines, safer, cost, oracle } = choice;
  return {
    kind: "launch",
    question: [`Start ${system} for this task?`, ...lines].join("\n"),
    details: { task, system, chosenBy: by, oracle, safer: [...safer], cost, workspace, told: start },
    phase: null,
  };
}
