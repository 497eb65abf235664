// merge() (K02): brings branches into the workspace one after the other, each of them as a whole or not at all.
import type { MergedBranch, MergeOutcome, MergeTask } from "../../protocol/merge.ts";
import { failPoint } from "../fail-point.ts";
import { lockFile } from "../file-lock.ts";
import { openCheckout, readHead, type Checkout } from "./checkout.ts";
import { mergeBranch } from "./merge-branch.ts";
import { openMergeRecord } from "./merge-record.ts";
import { finishMove } from "./move-checkout.ts";
import { mergeLockOf } from "./move-journal.ts";

export type MergePorts = {
  /** PAWL_HOME: records go under it. */
  readonly home: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly signal: AbortSignal;
};

/**
 * Executed again under the same run and id, it goes on where it was cut off and says the same. Throws
 * `MergeCannotStart`, `CheckCannotStart`, `SandboxMissing`, `GitFailed`, and the signal's reason when aborted; what
 * went in before stays in.
 */
export async function mergeBranches(task: MergeTask, ports: MergePorts): Promise<MergeOutcome> {
  const checkout = await openCheckout(task.workspace);
  return withRepository(checkout, ports.signal, async () => {
    const { home, workflowId, runId, signal } = ports;
    const name = { home, workflowId, runId, id: task.id };
    const record = openMergeRecord(name);
    const branches: MergedBranch[] = [];
    for (const [place, branch] of task.branches.entries()) {
      signal.throwIfAborted();
      const outcome =
        record.of(place).done ??
        (await mergeBranch(checkout, {
          branch,
          check: task.check,
          name,
          signal,
          known: record.of(place).ready,
          ready: (commit) => record.set(place, { ready: commit }),
        }));
      failPoint("merge-branch-done");
      await record.set(place, { done: outcome });
      failPoint("merge-branch-recorded");
      branches.push(outcome);
    }
    return { branches, head: (await readHead(checkout)).commit };
  });
}

/** One merge at a time in a repository, and none on top of an unfinished one. */
async function withRepository<T>(checkout: Checkout, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  const release = await lockFile(mergeLockOf(checkout), signal);
  try {
    await finishMove(checkout);
    return await act();
  } finally {
    await release();
  }
}
