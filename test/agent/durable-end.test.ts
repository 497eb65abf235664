import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { readAgentTranscript } from "../../src/agent/transcript/read-transcript.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const text = (words: string): Reply => ({ kind: "text", text: words });
const tools = (...calls: [name: string, input: object][]): Reply => ({
  kind: "tools",
  calls: calls.map(([name, input]) => ({ name, input: input as never })),
});
const agent = { workflowId: "run-1", runId: "r", call: 1 };
const failure = (running: Promise<unknown>): Promise<unknown> => running.catch((error: unknown) => error);

test("A16 an outcome that is stored is handed out again, and nothing is asked", async () => {
  stage = await makeStage([tools(["Glob", { pattern: "*" }]), text("done")]);
  const outcome = await stage.run({ call: 1 });
  expect(await stage.run({ call: 1 }, { attempt: 2 })).toEqual(outcome);
  expect(await stage.run({ call: 1 }, { attempt: 7 })).toEqual(outcome);
  expect(stage.simulator.requests()).toHaveLength(2);
});

test("a failure for good stays what it is, and nothing is asked", async () => {
  stage = await makeStage([{ kind: "refusal", text: "No." }]);
  const first = await stage.fail({ call: 1 });
  const second = await stage.fail({ call: 1 }, { attempt: 2 });
  expect(second).toMatchObject({ type: first.type, message: first.message, retryable: false });
  expect(second.detail).toEqual(first.detail);
  expect(stage.simulator.requests()).toHaveLength(1);
});

test("A16 an attempt that finds its successor at work stops at once, and its end is nobody's", async () => {
  stage = await makeStage([{ kind: "fault", fault: { kind: "silence" } }]);
  const late = failure(stage.run({ call: 1 }));
  await vi.waitFor(() => expect(stage.simulator.requests()[0]?.status).toBe(200));
  const next = await stage.store.begin(agent, { leg: 0, attempt: 2 });
  expect(await late).toMatchObject({ name: "Superseded" });
  await vi.waitFor(() => expect(stage.simulator.requests()[0]?.outcome).toBe("aborted"));
  await next.transcript.close();
  expect(stage.events.some(({ kind }) => kind === "failed")).toBe(false);
});

test("A16 a command of a late attempt is killed, and what the attempt would do next does not happen", async () => {
  stage = await makeStage([
    tools(
      ["Bash", { command: "touch started; sleep 60; touch survived" }],
      ["Write", { file_path: "late", content: "" }],
    ),
  ]);
  const late = failure(stage.run({ call: 1 }));
  await vi.waitFor(async () => expect(await readdir(stage.workspace)).toContain("started"), 10_000);
  const next = await stage.store.begin(agent, { leg: 0, attempt: 2 });
  expect(await late).toMatchObject({ name: "Superseded" });
  const names = await readdir(stage.workspace);
  expect(names.filter((name) => name === "survived" || name === "late")).toEqual([]);
  await next.transcript.close();
});

test("A16 an attempt that comes too late does nothing at all", async () => {
  stage = await makeStage([text("done")]);
  const next = await stage.store.begin(agent, { leg: 0, attempt: 2 });
  expect(await failure(stage.run({ call: 1 }))).toMatchObject({ name: "Superseded" });
  expect(stage.simulator.requests()).toEqual([]);
  await next.transcript.close();
});

test("a transcript that was tampered with is not continued", async () => {
  stage = await makeStage([{ kind: "fault", fault: { kind: "overloaded" } }]);
  await stage.fail({ call: 1 });
  const [run = ""] = await readdir(join(stage.pawlHome, "transcripts"), { recursive: true }).then((names) =>
    names.filter((name) => name.endsWith(".jsonl")),
  );
  await writeFile(join(stage.pawlHome, "transcripts", run), "{}\n{}\n");
  const error = await stage.fail({ call: 1 }, { attempt: 2 });
  expect(error).toMatchObject({ type: "AgentFailed", retryable: false });
  expect(error.message).toContain(".jsonl:1");
});

test("A16 what a broken answer had used is booked, with its request, once", async () => {
  stage = await makeStage(({ asked }) =>
    asked === 0 ? { kind: "fault", fault: { kind: "cut" } } : text("done"),
  );
  await stage.fail({ call: 1, prompt: "A long prompt. ".repeat(100) });
  const outcome = await stage.run({ call: 1, prompt: "A long prompt. ".repeat(100) }, { attempt: 2 });
  const entries = await readAgentTranscript({ home: stage.pawlHome, ...agent });
  const booked = entries.filter(({ kind }) => kind === "lost" || kind === "turn");
  expect(booked).toMatchObject([
    {
      kind: "lost",
      attempt: 1,
      model: "claude-sonnet-5-5",
      requestId: "req_simulated_00000001",
      messageId: expect.stringMatching(/^msg_/) as string,
    },
    {
      kind: "turn",
      attempt: 2,
      model: "claude-sonnet-5-5",
      requestId: "req_simulated_00000002",
      messageId: expect.stringMatching(/^msg_/) as string,
    },
  ]);
  const total = booked.reduce((sum, entry) => sum + ("costUsd" in entry ? entry.costUsd : 0), 0);
  expect(outcome.costUsd).toBeCloseTo(total, 10);
});

test("a stop is written down as one, and the next attempt goes on", async () => {
  stage = await makeStage(({ turn, asked }) =>
    turn === 0
      ? tools(["Glob", { pattern: "*" }])
      : asked === 0
        ? { kind: "fault", fault: { kind: "silence" } }
        : text("done"),
  );
  const stop = new AbortController();
  const stopped = failure(stage.run({ call: 1 }, { signal: stop.signal }));
  await vi.waitFor(() => expect(stage.simulator.requests()[1]?.status).toBe(200));
  stop.abort(new Error("going down"));
  expect(await stopped).toMatchObject({ message: "going down" });
  expect(stage.events.at(-1)).toMatchObject({ kind: "failed", type: "Stopped" });
  expect(await stage.run({ call: 1 }, { attempt: 2 })).toMatchObject({ result: "done", turns: 2 });
});

test("A06 a continued agent keeps model, instructions and tools, whatever the worker has by then", async () => {
  stage = await makeStage(({ turn, asked, model }) =>
    turn === 0
      ? tools(["Glob", { pattern: "*" }])
      : asked === 0
        ? { kind: "fault", fault: { kind: "overloaded" } }
        : text(model),
  );
  await stage.fail({ call: 1 }, { defaultModel: "opus" });
  expect(await stage.run({ call: 1 }, { attempt: 2, defaultModel: "haiku" })).toMatchObject({
    result: "claude-opus-5-5",
    model: "claude-opus-5-5",
  });
});
