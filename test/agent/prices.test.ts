import { expect, test } from "vitest";
import { costUsd } from "../../src/agent/prices.ts";
import { NO_USAGE } from "../../src/protocol/usage.ts";

const AT = Date.parse("2026-11-22");
const MILLION = 1_000_000;

test("every kind of token has its price", () => {
  const usage = {
    inputTokens: MILLION,
    outputTokens: MILLION,
    cacheReadTokens: MILLION,
    cacheWriteTokens: MILLION,
  };
  expect(costUsd("claude-opus-5-5", usage, AT)).toBeCloseTo(4 + 20 + 0.2 + 5);
});

test("haiku's tier goes by the length of the whole prompt, cached part included", () => {
  const usage = { ...NO_USAGE, inputTokens: 1_000, cacheReadTokens: 99_000 };
  expect(costUsd("claude-haiku-5-5", usage, AT)).toBeCloseTo(0.0001 + 0.00099);
  expect(costUsd("claude-haiku-5-5", { ...usage, inputTokens: 1_001 }, AT)).toBeCloseTo(0.0005005 + 0.00495);
});

test("a price that changed is the one of the day", () => {
  const usage = { ...NO_USAGE, cacheReadTokens: MILLION };
  expect(costUsd("claude-sonnet-5-5", usage, Date.parse("2026-10-06"))).toBeCloseTo(0.2);
  expect(costUsd("claude-sonnet-5-5", usage, Date.parse("2026-10-07"))).toBeCloseTo(0.1);
});

test("an id with its day of release is priced as the model; an unknown model has no price", () => {
  const usage = { ...NO_USAGE, outputTokens: MILLION };
  expect(costUsd("claude-haiku-4-5-20251001", usage, AT)).toBeCloseTo(5);
  expect(costUsd("gpt-oss", usage, AT)).toBeNull();
});

test("a search of the web costs a cent beside its tokens", () => {
  const tokens = { inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const at = Date.parse("2026-11-15");
  const without = costUsd("claude-sonnet-5-5", tokens, at) ?? 0;
  expect(costUsd("claude-sonnet-5-5", { ...tokens, webSearches: 3 }, at)).toBeCloseTo(without + 0.03, 10);
});
