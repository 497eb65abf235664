import { afterEach, expect, test } from "vitest";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const schema = {
  type: "object",
  properties: { n: { type: "integer" } },
  required: ["n"],
  additionalProperties: false,
} as const;
const answer = (value: object): Reply => ({ kind: "answer", value: value as never });

async function setUp(play: Play): Promise<Stage> {
  stage = await makeStage(play);
  return stage;
}

test("A01 an agent resolves to its final text, with model, turns, usage and cost", async () => {
  await setUp([{ kind: "text", text: "Forty-two." }]);
  const outcome = await stage.run({ prompt: "What is it?" });
  expect(outcome).toMatchObject({ result: "Forty-two.", model: "claude-sonnet-5-5", turns: 1, attempts: 1 });
  const [request] = stage.simulator.requests();
  expect(outcome.usage.outputTokens).toBe(request?.outputTokens);
  expect(outcome.costUsd).toBeGreaterThan(0);
});

test("A04 with a schema the agent resolves to the validated object", async () => {
  await setUp([answer({ n: 7 })]);
  const outcome = await stage.run({ schema });
  expect(outcome.result).toEqual({ n: 7 });
});
