import { expect, test } from "vitest";
import { sendableContent } from "../../src/agent/sendable-content.ts";
import type { Turn } from "../../src/agent/turn-entry.ts";
import { checkConversation } from "../../src/simulator/check-conversation.ts";
import type { RequestMessage } from "../../src/simulator/messages-request.ts";

const text = (words: string) => ({ type: "text", text: words });
const thought = { type: "thinking", thinking: "hm", signature: "signed" };
const search = (id: string) => ({ type: "server_tool_use", id, name: "web_search", input: {} });
const found = (id: string) => ({ type: "web_search_tool_result", tool_use_id: id, content: [] });
const call = { type: "tool_use", id: "toolu_1", name: "Read", input: {} };

const sent = (stop_reason: Turn["stop_reason"], ...content: readonly object[]): unknown =>
  sendableContent({ content: content as unknown as Turn["content"], stop_reason, stop_details: null });

/** As the simulated API gets it. */
function conversation(answer: unknown): readonly RequestMessage[] {
  const said = (words: string) => ({ role: "user", content: [text(words)] });
  return [said("Search."), { role: "assistant", content: answer }, said("Go on.")] as RequestMessage[];
}

test("all goes back as it came but texts of nothing", () => {
  const content = [thought, text("one"), search("s1"), found("s1"), call];
  expect(sent("tool_use", ...content, text("  \n"))).toEqual(content);
});

test("a search that was cut off before its result does not go back: the API takes none without", () => {
  const whole = [text("I search."), search("s1"), found("s1")];
  for (const reason of ["max_tokens", "end_turn"] as const) {
    const content = sent(reason, ...whole, search("s2"));
    expect(content).toEqual(whole);
    expect(() => checkConversation(conversation(content))).not.toThrow();
    expect(() => checkConversation(conversation([...whole, search("s2")]))).toThrow("without their results");
  }
  expect(sent("max_tokens", search("s2"), call)).toEqual([call]);
});

test("a search that is still to come goes back: in a paused turn, and beside calls that the model waits for", () => {
  expect(sent("pause_turn", text("I search."), search("s1"))).toEqual([text("I search."), search("s1")]);
  expect(sent("tool_use", search("s1"), call)).toEqual([search("s1"), call]);
});
