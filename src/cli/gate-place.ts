// Where a question is answered by whoever follows the run, and what can be known of the question there.
import type { Session } from "../client/connect.ts";
import type { RunRef } from "../client/describe-run.ts";
import { queryRun } from "../client/query-run.ts";
import type { GateRecord, GateView, ScriptView, StatusView } from "../protocol/run-views.ts";
import type { Io } from "./io.ts";
import { visibleLine } from "./visible-text.ts";

export type GatePlace = {
  readonly session: Session;
  readonly ref: RunRef;
  readonly io: Io;
  /** Ctrl-C, while no question has the terminal. */
  readonly signal: AbortSignal;
};

/** `null` when nobody is there to tell. */
export async function openGates({ session, ref }: GatePlace): Promise<readonly GateView[] | null> {
  const reply = await queryRun<GateView[]>(session, ref, { name: "pending" });
  return reply.kind === "answer" ? reply.value : null;
}

export async function scriptOf({ session, ref }: GatePlace): Promise<ScriptView | null> {
  const reply = await queryRun<ScriptView | null>(session, ref, { name: "script" });
  return reply.kind === "answer" ? reply.value : null;
}

export async function statusOf({ session, ref }: GatePlace): Promise<StatusView | null> {
  const reply = await queryRun<StatusView>(session, ref, { name: "status" });
  return reply.kind === "answer" ? reply.value : null;
}

/** What became of a question that somebody else, or its deadline, has answered. */
export async function closingWords({ id }: GateView, place: GatePlace): Promise<string> {
  const record = (await statusOf(place))?.answered.find((one) => one.id === id);
  return record === undefined
    ? "The question is no longer open."
    : `Meanwhile it was ${outcomeWords(record)}.`;
}

function outcomeWords({ outcome, by, note }: GateRecord): string {
  if (outcome === "timeout") return "closed: its time was over";
  const reason = note === null ? "" : ` (${visibleLine(note)})`;
  return `${outcome}${by === null ? "" : ` by ${visibleLine(by)}`}${reason}`;
}
