// The host's half of approve() and ask() (G01 to G03).
import { utf8Bytes, type Json } from "../../protocol/json.ts";
import type { GateRecord } from "../../protocol/run-views.ts";
import type { GateBook, GateQuestion } from "../gate-book.ts";
import type { GuestCall } from "../messages.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";
import { runInside } from "../window.ts";

export async function runApproveCall(call: GuestCall<"approve">, run: RunContext): Promise<Json> {
  const { outcome, by, note, at } = await openGate({ ...call, kind: "approve" }, run);
  // Never approved by default: a gate whose time is over was not approved, by nobody (G03).
  return { approved: outcome === "approved", by, note, at: new Date(at).toISOString() };
}

export async function runAskCall(call: GuestCall<"ask">, run: RunContext): Promise<Json> {
  if (call.schema !== undefined) {
    const task = { schema: call.schema };
    const { problem } = await runInside(run.lookups, utf8Bytes(JSON.stringify(task)), () => {
      if (run.isClosing()) throw new CallStopped();
      return run.ports.validateAnswer(task);
    });
    if (problem !== null) throw new CallRejection("InvalidSchema", `ask(): schema: ${problem}`);
  }
  const record = await openGate({ ...call, kind: "ask" }, run);
  if (record.outcome !== "timeout") return record.value;
  if (call.default !== undefined) return call.default;
  throw new CallRejection("GateTimeout", `nobody answered "${call.question}" in time, and it has no default`);
}

async function openGate(question: GateQuestion, run: RunContext): Promise<GateRecord> {
  return putGate(question, run).closed;
}

/** Throws `CallRejection` when the question is too large. */
export function putGate(question: GateQuestion, run: RunContext): ReturnType<GateBook["put"]> {
  try {
    return run.gates.put(question);
  } catch (error) {
    if (error instanceof RangeError) throw new CallRejection("RangeError", error.message);
    throw error;
  }
}
