// A word to a run: as an update, which is answered, and when no worker is up as a signal, which is kept.
import { WorkflowUpdateFailedError } from "@temporalio/client";
import type { Answer, Approval, Say, Stop } from "../protocol/control.ts";
import { SERVER_CALL_TIMEOUT_MS, UPDATE_TIMEOUT_MS } from "../protocol/limits.ts";
import type { GateView } from "../protocol/run-views.ts";
import { ClientError } from "./client-error.ts";
import type { Session } from "./connect.ts";
import type { RunRef } from "./describe-run.ts";
import { isNotFound } from "./is-unreachable.ts";
import { queryRun } from "./query-run.ts";

export type Message =
  | { readonly name: "approve" | "reject"; readonly argument: Approval }
  | { readonly name: "answer"; readonly argument: Answer }
  | { readonly name: "say"; readonly argument: Say }
  | { readonly name: "stop"; readonly argument: Stop };

/** `accepted`: the run has it, and has replied. `left`: no worker is up; the server keeps it for the next one. */
export type Delivery = { readonly kind: "accepted"; readonly reply: unknown } | { readonly kind: "left" };

/**
 * Throws `ClientError` of kind `refused` with the run's reason. Sent twice (an update nobody confirmed, then a
 * signal) it counts once: a second answer to a gate changes nothing (G05).
 */
export async function sendMessage(session: Session, ref: RunRef, message: Message): Promise<Delivery> {
  const probe = await queryRun<GateView[]>(session, ref, { name: "pending" });
  const accepted = probe.kind === "answer" ? await update(session, ref, message) : null;
  if (accepted !== null) return accepted;
  await signal(session, ref, message);
  return { kind: "left" };
}

/** `null` when no worker took it in time. */
async function update(session: Session, ref: RunRef, message: Message): Promise<Delivery | null> {
  const handle = session.client.workflow.getHandle(ref.workflowId, ref.runId);
  try {
    const reply: unknown = await session.connection.withDeadline(Date.now() + UPDATE_TIMEOUT_MS, () =>
      handle.executeUpdate(message.name, { args: [message.argument] }),
    );
    return { kind: "accepted", reply };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw refusal(error, message);
    if (isNotFound(error)) throw runIsOver(ref);
    return null;
  }
}

async function signal(session: Session, ref: RunRef, message: Message): Promise<void> {
  const handle = session.client.workflow.getHandle(ref.workflowId, ref.runId);
  try {
    await session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
      handle.signal(message.name, message.argument),
    );
  } catch (error) {
    if (isNotFound(error)) throw runIsOver(ref);
    throw error;
  }
}

function refusal(error: WorkflowUpdateFailedError, message: Message): ClientError {
  const reason = error.cause?.message ?? error.message;
  return new ClientError(
    "refused",
    `The run did not take ${message.name}: ${reason}`,
    "See its open questions with `pawl pending`.",
  );
}

function runIsOver(ref: RunRef): ClientError {
  return new ClientError(
    "refused",
    `Expected a run that is still open; ${ref.workflowId} has ended.`,
    `See how: pawl show ${ref.workflowId}`,
  );
}
