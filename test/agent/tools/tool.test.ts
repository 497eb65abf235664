import { expect, test } from "vitest";
import { z } from "zod";
import { defineTool } from "../../../src/agent/tools/tool.ts";

const tool = defineTool({
  name: "Count",
  description: "Counts.",
  input: z.object({
    word: z.string().describe("What"),
    times: z.int().min(1).default(1).describe("How often"),
    loud: z.boolean().default(false).describe("Whether to shout"),
  }),
  readOnly: true,
  act: async (input) => JSON.stringify(input),
});

test("the schema says what is asked for, and no more", () => {
  expect(tool.inputSchema).toEqual({
    type: "object",
    properties: {
      word: { type: "string", description: "What" },
      times: { type: "integer", minimum: 1, default: 1, description: "How often" },
      loud: { type: "boolean", default: false, description: "Whether to shout" },
    },
    required: ["word"],
  });
});

test("numbers and yes as text, and null for what is left out, are taken as they are meant; text stays text", async () => {
  const run = async (input: unknown): Promise<unknown> => JSON.parse((await tool.run(input)).content);
  expect(await run({ word: "1", times: "3", loud: "true" })).toEqual({ word: "1", times: 3, loud: true });
  expect(await run({ word: "true", times: null, loud: "false" })).toEqual({
    word: "true",
    times: 1,
    loud: false,
  });
});

test.each([
  [
    "a wrong name",
    { text: "x" },
    /^The input of Count does not fit its schema: word: .*\. It takes word, times, loud\. Nothing was done\.$/,
  ],
  ["a wrong number", { word: "x", times: "some" }, /times: /],
  ["a number below the least", { word: "x", times: 0 }, /times: /],
  ["a yes that is none", { word: "x", loud: "yes" }, /loud: /],
  ["no object", "x", /input: /],
  ["a list", ["x"], /input: /],
  ["nothing", undefined, /input: /],
])("%s is answered with what is wrong and what there is", async (_, input, words) => {
  const outcome = await tool.run(input);
  expect(outcome.isError).toBe(true);
  expect(outcome.content).toMatch(words);
});
