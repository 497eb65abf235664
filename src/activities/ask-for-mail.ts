// Asks the run of the calling activity for what was said to one of its agents, through the worker's own client.
import { Context } from "@temporalio/activity";
import { MAIL_WAIT_MS } from "../protocol/limits.ts";
import type { Mail, MailView } from "../protocol/mail.ts";

/** Rejects when no worker answers in time. */
export async function askForMail(to: string, after: number): Promise<readonly Mail[]> {
  const { client, info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined) return [];
  const handle = client.workflow.getHandle(workflowId, runId);
  const { mail } = await client.withDeadline(Date.now() + MAIL_WAIT_MS, () =>
    handle.query<MailView, [object]>("mail", { to, after }),
  );
  return mail;
}
