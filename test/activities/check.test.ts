import { MockActivityEnvironment } from "@temporalio/testing";
import { CancelledFailure } from "@temporalio/activity";
import { expect, test } from "vitest";
import { check } from "../../src/activities/check.ts";
import { countProcesses, uniqueSeconds, untilRunning } from "../workspace/processes.ts";
import { makeWorkspace } from "../workspace/temporary-workspace.ts";

const timeoutMs = 20_000;

function makeEnvironment() {
  const environment = new MockActivityEnvironment();
  let heartbeats = 0;
  environment.on("heartbeat", () => (heartbeats += 1));
  return { environment, heartbeats: () => heartbeats };
}

test("K01 the activity runs the command and gives its outcome", async () => {
  const { workspace } = makeWorkspace();
  const { environment, heartbeats } = makeEnvironment();
  const outcome = await environment.run(check, { command: "echo hi; exit 4", workspace, timeoutMs });
  expect(outcome).toMatchObject({ ok: false, exitCode: 4, output: "hi\n" });
  expect(heartbeats()).toBeGreaterThan(0);
});

test("K01 its heart beats from the first line on, for as long as the command runs", async () => {
  const { workspace } = makeWorkspace();
  const { environment, heartbeats } = makeEnvironment();
  const seconds = uniqueSeconds();
  const running = environment.run(check, { command: `sleep ${seconds}`, workspace, timeoutMs });
  const failure = running.catch((error: unknown) => error);
  expect(heartbeats()).toBe(1);
  await expect.poll(heartbeats, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  environment.cancel();
  expect(await failure).toBeInstanceOf(CancelledFailure);
});

test("R09 cancelled in the middle, it ends as cancelled and its processes are gone", async () => {
  const { workspace } = makeWorkspace();
  const { environment, heartbeats } = makeEnvironment();
  const seconds = uniqueSeconds();
  const command = `setsid sleep ${seconds} & sleep ${seconds}`;
  const running = environment.run(check, { command, workspace, timeoutMs });
  const failure = running.catch((error: unknown) => error);
  await untilRunning(seconds);
  const cancelledAt = performance.now();
  environment.cancel("CANCELLED");
  expect(await failure).toBeInstanceOf(CancelledFailure);
  expect(performance.now() - cancelledAt).toBeLessThan(5_000);
  expect(countProcesses(seconds)).toBe(0);
  expect(heartbeats()).toBeGreaterThan(0);
});

test("K01 a check that cannot start fails for good and says why", async () => {
  const { workspace } = makeWorkspace();
  const { environment } = makeEnvironment();
  const running = environment.run(check, { command: "true", cwd: "../outside", workspace, timeoutMs });
  await expect(running).rejects.toMatchObject({
    type: "CheckCannotStart",
    nonRetryable: true,
    message: expect.stringMatching(/The check "true" cannot start\. .*inside the workspace/),
  });
});
