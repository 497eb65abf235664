// The `cancelRun` activity: a workflow cannot cancel itself, so the worker's client asks for it.
import { ApplicationFailure, Context } from "@temporalio/activity";

export async function cancelRun(): Promise<void> {
  const { client, info } = Context.current();
  const execution = info.workflowExecution;
  if (execution === undefined)
    throw ApplicationFailure.nonRetryable("cancelRun belongs to a run", "InvalidInput");
  await client.workflow.getHandle(execution.workflowId, execution.runId).cancel();
}
