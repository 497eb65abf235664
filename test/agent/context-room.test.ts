import type Anthropic from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { cutResults, makeRoom } from "../../src/agent/context-room.ts";
import type { MessageParam } from "../../src/agent/model-client.ts";

const said = (id: string, thought?: string): MessageParam => ({
  role: "assistant",
  content: [
    ...(thought === undefined
      ? []
      : [{ type: "thinking", thinking: thought, signature: "s" } as Anthropic.ThinkingBlockParam]),
    { type: "tool_use", id, name: "Read", input: {} },
  ],
});
const result = (id: string, chars: number): MessageParam => ({
  role: "user",
  content: [{ type: "tool_result", tool_use_id: id, content: "x".repeat(chars) }],
});
const prompt: MessageParam = { role: "user", content: "Do it." };
const usage = (inputTokens: number) => ({
  inputTokens,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});
const none = new Set<string>();

/** Four reads of 10,000 tokens each; the last one is not read yet. */
const messages = [prompt, ...["a", "b", "c", "d"].flatMap((id) => [said(id), result(id, 33_000)])];
const last = (inputTokens: number) => ({ usage: usage(inputTokens), messages: messages.length - 1, cut: 0 });

test("below four fifths of the window nothing is cut", () => {
  expect(makeRoom({ messages, last: last(30_000), window: 60_000, trimmed: none })).toEqual({
    ids: [],
    full: false,
  });
});

test("above, the oldest results go until half of it is free; the one that is not read yet only where nothing else helps", () => {
  const asked = { messages, last: last(40_000), trimmed: none };
  expect(makeRoom({ ...asked, window: 60_000 })).toEqual({ ids: ["a", "b", "c"], full: false });
  expect(makeRoom({ ...asked, window: 25_000 })).toEqual({ ids: ["a", "b", "c"], full: false });
  expect(makeRoom({ ...asked, window: 15_000 })).toEqual({ ids: ["a", "b", "c", "d"], full: false });
  expect(makeRoom({ ...asked, window: 9_000 })).toEqual({ ids: ["a", "b", "c", "d"], full: true });
});

test("when the API finds it too long, all that is read goes, and what is not read when there is nothing else", () => {
  const asked = { messages, last: last(40_000), window: 0 };
  expect(makeRoom({ ...asked, trimmed: none }).ids).toEqual(["a", "b", "c"]);
  expect(makeRoom({ ...asked, trimmed: new Set(["a", "b", "c"]) }).ids).toEqual(["d"]);
});

test("what an attempt before has cut since the last turn is room by now", () => {
  const trimmed = new Set(["a", "b", "c"]);
  const asked = { messages: cutResults(messages, trimmed), trimmed, window: 25_000 };
  expect(makeRoom({ ...asked, last: { ...last(40_000), cut: 30_000 } })).toEqual({ ids: [], full: false });
});

test("what is cut already, or short, is let be", () => {
  const short = [prompt, said("s"), result("s", 100), ...messages.slice(1)];
  const asked = {
    messages: short,
    last: { usage: usage(45_000), messages: short.length - 1, cut: 0 },
    window: 60_000,
  };
  expect(makeRoom({ ...asked, trimmed: new Set(["a"]) }).ids).toEqual(["b", "c"]);
});

test("cut results say so, and what comes after the first loses its thoughts, which rest on it", () => {
  const before = [prompt, said("a", "first"), result("a", 1_000), said("b", "second"), result("b", 2_000)];
  const after = cutResults(before, new Set(["a"]));
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  expect(after[2]).toMatchObject({
    content: [{ tool_use_id: "a", content: expect.stringContaining("1000") as string }],
  });
  expect(after[3]).toEqual(said("b"));
  expect(after[4]).toEqual(before[4]);
});

test("a message that was a mere thought is gone with it; nothing to cut changes nothing", () => {
  const thought: MessageParam = {
    role: "assistant",
    content: [{ type: "thinking", thinking: "hm", signature: "s" }],
  };
  const before = [prompt, said("a"), result("a", 1_000), thought];
  expect(cutResults(before, new Set(["a"]))).toHaveLength(3);
  expect(cutResults(before, new Set(["z"]))).toBe(before);
});
