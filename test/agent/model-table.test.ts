import { expect, test } from "vitest";
import { resolveEffort, resolveModel } from "../../src/agent/model-table.ts";

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
