import { describe, expect, test } from "vitest";
import type { RunEnd } from "../../src/client/run-end.ts";
import { EXIT, exitCodeOf } from "../../src/cli/exit-codes.ts";
import { wantsColor } from "../../src/cli/io.ts";
import { makeLiveScreen } from "../../src/cli/live-screen.ts";
import { makePlainFollower } from "../../src/cli/plain-follower.ts";
import { endLines } from "../../src/cli/render/end.ts";
import { gateCommands, gateLines, gateSignal } from "../../src/cli/render/gates.ts";
import { duration, dollars, tokens } from "../../src/cli/render/quantities.ts";
import { statusLines } from "../../src/cli/render/status.ts";
import { shellWord } from "../../src/cli/shell-word.ts";
import { visibleLine, visibleText } from "../../src/cli/visible-text.ts";
import { RUN_STATUSES } from "../../src/protocol/run-result.ts";
import { captureIo, noColors } from "./captured-io.ts";
import { GATE, NOW, RUN, VIEW } from "./fixed-run.ts";

const look = { now: NOW, colors: noColors, logLines: 6 };
const context = { workflowId: RUN.workflowId, now: NOW, colors: noColors };
// Clock times are shown in the reader's zone.
const zoneless = (lines: readonly string[]): string =>
  lines.join("\n").replace(/\b\d\d:\d\d:\d\d\b/gu, "HH:MM:SS");

const character = (code: number): string => String.fromCodePoint(code);
const ESCAPE = character(0x1b);

describe("a run at one moment", () => {
  test("phases with counts, agents with turn, tool, tokens and age, gates with the command, last log lines", () => {
    const picture = { run: RUN, view: VIEW, workerUp: true, viewAt: NOW, history: null };
    expect(zoneless(statusLines(picture, look))).toMatchInlineSnapshot(`
      "migrate  waiting  migrate-3f9a1c  2m 5s, 15.3k tokens out, $0.4242 est.
      ✓ Map      3 done
      ▸ Migrate  6 done, 2 working, 4 queued, 1 failed
      · Check    -
        #7 migrate src/a.js 42s, turn 3, 1.5k tokens, Bash, last sign 2s ago
        #9 migrate src/b.js 42s
      ? Replace the entry point? 10s
          pawl approve migrate-3f9a1c g1
      HH:MM:SS [Migrate] half of it is done
      HH:MM:SS warn: slow"
    `);
  });

  test("agents without a phase are counted in a line of their own, until the end has one", () => {
    const census = { ...VIEW.census, asked: 20, done: 13 };
    const picture = { run: RUN, view: { ...VIEW, census }, workerUp: true, viewAt: NOW, history: null };
    expect(statusLines(picture, look)[1]).toBe("agents: 20 asked, 13 done, 1 failed");
    const ended = { ...picture, run: { ...RUN, open: false } };
    expect(statusLines(ended, look).join("\n")).not.toContain("asked");
  });

  test("who listens, what is unread, and an answer with its line breaks", () => {
    const mail = [
      { to: "agent-1", open: true, said: 3, unread: 2 },
      { to: "old", open: false, said: 1, unread: 1 },
      { to: "", open: false, said: 1, unread: 1 },
    ];
    const log = [{ at: NOW, phase: null, level: "log" as const, message: "One.\n\nTwo.\n" }];
    const gates = [{ ...GATE, kind: "say" as const, question: "Anything else?", approvers: null }];
    const view = { ...VIEW, phases: [], working: [], gates, mail, log };
    const picture = { run: RUN, view, workerUp: true, viewAt: NOW, history: null };
    expect(zoneless(statusLines(picture, look)).split("\n").slice(1).join("\n")).toMatchInlineSnapshot(`
      "agents: 16 asked, 9 done, 1 failed
      ? Anything else? 10s
          pawl say migrate-3f9a1c "…"
        agent-1 listens, 2 messages to agent-1 not yet counted as read
        1 message to old unread
        1 message to whoever listens first unread
      HH:MM:SS One.
          
          Two."
    `);
    const [gate = GATE] = gates;
    expect(gateSignal(gate, "r-1")).toContain(`--name say --input '{"text":"…"}'`);
  });

  test("without a worker: says so, how old the account is, and what to do", () => {
    const picture = { run: RUN, view: VIEW, workerUp: false, viewAt: NOW - 9_000, history: null };
    expect(zoneless(statusLines(picture, look)).split("\n")[1]).toBe(
      "No worker is up. The run goes on as soon as one is up: pawl worker. What follows was so at HH:MM:SS.",
    );
  });

  test("without any account: what server and history know", () => {
    const history = [
      { call: 1, label: "map", state: "done" as const },
      { call: 2, label: "asks", state: "waiting" as const },
      { call: 7, label: "migrate src/a.js", state: "working" as const },
    ];
    const picture = { run: RUN, view: null, workerUp: false, viewAt: null, history };
    expect(zoneless(statusLines(picture, look))).toMatchInlineSnapshot(`
      "migrate  waiting  migrate-3f9a1c  2m 5s
      No worker is up. The run goes on as soon as one is up: pawl worker.
      Agents dispatched: 3 (1 done, 1 waiting, 1 unfinished, 0 failed)
        #7 migrate src/a.js turn 3, last sign 2s ago"
    `);
  });
});

describe("gates are shown as data", () => {
  test("a gate shows question, details, who may answer, until when, and the exact commands", () => {
    expect(gateLines(GATE, context).join("\n")).toMatchInlineSnapshot(`
      "? g1 (approve, open for 10s, 1h left)
        Replace the entry point?
        {
          "file": "index.js"
        }
        approvers: ada
        pawl approve migrate-3f9a1c g1
        pawl reject migrate-3f9a1c g1"
    `);
  });

  test("control and direction characters of a gate become visible", () => {
    const hidden = [0, 7, 0x0d, 0x1b, 0x7f, 0x9b, 0x200b, 0x202e, 0x2066, 0xfeff].map(character);
    const evil = { ...GATE, question: `ok?${hidden.join("")}`, details: hidden.join("x") };
    const text = gateLines(evil, context).join("\n");
    for (const one of hidden) expect(text).not.toContain(one);
    expect(text).toContain("ok?\\u{0}\\u{7}\\u{d}\\u{1b}\\u{7f}\\u{9b}\\u{200b}\\u{202e}\\u{2066}\\u{feff}");
  });

  test("commands are safe to copy: ids and choices are quoted for the shell", () => {
    const ask = { ...GATE, id: "g 2", kind: "ask" as const, choices: ["it's; rm -rf /"] };
    expect(gateCommands(ask, "a$(b)")).toEqual(["pawl answer 'a$(b)' 'g 2' 'it'\\''s; rm -rf /'"]);
    expect(gateSignal(GATE, "run-1")).toBe(
      `temporal workflow signal --workflow-id run-1 --name approve --input '{"id":"g1"}'`,
    );
    expect(shellWord("")).toBe("''");
  });
});

describe("the end of a run", () => {
  const ended = { ...RUN, open: false, status: "degraded" as const, endedAt: NOW };

  test("status, value, census, cost, failures, verdict", () => {
    const tests = { passed: 12, failed: 0, skipped: 1 };
    const end: RunEnd = {
      status: "degraded",
      failure: null,
      result: {
        status: "degraded",
        value: { moved: 12 },
        census: { asked: 16, done: 15, reused: 0, null: 1, failed: 0, skipped: 0 },
        usage: VIEW.usage,
        costUsd: 1.5,
        failures: [{ call: 4, label: "verify", phase: "Check", kind: "ModelRefusal", message: "declined" }],
        moreFailures: 2,
        verdict: {
          ok: true,
          command: "npm test",
          label: "tests",
          exitCode: 0,
          tests,
          tree: null,
          stale: true,
        },
        script: { name: "migrate", hash: "ab" },
      },
    };
    expect(endLines({ run: ended, view: null, end }, noColors).join("\n")).toMatchInlineSnapshot(`
      "degraded  migrate-3f9a1c  2m 5s
      {
        "moved": 12
      }
      agents: 16 asked, 15 done, 1 null
      tokens: 2.1M in (2.0M of them from cache), 15.3k out; $1.50 est.
      ✗ #4 verify: ModelRefusal: declined
        and 2 more failures (--json has them)
      verdict: green, tests (exit code 0, 12 passed, 0 failed, 1 skipped) (stale: files may have changed since)"
    `);
  });

  test("a failed run shows type and message with the author's frame, and no terminal command of the script's", () => {
    const failure = { type: "ScriptError", message: `boom${ESCAPE}[31m\n> 2 | throw new Error()` };
    const end: RunEnd = { status: "failed", result: null, failure };
    expect(endLines({ run: ended, view: null, end }, noColors)).toEqual([
      "failed  migrate-3f9a1c  2m 5s",
      "ScriptError: boom\\u{1b}[31m",
      "> 2 | throw new Error()",
    ]);
  });

  test("a stopped run has no record: the figures of its last account stand in", () => {
    const end: RunEnd = {
      status: "stopped",
      result: null,
      failure: { type: "Stopped", message: "canceled" },
    };
    const text = zoneless(endLines({ run: ended, view: VIEW, end }, noColors));
    expect(text).toContain("agents: 16 asked, 9 done, 1 failed");
  });
});

describe("plain lines for a pipe", () => {
  const snapshot = {
    kind: "snapshot",
    run: RUN,
    view: VIEW,
    workerUp: true,
    viewAt: NOW,
    lines: VIEW.log,
  } as const;

  test("the first look tells all, the next only what is new", () => {
    const news = makePlainFollower(noColors);
    expect(zoneless(news(snapshot, NOW))).toMatchInlineSnapshot(`
      "HH:MM:SS [Migrate] half of it is done
      HH:MM:SS warn: slow
      phase Map: 3 done
      phase Migrate: 6 done, 2 working, 4 queued, 1 failed
      status: waiting
      ? g1 (approve, open for 10s, 1h left)
        Replace the entry point?
        {
          "file": "index.js"
        }
        approvers: ada
        pawl approve migrate-3f9a1c g1
        pawl reject migrate-3f9a1c g1"
    `);
    expect(news({ ...snapshot, lines: [] }, NOW)).toEqual([]);
    const ended = { ...VIEW, status: "completed" as const, endedAt: NOW };
    expect(news({ ...snapshot, view: ended, lines: [] }, NOW)).toEqual([]);
    const phases = [{ title: "Migrate", queued: 4, working: 1, waiting: 0, done: 7, failed: 1 }];
    expect(news({ ...snapshot, view: { ...VIEW, phases }, lines: [] }, NOW)).toEqual([
      "phase Migrate: 7 done, 1 working, 4 queued, 1 failed",
    ]);
  });

  test("a worker that goes and comes is said once each", () => {
    const news = makePlainFollower(noColors);
    const down = { ...snapshot, workerUp: false, view: null, lines: [] };
    expect(news(down, NOW)).toEqual(["No worker is up. The run goes on as soon as one is: pawl worker."]);
    expect(news(down, NOW)).toEqual([]);
    expect(news({ ...down, workerUp: true }, NOW)).toEqual(["A worker is up again."]);
  });
});

describe("small things", () => {
  test("exit codes are those of the interface", () => {
    expect(Object.fromEntries(RUN_STATUSES.map((status) => [status, exitCodeOf(status)]))).toEqual({
      completed: 0,
      failed: 1,
      degraded: 3,
      rejected: 4,
      stopped: 5,
      running: 130,
      waiting: 130,
      paused: 130,
    });
    expect([EXIT.usage, EXIT.nobody]).toEqual([2, 6]);
  });

  test("NO_COLOR wins over everything; a pipe has none unless forced", () => {
    expect(wantsColor({}, true)).toBe(true);
    expect(wantsColor({ NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
    expect(wantsColor({ NO_COLOR: "" }, true)).toBe(true);
    expect(wantsColor({}, false)).toBe(false);
    expect(wantsColor({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(wantsColor({ TERM: "dumb" }, true)).toBe(false);
  });

  test("durations, tokens and dollars read well; dollars say that they are estimates", () => {
    const ms = [-5, 850, 12_400, 184_000, 180_000, 7_500_000, 90_000_000];
    expect(ms.map(duration)).toEqual(["0ms", "850ms", "12s", "3m 4s", "3m", "2h 5m", "1d 1h"]);
    expect([0, 999, 12_345, 4_100_000].map(tokens)).toEqual(["0", "999", "12.3k", "4.1M"]);
    expect([0, 0.0042, 12.345].map(dollars)).toEqual(["$0.0000 est.", "$0.0042 est.", "$12.35 est."]);
  });

  test("text keeps its lines and letters; one line is cut", () => {
    expect(visibleText("a\tb\r\nc ü 漢 👍")).toBe("a\tb\nc ü 漢 👍");
    expect(visibleLine(" a\n  b ")).toBe("a b");
    expect(visibleLine("x".repeat(300), 10)).toBe(`${"x".repeat(9)}…`);
  });

  test("the live view never draws more lines than the screen has", () => {
    const { io, stdout } = captureIo(10);
    const screen = makeLiveScreen(io);
    screen.draw(Array.from({ length: 40 }, (_, index) => `line ${index}`));
    expect(stdout().match(/\n/gu)).toHaveLength(9);
    expect(stdout()).toContain("… 32 more lines");
    screen.draw(["one"]);
    // The second drawing begins where the first did.
    expect(stdout().split("more lines").at(-1)).toContain(`${ESCAPE}[9A`);
  });
});
