// The question without which nothing starts: asked, answered beforehand, or a run that ends since it cannot be asked.
import type { GateRecord } from "../../protocol/run-views.ts";
import type { GateQuestion } from "../gate-book.ts";
import type { OpenRun } from "../open-run.ts";
import type { RunPorts } from "../ports.ts";
import { RunFailure } from "../run-failure.ts";

type Asking = Pick<OpenRun, "gates"> & { readonly ports: Pick<RunPorts, "until" | "patched"> };

/** Of an approval that nobody had to be asked for any more. */
const BEFOREHAND = "approved before it was shown (--yes, approvedBy)";

/**
 * @param approvedBy who has said yes beforehand: it is on record like any other approval. Throws `RunFailure` when it
 * cannot be asked, and when the run is cancelled; runs of older versions went on as if somebody had said no: `null`.
 */
export async function askStartGate(
  question: GateQuestion,
  approvedBy: string | null,
  self: Asking,
): Promise<GateRecord | null> {
  const answer = open(question, self);
  if ("problem" in answer) {
    if (!self.ports.patched("launch-not-asked")) return null;
    throw new RunFailure(
      "LaunchNotAsked",
      `Nothing was started, since nobody could be asked whether it may: ${answer.problem}.`,
    );
  }
  if (approvedBy !== null) self.gates.decide("approve", { id: answer.id, by: approvedBy, note: BEFOREHAND });
  return settled(answer.closed, self);
}

/** Any other question; `null` when it cannot be asked. Throws when the run is cancelled. */
export async function askGate(question: GateQuestion, self: Asking): Promise<GateRecord | null> {
  const answer = open(question, self);
  return "problem" in answer ? null : settled(answer.closed, self);
}

type Opened = ReturnType<OpenRun["gates"]["put"]>;

function open(question: GateQuestion, { gates }: Asking): Opened | { readonly problem: string } {
  try {
    return gates.put(question);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problem: error.message };
  }
}

async function settled(closed: Promise<GateRecord>, { ports }: Asking): Promise<GateRecord | null> {
  let record: GateRecord | null = null;
  void closed.then((one) => (record = one));
  await ports.until(() => record !== null);
  return record;
}
