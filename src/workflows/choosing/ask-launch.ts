// The question before a chosen system starts: what was chosen and why, what it takes, what it will be told.
import type { ChooseSystemOutcome } from "../../protocol/activities.ts";
import type { AskedTask } from "../../protocol/choice.ts";
import type { GateRecord } from "../../protocol/run-views.ts";
import type { GateQuestion } from "../gate-book.ts";
import type { OpenRun } from "../open-run.ts";

type Chosen = Extract<ChooseSystemOutcome, { kind: "chosen" }>;
type Answered = Pick<GateRecord, "outcome" | "note">;

/** A question that cannot be asked is one that nobody approved. */
const NOBODY: Answered = { outcome: "rejected", note: null };

export async function askLaunch(
  chosen: Chosen,
  { task }: AskedTask,
  { gates, ports }: OpenRun,
): Promise<Answered> {
  let answered: Answered | null = null;
  gates.ask(toQuestion(chosen, task)).then(
    (record) => (answered = record),
    () => (answered = NOBODY),
  );
  await ports.until(() => answered !== null);
  return answered ?? NOBODY;
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
