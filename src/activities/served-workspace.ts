// The workspace that an activity works in: one that this worker does not serve is refused for good.
import { ApplicationFailure } from "@temporalio/activity";
import { resolveWorkspace } from "../workspace/served-workspaces.ts";

/** Throws a final failure of type `InvalidInput` for a workspace that is not served; other errors are retried. */
export async function servedWorkspace(served: readonly string[], asked: string | null): Promise<string> {
  try {
    return await resolveWorkspace(served, asked);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "WorkspaceNotServed") throw error;
    throw ApplicationFailure.nonRetryable(error.message, "InvalidInput");
  }
}
