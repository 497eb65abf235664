// Agents of one worker and an API that has too much to do, over real HTTP; the time is the test's.
import { afterEach, expect, test, vi } from "vitest";
import { makeModelTraffic } from "../../src/agent/model-traffic.ts";
import type { AgentError } from "../../src/agent/agent-error.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { makeManualClock } from "./manual-clock.ts";

const AGENTS = 8;
const prompts = Array.from({ length: AGENTS }, (_, index) => `Number ${index + 1}.`);
const done: Reply = { kind: "text", text: "done" };
const busy = (retryAfterSeconds: number): Reply => ({
  kind: "fault",
  fault: { kind: "rate-limit", retryAfterSeconds },
});

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

test("a long wait costs one request, and all agents give their slots back with the time to return, in ranks", async () => {
  const { fail, simulator } = (stage = await makeStage([busy(60)]));
  const traffic = makeModelTraffic({ clock: makeManualClock() });
  const failures = await Promise.all(prompts.map((prompt, call) => fail({ prompt, call }, { traffic })));
  expect(simulator.requests()).toHaveLength(1);
  expect(failures).toEqual(
    failures.map(() => expect.objectContaining({ type: "ModelUnavailable", retryable: true })),
  );
  const returns = failures.map(({ retryAfterMs }: AgentError) => retryAfterMs ?? 0).toSorted((a, b) => a - b);
  expect(returns).toEqual([60_000, 61_000, 61_000, 62_000, 62_000, 62_000, 62_000, 63_000]);
});

test("a short wait is waited out in place by all of them: no attempt is lost, and nobody asks before its end", async () => {
  const clock = makeManualClock();
  const asked: number[] = [];
  const { run, simulator } = (stage = await makeStage(() => {
    asked.push(clock.now());
    return asked.length === 1 ? busy(2) : done;
  }));
  const traffic = makeModelTraffic({ clock });
  const running = prompts.map((prompt, call) => run({ prompt, call }, { traffic }));
  // The one that was refused waits with an alarm of its own and one for the line, its siblings wait for its answer.
  await vi.waitFor(() => expect(clock.pending()).toBe(AGENTS + 1), { timeout: 20_000 });
  const refused = clock.now();
  await clock.pass(1_999);
  expect(asked).toEqual([refused]);
  await clock.pass(1);
  expect(await Promise.all(running)).toMatchObject(prompts.map(() => ({ result: "done", attempts: 1 })));
  expect(simulator.requests()).toHaveLength(1 + AGENTS);
  expect(asked.slice(1)).toEqual(prompts.map(() => refused + 2_000));
});
