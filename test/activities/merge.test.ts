import { CancelledFailure } from "@temporalio/activity";
import { ActivityCancellationDetails } from "@temporalio/common";
import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";
import { expect, test } from "vitest";
import { makeMergeActivity } from "../../src/activities/merge.ts";
import { uniqueSeconds, untilRunning, countProcesses } from "../workspace/processes.ts";
import { makeRepository, taskOf } from "../workspace/merge/repository.ts";
import { makeWorkspace } from "../workspace/temporary-workspace.ts";

function makeEnvironment() {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger("ERROR") });
  let heartbeats = 0;
  environment.on("heartbeat", () => (heartbeats += 1));
  return { environment, heartbeats: () => heartbeats };
}

test("K02 the activity merges, beats, and gives the outcome; again under the same id it gives the same", async () => {
  const { workspace, home, branch } = makeRepository();
  const commit = branch("one", { "a.txt": "2\n" });
  const { environment, heartbeats } = makeEnvironment();
  const merge = makeMergeActivity({ home });
  const outcome = { branches: [{ branch: "one", status: "merged", commit }], head: commit };
  expect(await environment.run(merge, taskOf(workspace, ["one"]))).toEqual(outcome);
  expect(await environment.run(merge, taskOf(workspace, ["one"]))).toEqual(outcome);
  expect(heartbeats()).toBeGreaterThan(1);
});

test("K02 a merge that cannot start fails for good and says why", async () => {
  const { workspace, outside } = makeWorkspace();
  const { environment } = makeEnvironment();
  const running = environment.run(makeMergeActivity({ home: outside }), taskOf(workspace, ["one"]));
  await expect(running).rejects.toMatchObject({
    type: "MergeCannotStart",
    nonRetryable: true,
    message: expect.stringMatching(/Git repository to merge into/),
  });
});

test.each([
  ["R09 cancelled in its check, it ends as cancelled", "cancelled", CancelledFailure.name, undefined],
  ["R02 a worker that goes down leaves it to another", "shutdown", "ApplicationFailure", "WorkerLost"],
])("%s, and nothing has gone in", async (_, how, name, type) => {
  const { workspace, home, branch, git } = makeRepository();
  branch("one", { "a.txt": "2\n" });
  const before = git("rev-parse", "HEAD");
  const { environment } = makeEnvironment();
  const seconds = uniqueSeconds();
  const running = environment.run(
    makeMergeActivity({ home }),
    taskOf(workspace, ["one"], { check: `sleep ${seconds}` }),
  );
  const failure = running.catch((error: unknown) => error);
  await untilRunning(seconds);
  if (how === "cancelled") environment.cancel("CANCELLED");
  else environment.cancel("WORKER_SHUTDOWN", new ActivityCancellationDetails({ workerShutdown: true }));
  expect(await failure).toMatchObject({ name, ...(type === undefined ? {} : { type }) });
  expect(countProcesses(seconds)).toBe(0);
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain")]).toEqual([before, ""]);
});
