// What a person sees of an agent's transcript.
import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import type { TranscriptEntry, TranscriptEvent } from "../../src/agent/transcript/entry.ts";
import { makeTranscriptView } from "../../src/cli/render/transcript.ts";

const AT = new Date("2026-11-22T20:45:27").getTime();

type Name = { readonly leg?: number; readonly attempt?: number };

const entry = (event: TranscriptEvent, { leg = 0, attempt = 1 }: Name = {}): TranscriptEntry => ({
  ...event,
  at: AT,
  leg,
  attempt,
});

const attempt = (name: Name = {}): TranscriptEntry =>
  entry(
    {
      kind: "attempt",
      call: 7,
      label: "mend a.js",
      model: "claude-sonnet-5-5",
      effort: "high",
      agentType: "general-purpose",
      system: "You are one agent.",
      tools: ["Read", "Bash"],
      schema: null,
      root: "/w",
    },
    name,
  );

const turn = (number: number, ...calls: readonly string[]): TranscriptEntry =>
  entry({
    kind: "turn",
    turn: number,
    content: [
      { type: "thinking", thinking: "secret thoughts", signature: "x" },
      { type: "text", text: `Step ${number}.` },
      ...calls.map((id) => ({ type: "tool_use", id, name: "Bash", input: {} })),
    ],
    stopReason: calls.length === 0 ? "end_turn" : "tool_use",
    model: "claude-sonnet-5-5",
    requestId: "req_1",
    usage: { inputTokens: 100, outputTokens: 50, cacheReadTokens: 900, cacheWriteTokens: 0 },
    costUsd: 0.0012,
  });

const tool = (id: string, command: string): TranscriptEntry =>
  entry({ kind: "tool", id, name: "Bash", input: { command, description: "Something" } });

const result = (id: string, content = "ok", isError = false): TranscriptEntry =>
  entry({ kind: "result", id, isError, content });

function shown(...entries: readonly TranscriptEntry[]): string[] {
  const view = makeTranscriptView(picocolors.createColors(false));
  return entries.flatMap((one) => [...view(one)]);
}

/** Without the time of day. */
function heads(...entries: readonly TranscriptEntry[]): string[] {
  return shown(...entries)
    .filter((line) => !line.startsWith("    "))
    .map((line) => line.slice("20:45:27 ".length));
}

test("an agent from its prompt to its end", () => {
  const lines = shown(
    attempt(),
    entry({ kind: "user", content: "Mend it.\nAll of it." }),
    turn(1, "a"),
    tool("a", "npm test"),
    result("a", "1 failed\n[Exit code 1]"),
    turn(2),
    entry({ kind: "done", result: "Mended." }),
  );
  expect(lines).toEqual([
    "20:45:27 attempt 1 of #7 mend a.js (claude-sonnet-5-5, effort high, general-purpose)",
    "20:45:27 to the model",
    "    Mend it.",
    "    All of it.",
    "20:45:27 turn 1 tool_use, 1.0k tokens in (90% from cache), 50 out, $0.0012 est.",
    "    Step 1.",
    "20:45:27 Bash npm test",
    "20:45:27 answered: Bash npm test",
    "    1 failed",
    "    [Exit code 1]",
    "20:45:27 turn 2 end_turn, 1.0k tokens in (90% from cache), 50 out, $0.0012 est.",
    "    Step 2.",
    "20:45:27 done after 2 turns, 2.0k tokens in (90% from cache), 100 out, $0.0024 est.",
    "    Mended.",
  ]);
});

describe("an attempt says where it goes on", () => {
  const second = attempt({ attempt: 2 });
  const ninth = [attempt(), turn(9, "a"), tool("a", "ls"), result("a")];

  test("after a kill in the middle of a model call, with that turn", () => {
    expect(heads(...ninth, second).at(-1)).toBe("attempt 2 of #7 mend a.js goes on with turn 10");
  });

  test("after a kill in the middle of a tool call, in that turn, and which call is in doubt", () => {
    const lines = heads(
      ...ninth,
      turn(10, "b", "c"),
      tool("b", "make a"),
      result("b"),
      tool("c", "make b"),
      second,
    );
    expect(lines.at(-1)).toBe(
      "attempt 2 of #7 mend a.js goes on in turn 10; may or may not have run: Bash make b",
    );
  });

  test("after a kill before the first tool call, in that turn, and nothing is in doubt", () => {
    expect(heads(...ninth, turn(10, "b"), second).at(-1)).toBe(
      "attempt 2 of #7 mend a.js goes on in turn 10",
    );
  });

  test("after a kill before the first answer, at the beginning", () => {
    expect(heads(attempt(), entry({ kind: "user", content: "Go." }), second).at(-1)).toBe(
      "attempt 2 of #7 mend a.js begins with turn 1: none was finished",
    );
  });

  test("after a kill behind the last answer, after that turn", () => {
    expect(heads(attempt(), turn(3), second).at(-1)).toBe("attempt 2 of #7 mend a.js goes on after turn 3");
  });

  test("after a kill behind the end, nowhere", () => {
    const done = entry({ kind: "done", result: 1 });
    expect(heads(attempt(), turn(1), done, second).at(-1)).toBe(
      "attempt 2 of #7 mend a.js finds the agent done",
    );
  });

  test("after a question, as the next leg", () => {
    const question = {
      id: "q",
      tool: "AskUserQuestion",
      input: { questions: [{ question: "Which one?" }, { question: "And why?" }] },
    };
    const lines = heads(
      attempt(),
      turn(3, "q"),
      entry({ kind: "yielded", calls: [question] }),
      attempt({ leg: 1 }),
    );
    expect(lines.slice(-2)).toEqual([
      "waits for the run: AskUserQuestion Which one? And why?",
      "leg 1, attempt 1 of #7 mend a.js goes on in turn 3",
    ]);
  });
});

test("lost answers count in the sum", () => {
  const {
    kind: _kind,
    content: _content,
    stopReason: _stop,
    ...booked
  } = turn(1) as Extract<TranscriptEntry, { kind: "turn" }>;
  const lost = entry({ ...booked, kind: "lost" });
  const lines = heads(attempt(), lost, turn(1), entry({ kind: "done", result: "" }));
  expect(lines[1]).toBe("an answer was lost, 1.0k tokens in (90% from cache), 50 out, $0.0012 est.");
  expect(lines.at(-1)).toContain("$0.0024 est.");
});

test("a failure says whether it is the end", () => {
  const failed = { kind: "failed", type: "ModelUnavailable", message: "529" } as const;
  expect(heads(entry(failed), entry({ ...failed, final: true }))).toEqual([
    "failed: ModelUnavailable another attempt may follow",
    "failed: ModelUnavailable after 0 turns, 0 tokens in, 0 out, $0.0000 est.",
  ]);
});

test("published work is named", () => {
  const published = { branch: "pawl/w/7", commit: "0123456789abcdef", base: "f", files: ["a", "b"] };
  expect(shown(entry({ kind: "done", result: { n: 1 }, published })).slice(1)).toEqual([
    "    {",
    '      "n": 1',
    "    }",
    "    [2 changed files on branch pawl/w/7, commit 0123456789ab]",
  ]);
});

test("what models and tools say is shown as data, and not without end", () => {
  const lines = shown(
    attempt(),
    turn(1, "a"),
    tool("a", "echo \u001b[2J"),
    result("a", `\u001b]0;x\u0007${"y".repeat(9_000)}`),
  );
  const text = lines.join("\n");
  // oxlint-disable-next-line no-control-regex -- that there is none is the point
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(text).toContain("\\u{1b}]0;x");
  expect(text.length).toBeLessThan(3_000);
  expect(text).toContain("the whole: --json");
});
