// The question before a chosen system starts: what was chosen and why, what it takes, what it will be told.
import type { ChooseSystemOutcome } from "../../protocol/activities.ts";
import type { DoSettings } from "../../protocol/do-input.ts";
import type { GateRecord } from "../../protocol/run-views.ts";
import type { GateQuestion } from "../gate-book.ts";
import type { OpenRun } from "../open-run.ts";
import { askStartGate } from "../planning/start-gate.ts";

type Chosen = Extract<ChooseSystemOutcome, { kind: "chosen" }>;

/** Throws `RunFailure` when it cannot be asked; `null` in runs of older versions. */
export async function askStart(
  chosen: Chosen,
  { asked, approvedBy }: Pick<DoSettings, "asked" | "approvedBy">,
  self: OpenRun,
): Promise<GateRecord | null> {
  return askStartGate(toQuestion(chosen, asked.task), approvedBy, self);
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
