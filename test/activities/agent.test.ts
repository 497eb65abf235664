import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Info } from "@temporalio/activity";
import { ActivityCancellationDetails, ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeAgentActivity } from "../../src/activities/agent.ts";
import { MODELS } from "../../src/agent/model-table.ts";
import { readTranscript, transcriptPath } from "../../src/agent/transcript.ts";
import type {
  AgentFailureDetail,
  AgentHeartbeat,
  AgentOutcome,
  AgentTask,
  AgentYield,
} from "../../src/protocol/agent.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";

/** "Within seconds": a hang fails, a busy machine does not. */
const STOPS_WITHIN_MS = 10_000;

let folder: string;
let simulator: Simulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawl-activity-"));
  simulator = await startSimulator();
});
afterEach(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

type Attempt = {
  readonly environment: MockActivityEnvironment;
  readonly heartbeats: AgentHeartbeat[];
  readonly end: Promise<AgentOutcome | AgentYield>;
};

function start(reply: Reply, task: Partial<AgentTask> = {}, info: Partial<Info> = {}): Attempt {
  simulator.addRules([{ name: "play", when: () => true, reply }]);
  const activity = makeAgentActivity({
    model: { baseUrl: simulator.url },
    models: MODELS,
    defaultModel: "haiku",
    home: join(folder, "pawl-home"),
    userHome: folder,
  });
  const environment = new MockActivityEnvironment(
    { attempt: 1, ...info },
    { logger: new DefaultLogger("ERROR") },
  );
  const heartbeats: AgentHeartbeat[] = [];
  environment.on("heartbeat", (heartbeat: AgentHeartbeat) => heartbeats.push(heartbeat));
  const whole: AgentTask = { call: 4, label: "test", prompt: "Do it.", workspace: folder, ...task };
  return {
    environment,
    heartbeats,
    end: environment.run<[AgentTask], AgentOutcome | AgentYield, typeof activity>(activity, whole),
  };
}

const failureOf = (end: Promise<unknown>): Promise<unknown> =>
  end.then(
    (outcome) => new Error(`expected a failure, got ${JSON.stringify(outcome)}`),
    (error: unknown) => error,
  );

test("an agent's outcome is the activity's, and its transcript is at its place", async () => {
  const { end, environment } = start({ kind: "text", text: "done" });
  expect(await end).toMatchObject({ result: "done", model: "claude-haiku-5-5", attempts: 1 });
  const { workflowId = "", runId = "" } = environment.context.info.workflowExecution ?? {};
  const entries = await readTranscript(
    transcriptPath({ home: join(folder, "pawl-home"), workflowId, runId, call: 4 }),
  );
  expect(entries.map(({ kind }) => kind)).toEqual(["attempt", "user", "turn", "done"]);
});

test("it heartbeats from its first line and at its end, with what was used", async () => {
  const { end, heartbeats } = start({ kind: "text", text: "done" });
  expect(heartbeats).toMatchObject([{ turn: 0, tool: null, usage: { outputTokens: 0 } }]);
  const { usage, costUsd } = await end;
  expect(heartbeats.at(-1)).toMatchObject({ turn: 1, usage, costUsd });
});

test("what earlier attempts used is in the first heartbeat already, and in the outcome", async () => {
  const usage = { inputTokens: 10, outputTokens: 1_000, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const heartbeatDetails: AgentHeartbeat = { turn: 9, tool: "Bash", usage, costUsd: 2, lastActivityAt: 5 };
  const { end, heartbeats } = start({ kind: "text", text: "done" }, {}, { attempt: 3, heartbeatDetails });
  expect(heartbeats[0]).toMatchObject({ turn: 0, tool: null, usage, costUsd: 2 });
  const outcome = await end;
  expect(outcome.attempts).toBe(3);
  expect(outcome.costUsd).toBeGreaterThan(2);
  expect(outcome.usage.outputTokens).toBeGreaterThan(1_000);
});

test("A05 a final failure is not retried, and its first detail says what was used", async () => {
  const { end } = start({ kind: "refusal" });
  const failure = await failureOf(end);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: "ModelRefusal", nonRetryable: true, nextRetryDelay: undefined });
  const [detail] = (failure as ApplicationFailure).details as AgentFailureDetail[];
  expect(detail).toMatchObject({ model: "claude-haiku-5-5", turns: 1, attempts: 1 });
});

test("a rate limit is retried after what the API asks for, and the use so far goes out with the last heartbeat", async () => {
  const usage = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const heartbeatDetails: AgentHeartbeat = { turn: 9, tool: null, usage, costUsd: 2, lastActivityAt: 5 };
  const fault = { kind: "rate-limit", retryAfterSeconds: 12 } as const;
  const { end, heartbeats } = start({ kind: "fault", fault }, {}, { heartbeatDetails });
  expect(await failureOf(end)).toMatchObject({
    type: "ModelUnavailable",
    nonRetryable: false,
    nextRetryDelay: 12_000,
  });
  expect(heartbeats.at(-1)).toMatchObject({ usage, costUsd: 2 });
});

test("R09 a stop in the middle of a silent stream ends it within a second as cancelled, and hangs up", async () => {
  const { end, environment } = start({ kind: "fault", fault: { kind: "silence" } });
  const ended = failureOf(end);
  await vi.waitFor(() => expect(simulator.requests()[0]?.status).toBe(200));
  const started = performance.now();
  environment.cancel("CANCELLED", new ActivityCancellationDetails({ cancelRequested: true }));
  expect(await ended).toBeInstanceOf(CancelledFailure);
  expect(performance.now() - started).toBeLessThan(STOPS_WITHIN_MS);
  await vi.waitFor(() => expect(simulator.requests()[0]?.outcome).toBe("aborted"));
});

test("R02 a worker going down hands the agent on instead of ending it", async () => {
  const { end, environment } = start({ kind: "fault", fault: { kind: "silence" } });
  const ended = failureOf(end);
  await vi.waitFor(() => expect(simulator.requests()[0]?.status).toBe(200));
  environment.cancel("WORKER_SHUTDOWN", new ActivityCancellationDetails({ workerShutdown: true }));
  expect(await ended).toMatchObject({ name: "ApplicationFailure", type: "WorkerLost", nonRetryable: false });
});

test("while the model is silent the pulse goes on", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { end, environment, heartbeats } = start({ kind: "fault", fault: { kind: "silence" } });
  const ended = failureOf(end);
  const before = heartbeats.length;
  vi.advanceTimersByTime(3_000);
  expect(heartbeats.length - before).toBe(3);
  vi.useRealTimers();
  environment.cancel();
  await ended;
});
