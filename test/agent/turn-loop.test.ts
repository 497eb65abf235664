// What the loop does with turns that the simulated model does not take.
import { expect, test } from "vitest";
import type { Conversation } from "../../src/agent/conversation.ts";
import { makeLedger } from "../../src/agent/ledger.ts";
import { makePast } from "../../src/agent/past.ts";
import type { ToolResult } from "../../src/agent/tools/run-tool-calls.ts";
import { makeSeenFiles } from "../../src/agent/tools/seen-files.ts";
import type { Tool } from "../../src/agent/tools/tool.ts";
import type { Turn } from "../../src/agent/turn-entry.ts";
import { runTurns } from "../../src/agent/turn-loop.ts";
import type { TurnLoop } from "../../src/agent/turn-loop.ts";

const echo: Tool = {
  ...{ name: "Echo", description: "", inputSchema: {}, readOnly: true },
  run: async () => ({ content: "echoed", isError: false }),
};

/** A loop over turns that are given, and the tool results that went back to the model. */
function loopOver(...turns: readonly Turn[]): { loop: TurnLoop; given: ToolResult[] } {
  const given: ToolResult[] = [];
  const conversation: Conversation = {
    recall: () => undefined,
    begin: async () => undefined,
    say: async () => undefined,
    give: (results) => void given.push(...results),
    next: async (turn) => turns[turn - 1] ?? turnOf("end_turn", { type: "text", text: "the end" }),
  };
  const nothing = async (): Promise<void> => undefined;
  const bench = {
    tools: [echo],
    place: { root: "/", leftChanges: null, save: async () => null },
    seen: makeSeenFiles("/"),
    transcript: { append: nothing, settle: nothing, requireLatest: nothing, close: nothing },
    ledger: makeLedger({ prices: [], progress: () => undefined }),
    answers: new Map(),
    signal: new AbortController().signal,
    stop: () => undefined,
  };
  return { loop: { conversation, bench, past: makePast([]), maxTurns: 9, structured: null }, given };
}

const turnOf = (stop_reason: Turn["stop_reason"], ...content: readonly object[]): Turn => ({
  ...{ stop_reason, stop_details: null },
  content: content as unknown as Turn["content"],
});

test("a paused turn that calls a tool of ours gets its result: the API takes no call without one", async () => {
  const { loop, given } = loopOver(
    turnOf("pause_turn", { type: "tool_use", id: "t1", name: "Echo", input: {} }),
  );
  expect(await runTurns(loop)).toEqual({ kind: "end", result: "the end" });
  expect(given).toEqual([{ type: "tool_result", tool_use_id: "t1", content: "echoed" }]);
});
