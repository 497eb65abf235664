import { expect, test } from "vitest";
import {
  contextWindowOf,
  effortFor,
  MODELS,
  outputLimitOf,
  resolveEffort,
  resolveModel,
} from "../../src/agent/model-table.ts";
import { MODEL_ALIASES } from "../../src/protocol/agent.ts";

const none = { call: undefined, agentType: undefined, run: undefined, worker: "sonnet" };

test("A06 call before agent type before run before worker; aliases become ids", () => {
  expect(resolveModel(none)).toBe("claude-sonnet-5-5");
  expect(resolveModel({ ...none, run: "fable" })).toBe("claude-fable-5-2");
  expect(resolveModel({ ...none, run: "fable", agentType: "haiku" })).toBe("claude-haiku-5-5");
  expect(resolveModel({ ...none, run: "fable", agentType: "haiku", call: "opus" })).toBe("claude-opus-5-5");
  expect(resolveModel({ ...none, call: "claude-opus-4-8" })).toBe("claude-opus-4-8");
});

test("A06 inherit is the run's model, whoever says it", () => {
  expect(resolveModel({ ...none, run: "opus", agentType: "haiku", call: "inherit" })).toBe("claude-opus-5-5");
  expect(resolveModel({ ...none, run: "opus", agentType: "inherit" })).toBe("claude-opus-5-5");
  expect(resolveModel({ ...none, run: "inherit", call: "inherit" })).toBe("claude-sonnet-5-5");
});

test("A06 an unknown effort counts as none", () => {
  expect(resolveEffort("huge", undefined, "low")).toBe("low");
  expect(resolveEffort("max", "low")).toBe("max");
  expect(resolveEffort("huge")).toBeUndefined();
});

test("every model of an alias, and every model with a price, is known with its sizes", () => {
  const named = [
    ...MODEL_ALIASES.map((alias) => MODELS.aliases[alias]),
    ...MODELS.prices.flatMap(({ models }) => models),
  ];
  expect(named.filter((model) => !Object.hasOwn(MODELS.facts, model ?? ""))).toEqual([]);
});

test("sizes of a model: with the day of its release in its id, too, and careful ones for an unknown one", () => {
  expect(contextWindowOf("claude-sonnet-5-5")).toBe(1_000_000);
  expect(contextWindowOf("claude-haiku-4-5-20251001")).toBe(200_000);
  expect(contextWindowOf("some-gateway/model")).toBe(200_000);
  expect(contextWindowOf("constructor")).toBe(200_000);
  const facts = { tiny: { contextTokens: 8_000, outputTokens: 4_000, effort: true } };
  expect(outputLimitOf("tiny", { ...MODELS, facts })).toBe(4_000);
  expect(outputLimitOf("claude-opus-5-5")).toBe(32_000);
});

test("A06 effort is asked of models that take one", () => {
  expect(effortFor("claude-haiku-4-5-20251001", "high")).toBeUndefined();
  expect(effortFor("claude-haiku-5-5", "high")).toBe("high");
  expect(effortFor("some-gateway/model", "high")).toBe("high");
});
