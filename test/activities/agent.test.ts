import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Info } from "@temporalio/activity";
import { ActivityCancellationDetails, ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeAgentActivity } from "../../src/activities/agent.ts";
import { NO_REDACTOR } from "../../src/agent/redact/redactor.ts";
import { MODELS } from "../../src/agent/model-table.ts";
import { makeFileStore } from "../../src/agent/transcript/file-store.ts";
import { readAgentTranscript } from "../../src/agent/transcript/read-transcript.ts";
import type {
  AgentFailureDetail,
  AgentHeartbeat,
  AgentOutcome,
  AgentTask,
  AgentYield,
} from "../../src/protocol/agent.ts";
import type { Reply, Rule } from "../../src/simulator/rules.ts";
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

function start(reply: Rule["reply"], task: Partial<AgentTask> = {}, info: Partial<Info> = {}): Attempt {
  simulator.addRules([{ name: "play", when: () => true, reply }]);
  const activity = makeAgentActivity({
    model: { baseUrl: simulator.url },
    models: MODELS,
    defaultModel: "haiku",
    home: join(folder, "pawl-home"),
    userHome: folder,
    redactor: NO_REDACTOR,
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
  const entries = await readAgentTranscript({ home: join(folder, "pawl-home"), workflowId, runId, call: 4 });
  expect(entries.map(({ kind }) => kind)).toEqual(["attempt", "user", "turn", "done"]);
});

test("it heartbeats from its first line and at its end, with what was used", async () => {
  const { end, heartbeats } = start({ kind: "text", text: "done" });
  expect(heartbeats).toMatchObject([{ turn: 0, tool: null, usage: { outputTokens: 0 } }]);
  const { usage, costUsd } = await end;
  expect(heartbeats.at(-1)).toMatchObject({ turn: 1, usage, costUsd });
});

test("A16 the next attempt goes on where the last one broke off, and their use is added up", async () => {
  const look: Reply = { kind: "tools", calls: [{ name: "Glob", input: { pattern: "*" } }] };
  const busy: Reply = { kind: "fault", fault: { kind: "cut" } };
  const play: Rule["reply"] = ({ turn, asked }) =>
    turn === 0 ? look : asked === 0 ? busy : { kind: "text", text: "done" };
  const first = start(play);
  expect(await failureOf(first.end)).toMatchObject({ type: "ModelUnavailable", nonRetryable: false });
  const heartbeatDetails = first.heartbeats.at(-1);
  const second = start(play, {}, { attempt: 2, heartbeatDetails });
  expect(await second.end).toMatchObject({ result: "done", turns: 2, attempts: 2 });
  expect(second.heartbeats[0]).toMatchObject({ turn: 2, usage: heartbeatDetails?.usage });
  expect(simulator.requests().map(({ turn }) => turn)).toEqual([0, 1, 1]);
  const before = heartbeatDetails?.usage.outputTokens ?? Infinity;
  expect((await second.end).usage.outputTokens).toBeGreaterThan(before);
  expect((await second.end).costUsd).toBeGreaterThan(heartbeatDetails?.costUsd ?? Infinity);
});

test("A16 an attempt whose successor has begun ends as one that may be forgotten", async () => {
  const { end, environment } = start({ kind: "fault", fault: { kind: "silence" } });
  const ended = failureOf(end);
  await vi.waitFor(() => expect(simulator.requests()[0]?.status).toBe(200));
  const { workflowId = "", runId = "" } = environment.context.info.workflowExecution ?? {};
  const store = makeFileStore(join(folder, "pawl-home"));
  const later = await store.begin({ workflowId, runId, call: 4 }, { leg: 0, attempt: 2 });
  expect(await ended).toMatchObject({ type: "WorkerLost", nonRetryable: false });
  await vi.waitFor(() => expect(simulator.requests()[0]?.outcome).toBe("aborted"));
  await later.transcript.close();
});

test("A05 a final failure is not retried, and its first detail says what was used", async () => {
  const { end } = start({ kind: "refusal" });
  const failure = await failureOf(end);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: "ModelRefusal", nonRetryable: true, nextRetryDelay: undefined });
  const [detail] = (failure as ApplicationFailure).details as AgentFailureDetail[];
  expect(detail).toMatchObject({ model: "claude-haiku-5-5", turns: 1, attempts: 1 });
});

test("a rate limit is retried after what the API asks for", async () => {
  const { end } = start({ kind: "fault", fault: { kind: "rate-limit", retryAfterSeconds: 12 } });
  expect(await failureOf(end)).toMatchObject({
    type: "ModelUnavailable",
    nonRetryable: false,
    // Less what has passed since it asked.
    nextRetryDelay: expect.closeTo(12_000, -3) as number,
  });
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

test("R09 a stopped agent tells what it had used", async () => {
  const { end, environment } = start(({ turn }) =>
    turn === 0
      ? { kind: "tools", calls: [{ name: "Glob", input: { pattern: "*" } }] }
      : { kind: "fault", fault: { kind: "silence" } },
  );
  const ended = failureOf(end);
  await vi.waitFor(() => expect(simulator.requests()[1]?.status).toBe(200), { timeout: 5_000 });
  environment.cancel("CANCELLED", new ActivityCancellationDetails({ cancelRequested: true }));
  const [first] = simulator.requests();
  const failure = await ended;
  expect(failure).toBeInstanceOf(CancelledFailure);
  expect(failure).toMatchObject({
    details: [{ model: "claude-haiku-5-5", usage: { outputTokens: first?.outputTokens } }],
  });
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
