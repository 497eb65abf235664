import { expect, test } from "vitest";
import { addUsage, lessUsage, NO_USAGE } from "../../src/protocol/usage.ts";

const USED = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };

test("searches are added and taken away, and not named where there are none", () => {
  const searched = { ...USED, webSearches: 2 };
  expect(addUsage(searched, searched)).toMatchObject({ inputTokens: 2, webSearches: 4 });
  expect(addUsage(USED, searched)).toMatchObject({ webSearches: 2 });
  expect(lessUsage(searched, searched)).toEqual(NO_USAGE);
  expect(addUsage(USED, NO_USAGE)).toEqual(USED);
});
