// The run's books: agents and census, phases, log, failures. What they count, and that they stay small.
import { describe, expect, it } from "vitest";
import type { AgentOutcome } from "../../src/protocol/agent.ts";
import {
  FAILURES_KEPT,
  LOG_LINES_KEPT,
  LOG_LINE_MAX_CHARS,
  STATUS_LOG_LINES,
} from "../../src/protocol/limits.ts";
import { NO_USAGE } from "../../src/protocol/usage.ts";
import { AgentBook } from "../../src/workflows/agent-book.ts";
import { makeFailureBook } from "../../src/workflows/failure-book.ts";
import { makeLogBook } from "../../src/workflows/log-book.ts";
import { makePhaseBook } from "../../src/workflows/phase-book.ts";

const outcome = (outputTokens: number): AgentOutcome => ({
  result: "r",
  model: "m",
  turns: 2,
  attempts: 1,
  usage: { ...NO_USAGE, inputTokens: 1, outputTokens },
  costUsd: 0.5,
});

function agentStage() {
  let now = 0;
  const phases = makePhaseBook();
  const agents = new AgentBook(() => now, phases);
  return { agents, phases, at: (time: number) => void (now = time) };
}

describe("agents", () => {
  it("R01 the census counts every call where it stands, and adds up", () => {
    const { agents } = agentStage();
    for (let n = 0; n < 6; n++) agents.ask(`agent ${n}`, null);
    for (const call of [1, 2, 3, 4]) agents.start(call);
    agents.end(1, "done", outcome(5), null);
    agents.end(2, "null", null, "refused");
    agents.end(3, "failed", { ...outcome(2), text: "left" }, "no answer");
    agents.end(5, "stopped", null, "stopped");
    expect(agents.census()).toEqual({ asked: 6, done: 1, reused: 0, null: 1, failed: 1, skipped: 1 });
    expect(agents.usage).toEqual({ ...NO_USAGE, inputTokens: 2, outputTokens: 7 });
    expect(agents.costUsd).toBe(1);
    expect(agents.working().map(({ call }) => call)).toEqual([4]);
  });

  it("R01 a row tells when, how often, with what, and what was left", () => {
    const { agents, at } = agentStage();
    at(10);
    expect(agents.ask("one", "P")).toBe(1);
    at(20);
    agents.start(1);
    at(30);
    agents.end(1, "failed", { ...outcome(3), text: "half an answer" }, "NoStructuredOutput: none");
    expect(agents.view({}).rows).toEqual([
      expect.objectContaining({
        ...{
          call: 1,
          label: "one",
          phase: "P",
          state: "failed",
          model: "m",
          queuedAt: 10,
          startedAt: 20,
          endedAt: 30,
        },
        ...{ turns: 2, attempts: 1, costUsd: 0.5, error: "NoStructuredOutput: none", text: "half an answer" },
      }),
    ]);
  });

  it("R01 a view selects by phase and state, pages, and is a copy", () => {
    const { agents } = agentStage();
    for (let n = 1; n <= 10; n++) agents.ask(`agent ${n}`, n % 2 === 0 ? "even" : "odd");
    agents.start(2);
    agents.start(3);
    expect(agents.view({ phase: "even" })).toMatchObject({ total: 5 });
    expect(agents.view({ phase: "even", state: "working" }).rows.map(({ call }) => call)).toEqual([2]);
    expect(agents.view({ phase: "odd", offset: 1, limit: 2 })).toMatchObject({
      total: 5,
      rows: [{ call: 3 }, { call: 5 }],
    });
    expect(agents.view({ offset: 99 })).toEqual({ total: 10, rows: [] });
    const [row] = agents.working();
    agents.end(2, "done", outcome(1), null);
    expect(row?.state).toBe("working");
  });

  it("R01 long errors and texts are cut, and say so", () => {
    const { agents } = agentStage();
    agents.ask("one", null);
    agents.end(1, "failed", { ...outcome(0), text: "t".repeat(1e6) }, "e".repeat(1e6));
    const [row] = agents.view({}).rows;
    expect(row?.error).toMatch(/more characters\]$/);
    expect(row?.text).toMatch(/more characters\]$/);
    expect(JSON.stringify(row).length).toBeLessThan(50_000);
  });

  it("a number that no agent has is an error of ours", () => {
    const { agents } = agentStage();
    expect(() => agents.start(1)).toThrow(RangeError);
  });
});

describe("phases", () => {
  it("W01 declared ones come first, in order; others as they come; the same title is the same group", () => {
    const phases = makePhaseBook();
    phases.declare([{ title: "A" }, { title: "B" }, { title: "A" }]);
    phases.enter("C");
    phases.enter("B");
    phases.move("D", null, "queued");
    expect(phases.view().map(({ title }) => title)).toEqual(["A", "B", "C", "D"]);
    expect(phases.current()).toBe("B");
  });

  it("W01 counts move with the agents, and those that did not end well are failed", () => {
    const { agents, phases } = agentStage();
    for (const phase of ["P", "P", "P", "P", null]) agents.ask("x", phase);
    agents.start(1);
    agents.start(2);
    agents.start(3);
    expect(phases.view()).toEqual([{ title: "P", queued: 1, working: 3, waiting: 0, done: 0, failed: 0 }]);
    agents.end(1, "done", null, null);
    agents.end(2, "null", null, "refused");
    agents.end(4, "stopped", null, "stopped");
    expect(phases.view()).toEqual([{ title: "P", queued: 0, working: 1, waiting: 0, done: 1, failed: 2 }]);
  });

  it("W01 an agent that waits for a person is counted as waiting until it may go on", () => {
    const { agents, phases } = agentStage();
    agents.ask("x", "P");
    agents.start(1);
    agents.wait(1, outcome(3));
    expect(phases.view()).toMatchObject([{ queued: 0, working: 0, waiting: 1 }]);
    expect(agents.open).toBe(1);
    agents.queueAgain(1);
    expect(phases.view()).toMatchObject([{ queued: 1, working: 0, waiting: 0 }]);
  });

  it("R01 an agent's figures are totals: those of an earlier leg are not added to the last", () => {
    const { agents } = agentStage();
    agents.ask("x", null);
    agents.start(1);
    agents.wait(1, outcome(3));
    expect(agents.usage.outputTokens).toBe(3);
    agents.start(1);
    agents.end(1, "done", outcome(5), null);
    expect(agents.usage).toEqual({ ...NO_USAGE, inputTokens: 1, outputTokens: 5 });
    expect(agents.costUsd).toBe(0.5);
  });

  it("W01 no title is special", () => {
    const phases = makePhaseBook();
    for (const title of ["__proto__", "constructor", "toString"]) phases.enter(title);
    expect(phases.view().map(({ title }) => title)).toEqual(["__proto__", "constructor", "toString"]);
  });
});

describe("log", () => {
  it("W02 the last 1 000 lines are kept, and those before are counted", () => {
    let now = 0;
    const log = makeLogBook(() => (now += 1));
    for (let n = 1; n <= LOG_LINES_KEPT * 3 + 7; n++) log.write("log", `line ${n}`);
    const view = log.view();
    expect([view.lines.length, view.dropped]).toEqual([LOG_LINES_KEPT, LOG_LINES_KEPT * 2 + 7]);
    expect(view.lines.at(-1)).toEqual({ at: 3_007, phase: null, level: "log", message: "line 3007" });
    expect(log.last()).toHaveLength(STATUS_LOG_LINES);
  });

  it("W02 a line is cut, and a view always fits a reply", () => {
    const log = makeLogBook(() => 0);
    for (let n = 0; n < LOG_LINES_KEPT; n++) log.write("warn", "x".repeat(LOG_LINE_MAX_CHARS + 5), "P");
    const view = log.view();
    expect(view.lines.at(-1)?.message).toMatch(/… \[5 more characters\]$/);
    expect(JSON.stringify(view).length).toBeLessThan(1_000_000);
    expect(view.lines.length + view.dropped).toBe(LOG_LINES_KEPT);
  });
});

describe("failures", () => {
  it("R01 the first lines are kept, the rest is counted", () => {
    const failures = makeFailureBook();
    for (let n = 1; n <= FAILURES_KEPT + 30; n++)
      failures.add({ call: n, label: "l", phase: null, kind: "k", message: `failure ${n}` });
    expect([failures.count(), failures.lines().length, failures.more()]).toEqual([
      FAILURES_KEPT + 30,
      FAILURES_KEPT,
      30,
    ]);
    expect(failures.lines()[0]).toEqual({
      call: 1,
      label: "l",
      phase: null,
      kind: "k",
      message: "failure 1",
    });
  });

  it("R01 whatever a script throws, they stay small enough for a result", () => {
    const failures = makeFailureBook();
    for (let n = 0; n < FAILURES_KEPT; n++)
      failures.add({
        call: null,
        label: "l".repeat(1e5),
        phase: null,
        kind: "k".repeat(1e5),
        message: "m".repeat(1e5),
      });
    expect(JSON.stringify(failures.lines()).length).toBeLessThan(1_000_000);
  });
});
