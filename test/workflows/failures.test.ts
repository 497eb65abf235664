// How errors become a run's end: whose line they name, and what Temporal wrapped around an activity's failure.
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  RetryState,
  TimeoutFailure,
  TimeoutType,
} from "@temporalio/common";
import { describe, expect, it } from "vitest";
import { NO_USAGE } from "../../src/protocol/usage.ts";
import { toActivityError } from "../../src/workflows/activity-error.ts";
import { EngineLimitError } from "../../src/workflows/engine/engine.ts";
import { labelOf } from "../../src/workflows/label.ts";
import { limitFailure, uncaughtFailure, type ScriptSource } from "../../src/workflows/run-failure.ts";

const SOURCES = new Map<number, ScriptSource>([
  [0, { name: "outer", text: "line one\nline two\nline three" }],
  [1, { name: "inner", text: "é = '😀'; boom()" }],
]);
const thrown = (stack: string, message = "no", name = "TypeError", type: string | null = null) => ({
  name,
  message,
  stack,
  type,
});

describe("places", () => {
  it("S12 the author's line is one less than the engine's, with a frame around it", () => {
    const failure = uncaughtFailure(
      thrown("    at f (script-0:3:6)\n    at script (script-0:4:1)\n"),
      SOURCES,
    );
    expect(failure).toMatchObject({ type: "ScriptError" });
    expect(failure.message).toBe(
      "TypeError: no\n    at outer:2:6\n  1 | line one\n> 2 | line two\n    |      ^\n  3 | line three",
    );
  });

  it("S12 frames of the prelude and of native code are passed over", () => {
    const stack = "    at agent (pawl:12:3)\n    at map (native)\n    at script (script-0:2:1)\n";
    expect(uncaughtFailure(thrown(stack), SOURCES).message).toContain("at outer:1:1");
  });

  it("S12 columns count characters as editors do, not bytes", () => {
    expect(uncaughtFailure(thrown("    at script (script-1:2:14)\n"), SOURCES).message).toContain(
      "at inner:1:11",
    );
  });

  it.each(["", "no place at all", "    at x (pawl:1:1)", "    at x (script-9:3:1)"])(
    "S12 without a place there is none: %j",
    (stack) => {
      expect(uncaughtFailure(thrown(stack), SOURCES).message).toBe("TypeError: no");
    },
  );

  it("S12 a place outside of the text is moved to its edge", () => {
    expect(uncaughtFailure(thrown("at script-0:1:99"), SOURCES).message).toContain("at outer:1:1");
    expect(uncaughtFailure(thrown("at script-0:99:1"), SOURCES).message).toContain("> 3 | line three");
  });
});

describe("types", () => {
  it.each([
    ["AgentLimit", thrown("", "x", "AgentLimit", "AgentLimit"), "AgentLimit"],
    ["BudgetExceeded", thrown("", "x", "BudgetExceeded", "BudgetExceeded"), "BudgetExceeded"],
    ["a script's own error of that name", thrown("", "x", "AgentLimit"), "ScriptError"],
    ["a type that is no limit", thrown("", "x", "Error", "InvalidInput"), "ScriptError"],
    ["memory", thrown("", "out of memory", "InternalError"), "ScriptLimit"],
    ["a long text", thrown("", "string too long", "InternalError"), "ScriptLimit"],
    ["the stack", thrown("", "Maximum call stack size exceeded", "RangeError"), "ScriptLimit"],
    ["a script's own RangeError", thrown("", "5 is out of range", "RangeError"), "ScriptError"],
  ])("S09 %s", (_what, error, type) => {
    expect(uncaughtFailure(error, SOURCES).type).toBe(type);
  });

  it("S09 a limit of the engine is a ScriptLimit with the line", () => {
    const failure = limitFailure(
      new EngineLimitError("fuel", "too long", "    at script (script-0:2:1)\n"),
      SOURCES,
    );
    expect(failure).toMatchObject({
      type: "ScriptLimit",
      message: expect.stringContaining("too long\n    at outer:1:1"),
    });
  });
});

describe("errors of activities", () => {
  const wrap = (cause: Error): ActivityFailure =>
    new ActivityFailure(
      "Activity task failed",
      "agent",
      "agent-1",
      RetryState.NON_RETRYABLE_FAILURE,
      "worker",
      cause,
    );
  const detail = { model: "m", turns: 1, attempts: 2, usage: NO_USAGE, costUsd: 0.1, text: "left" };

  it("A05 the type, message and detail are the application's, whatever is around it", () => {
    const error = wrap(
      ApplicationFailure.create({
        message: "no answer",
        type: "NoStructuredOutput",
        nonRetryable: true,
        details: [detail],
      }),
    );
    expect(toActivityError(error)).toEqual({
      cancelled: false,
      timedOut: false,
      type: "NoStructuredOutput",
      message: "no answer",
      detail,
    });
  });

  it("A15 a cancellation is one, unless the activity failed for a reason of its own", () => {
    expect(toActivityError(wrap(new CancelledFailure("stopped")))).toMatchObject({
      cancelled: true,
      timedOut: false,
      type: null,
    });
    expect(toActivityError(new CancelledFailure("stopped"))).toMatchObject({ cancelled: true });
    expect(
      toActivityError(
        wrap(ApplicationFailure.create({ message: "x", type: "T", cause: new CancelledFailure("c") })),
      ),
    ).toMatchObject({ cancelled: false, type: "T" });
  });

  it("R09 a cancellation carries what the agent had used; a heartbeat in its place does not count", () => {
    expect(toActivityError(wrap(new CancelledFailure("stopped", [detail])))).toMatchObject({
      cancelled: true,
      detail,
    });
    const { model: _model, ...heartbeat } = detail;
    expect(toActivityError(wrap(new CancelledFailure("stopped", [heartbeat]))).detail).toBe(null);
  });

  it("A17 a worker that went silent is a timeout", () => {
    const error = wrap(new TimeoutFailure("activity Heartbeat timeout", undefined, TimeoutType.HEARTBEAT));
    expect(toActivityError(error)).toMatchObject({
      timedOut: true,
      type: null,
      cancelled: false,
      message: expect.stringContaining("Heartbeat"),
    });
  });

  it.each([undefined, null, "a text", 5, {}, { cause: { cause: null } }])(
    "A17 whatever is thrown gives an error: %j",
    (error) => {
      expect(toActivityError(error)).toMatchObject({
        cancelled: false,
        timedOut: false,
        type: null,
        detail: null,
      });
    },
  );

  it("A17 details that are none of ours are left out, and a chain without end is cut", () => {
    expect(
      toActivityError(ApplicationFailure.create({ message: "x", details: [{ a: 1 }] })).detail,
    ).toBeNull();
    const loop: { cause?: unknown; message: string } = { message: "round" };
    loop.cause = loop;
    expect(toActivityError(loop).message).toBe("round");
  });
});

describe("labels", () => {
  it.each([
    [undefined, "  many\n\t spaces  here ", "many spaces here"],
    [undefined, "x".repeat(90), "x".repeat(60)],
    [undefined, "😀".repeat(90), "😀".repeat(60)],
    ["own", "prompt", "own"],
    ["  ", "prompt", "prompt"],
    ["", "prompt", "prompt"],
    ["two\nlines", "prompt", "two lines"],
    ["y".repeat(300), "prompt", "y".repeat(100)],
  ])("A02 the label %j of a prompt", (label, prompt, shown) => {
    expect(labelOf(label, prompt)).toBe(shown);
  });
});
