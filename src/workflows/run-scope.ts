// The time in which a run has agents: whatever still works when it is over is cancelled, and given time to say that it ended.
import { CancellationScope, condition } from "@temporalio/workflow";
import { STOP_GRACE_MS } from "../protocol/limits.ts";
import type { RunContext } from "./run-context.ts";

export async function inRunScope<T>(context: RunContext, body: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  try {
    return await scope.run(body);
  } finally {
    context.close();
    scope.cancel();
    const left = (): number => context.agents.working() + context.checks.working() + context.merges.working();
    if (left() > 0)
      context.record.log.write(
        "warn",
        `${left()} agents, checks or merges were still at work: they were stopped`,
      );
    await CancellationScope.nonCancellable(() => condition(() => left() === 0, STOP_GRACE_MS));
  }
}
