import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readModelTable } from "../../src/agent/model-table-file.ts";
import {
  contextWindowOf,
  effortFor,
  MODELS,
  outputLimitOf,
  resolveModel,
} from "../../src/agent/model-table.ts";
import { costUsd } from "../../src/agent/prices.ts";
import { NO_USAGE } from "../../src/protocol/usage.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pawl-models-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function given(content: unknown): Promise<void> {
  await writeFile(join(home, "models.json"), typeof content === "string" ? content : JSON.stringify(content));
}

const choice = { call: undefined, agentType: undefined, run: undefined };

test("no file, no home: the built-in table", async () => {
  expect(await readModelTable(home)).toBe(MODELS);
  expect(await readModelTable(join(home, "gone"))).toBe(MODELS);
});

test("an alias may be moved, and a new one made; the others stay", async () => {
  await given({ aliases: { sonnet: "claude-sonnet-6", house: "gateway/house-model" } });
  const table = await readModelTable(home);
  expect(resolveModel({ ...choice, worker: "sonnet" }, table)).toBe("claude-sonnet-6");
  expect(resolveModel({ ...choice, worker: "house" }, table)).toBe("gateway/house-model");
  expect(resolveModel({ ...choice, worker: "opus" }, table)).toBe("claude-opus-5-5");
});

test("a model's facts are overridden one by one", async () => {
  await given({
    models: { "claude-opus-5-5": { contextTokens: 500_000 }, tiny: { outputTokens: 1_000, effort: false } },
  });
  const table = await readModelTable(home);
  expect(contextWindowOf("claude-opus-5-5", table)).toBe(500_000);
  expect(effortFor("claude-opus-5-5", "max", table)).toBe("max");
  expect([outputLimitOf("tiny", table), effortFor("tiny", "max", table)]).toEqual([1_000, undefined]);
});

test("prices have days and tiers, in whatever order they stand; days before are the built-in table's", async () => {
  const price = { output: 0, cacheRead: 0, cacheWrite: 0 };
  await given({
    models: {
      "claude-opus-5-5": {
        prices: [
          { from: "2026-12-01", input: 3, ...price },
          { from: "2026-12-01", promptUpTo: 1_000, input: 2, ...price },
          { from: "2027-01-01", input: 1, ...price },
        ],
      },
    },
  });
  const { prices } = await readModelTable(home);
  const cost = (day: string, inputTokens: number): number | null =>
    costUsd("claude-opus-5-5", { ...NO_USAGE, inputTokens }, Date.parse(day), prices);
  expect(cost("2026-11-30", 1_000_000)).toBeCloseTo(4);
  expect(cost("2026-12-01", 1_000_000)).toBeCloseTo(3);
  expect(cost("2026-12-01", 1_000)).toBeCloseTo(0.002);
  expect(cost("2027-01-01", 1_000)).toBeCloseTo(0.001);
});

test.each<[string, unknown, RegExp]>([
  ["no JSON", "{", /expected JSON/],
  ["a list", [], /the file: .*expected object/],
  ["an unknown key", { alias: {} }, /the file: .*"alias"/],
  ["an alias that is no text", { aliases: { sonnet: 5 } }, /aliases\.sonnet: .*expected string/],
  [
    "half a price",
    { models: { m: { prices: [{ input: 1 }] } } },
    /models\.m\.prices\.0\.output: .*expected number/,
  ],
  [
    "a price below zero",
    { models: { m: { prices: [{ input: -1, output: 0, cacheRead: 0, cacheWrite: 0 }] } } },
    /input: .*>=0/,
  ],
  [
    "a day that is none",
    { models: { m: { prices: [{ from: "soon", input: 1, output: 0, cacheRead: 0, cacheWrite: 0 }] } } },
    /from: /,
  ],
  [
    "a window of half a token",
    { models: { m: { contextTokens: 0.5 } } },
    /models\.m\.contextTokens: .*expected int/,
  ],
])("%s is one error that names the file and the place", async (_title, content, expected) => {
  await given(content);
  const error = await readModelTable(home).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: "ModelTableError", message: expect.stringMatching(expected) });
  expect((error as Error).message).toContain(join(home, "models.json"));
});

test("something that is no file is said so", async () => {
  await mkdir(join(home, "models.json"));
  await expect(readModelTable(home)).rejects.toThrow(
    /models\.json: expected a file that can be read, got EISDIR/,
  );
});
