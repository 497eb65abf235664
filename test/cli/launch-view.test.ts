// A launch gate as people read it: the plan, and the text with whatever hides in it visible.
import { describe, expect, test } from "vitest";
import { gateLines } from "../../src/cli/render/gates.ts";
import { numberedLines } from "../../src/cli/render/launch.ts";
import { visibleSource } from "../../src/cli/visible-text.ts";
import type { LaunchDetails } from "../../src/protocol/launch.ts";
import type { Json } from "../../src/protocol/json.ts";
import { noColors } from "./captured-io.ts";
import { GATE, NOW, RUN } from "./fixed-run.ts";

const details: LaunchDetails = {
  name: "wide",
  description: "fixes \u001b[2Jall",
  phases: ["Fix"],
  hash: "ab12",
  source: "input",
  lines: 7,
  version: 2,
  plan: {
    phases: [
      { title: "Fix", agents: [{ model: "claude-haiku-5-5", count: 3 }] },
      { title: null, agents: [{ model: "claude-opus-5-5", count: 1 }] },
    ],
    agents: 4,
    agentsIfBad: 9,
    atLeast: true,
    widest: 3,
    atOnce: 2,
    checks: ["npm test"],
    loops: ["the loop at line 40 ends when `!ok` no longer holds"],
    may: ["agents read and change files"],
    estimate: {
      inputTokens: 80_000,
      cachedTokens: 400_000,
      outputTokens: 20_000,
      usd: 1.234,
      basis: "4 agents",
      unpriced: [{ model: "house", agents: 2 }],
      worse: { when: "checks stay red", agents: 9, usd: 2.77, atLeast: true },
    },
    warnings: ["dear: at least $30\nline two \u001b[1m"],
  },
};

describe("a launch gate", () => {
  test("is shown as a plan, with the commands that answer it", () => {
    const gate = { ...GATE, kind: "launch" as const, details: details as unknown as Json };
    const context = { workflowId: RUN.workflowId, now: NOW, colors: noColors };
    expect(gateLines(gate, context).slice(1).join("\n")).toMatchInlineSnapshot(`
      "  Replace the entry point?
        fixes \\u{1b}[2Jall
        version 2, 7 lines from input, sha256 ab12
          Fix: 3 agents (claude-haiku-5-5)
          (no phase): 1 agent (claude-opus-5-5)
        agents: at least 4, 3 at once at most (2 may work at a time)
        estimate: at least 80.0k tokens in, 400.0k cached, 20.0k out, $1.23 without 2 agents of house
          when checks stay red: at least 9 agents, $2.77
          basis: 4 agents
        the loop at line 40 ends when \`!ok\` no longer holds
        judged by: npm test
        may: agents read and change files
        ! dear: at least $30
          line two \\u{1b}[1m
        approvers: ada
        pawl approve migrate-3f9a1c g1
        pawl reject migrate-3f9a1c g1"
    `);
  });

  test("of an older run, without a plan, is shown as what it is", () => {
    const { plan: _plan, ...old } = details;
    const gate = { ...GATE, kind: "launch" as const, details: old as unknown as Json };
    const lines = gateLines(gate, { workflowId: RUN.workflowId, now: NOW, colors: noColors });
    expect(lines.join("\n")).toContain("sha256 ab12");
  });
});

describe("the text of a script", () => {
  test("has line numbers, all of one width", () => {
    const lines = numberedLines(`${"a\n".repeat(9)}b`, noColors);
    expect([lines[0], lines[9]]).toEqual([" 1 a", "10 b"]);
  });

  test.each([
    ["control characters", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
    ["text that runs backwards", "a\u202eb", "a\\u{202e}b"],
    ["a Cyrillic letter in a Latin word", "\u0430gent()", "\\u{430}gent()"],
    ["a Greek letter in a Latin word", "l\u03bfg", "l\\u{3bf}g"],
    ["a space that is none", "a\u00a0b", "a\\u{a0}b"],
    ["a letter without a shape", "const \u3164 = 1", "const \\u{3164} = 1"],
    ["invisible tags", "a\u{e0041}", "a\\u{e0041}"],
    [
      "words of other scripts stay",
      '"\u043f\u0440\u0438\u0432\u0435\u0442"',
      '"\u043f\u0440\u0438\u0432\u0435\u0442"',
    ],
    ["accents stay", "caf\u00e9", "caf\u00e9"],
  ])("%s", (_name, text, shown) => {
    expect(visibleSource(text)).toBe(shown);
  });
});
