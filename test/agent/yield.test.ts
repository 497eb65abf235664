import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { AgentTask, AgentYield, YieldAnswer } from "../../src/protocol/agent.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const text = (words: string): Reply => ({ kind: "text", text: words });
const tools = (...calls: [name: string, input: object][]): Reply => ({
  kind: "tools",
  calls: calls.map(([name, input]) => ({ name, input: input as never })),
});

const QUESTION = {
  questions: [
    {
      question: "Which color?",
      header: "Color",
      options: [
        { label: "Red", description: "Warm" },
        { label: "Blue", description: "Cold" },
      ],
    },
  ],
};
const asking: Partial<AgentTask> = { call: 1, grants: ["AskUserQuestion"] };

/** Tells the answers it got as its result. */
const echo: Play = ({ toolResults }) =>
  toolResults.length === 0
    ? tools(["AskUserQuestion", QUESTION])
    : text(toolResults.map(({ content, isError }) => `${isError ? "!" : ""}${content}`).join("; "));

async function yielding(task: Partial<AgentTask> = asking): Promise<AgentYield> {
  const end = await stage.attempt(task);
  if ("yields" in end) return end;
  throw new Error(`expected a yield, got ${JSON.stringify(end)}`);
}

const answered = ({ yields }: AgentYield, content: string, isError = false): YieldAnswer[] =>
  yields.map(({ id }) => ({ id, content, isError }));

test("a question ends the attempt with what was asked, and the next leg goes on with the answer", async () => {
  stage = await makeStage(echo);
  const end = await yielding();
  expect(end).toMatchObject({
    yields: [{ tool: "AskUserQuestion", input: QUESTION }],
    turns: 1,
    attempts: 1,
    model: "claude-sonnet-5-5",
  });
  const outcome = await stage.run({ ...asking, leg: 1, answers: answered(end, "Blue") });
  expect(outcome).toMatchObject({ result: "Blue", turns: 2, attempts: 1 });
  expect(stage.simulator.requests().map(({ turn }) => turn)).toEqual([0, 1]);
  expect(outcome.usage.outputTokens).toBeGreaterThan(end.usage.outputTokens);
});

test("an answer may be that nobody answered", async () => {
  stage = await makeStage(echo);
  const end = await yielding();
  const outcome = await stage.run({ ...asking, leg: 1, answers: answered(end, "Nobody was there.", true) });
  expect(outcome.result).toBe("!Nobody was there.");
});

test("the other calls of the turn are done first, and not again", async () => {
  stage = await makeStage(({ turn }) =>
    turn === 0
      ? tools(
          ["AskUserQuestion", QUESTION],
          ["Bash", { command: "echo ran >> effects" }],
          ["AskUserQuestion", QUESTION],
        )
      : text("done"),
  );
  const end = await yielding();
  expect(end.yields).toHaveLength(2);
  expect(await readFile(join(stage.workspace, "effects"), "utf8")).toBe("ran\n");
  expect(await stage.run({ ...asking, leg: 1, answers: answered(end, "Red") })).toMatchObject({
    result: "done",
  });
  expect(await readFile(join(stage.workspace, "effects"), "utf8")).toBe("ran\n");
});

test("an attempt that follows the one that yielded, because nobody heard of it, yields the same without asking", async () => {
  stage = await makeStage(echo);
  const end = await yielding();
  const again = await stage.attempt(asking, { attempt: 2 });
  expect(again).toEqual(end);
  expect(stage.simulator.requests()).toHaveLength(1);
});

test("a leg whose answers were taken down goes on from there when it is cut off", async () => {
  stage = await makeStage(({ turn, asked }) =>
    turn === 0
      ? tools(["AskUserQuestion", QUESTION])
      : asked === 0
        ? { kind: "fault", fault: { kind: "overloaded" } }
        : text("done"),
  );
  const end = await yielding();
  const leg = { ...asking, leg: 1, answers: answered(end, "Red") };
  expect(await stage.fail(leg)).toMatchObject({ type: "ModelUnavailable" });
  expect(await stage.run(leg, { attempt: 2 })).toMatchObject({ result: "done", attempts: 2 });
  expect(stage.events.filter(({ kind }) => kind === "result")).toHaveLength(1);
});

test("a question that makes no sense goes back to the model, not to a person", async () => {
  stage = await makeStage([tools(["AskUserQuestion", { questions: [] }]), text("I see.")]);
  expect(await stage.run(asking)).toMatchObject({ result: "I see." });
  expect(stage.events.find(({ kind }) => kind === "result")).toMatchObject({
    isError: true,
    content: expect.stringContaining("questions") as string,
  });
});

test("who may not ask has no tool for it", async () => {
  stage = await makeStage(({ tools: offered }) => text(offered.join(" ")));
  expect(await stage.run({})).toMatchObject({
    result: expect.not.stringContaining("AskUserQuestion") as string,
  });
  expect(await stage.run({ grants: ["AskUserQuestion"] })).toMatchObject({
    result: expect.stringContaining("AskUserQuestion") as string,
  });
});

test("a blocked account ends a leg; the next one goes on where it stood", async () => {
  const blocked = { kind: "status", status: 402, message: "Your credit balance is too low" } as const;
  stage = await makeStage(({ turn, asked }) =>
    turn === 0
      ? tools(["Glob", { pattern: "*" }])
      : asked === 0
        ? { kind: "fault", fault: blocked }
        : text("done"),
  );
  expect(await stage.fail({ call: 1 })).toMatchObject({ type: "AccountBlocked", retryable: false });
  expect(await stage.run({ call: 1, leg: 1 })).toMatchObject({ result: "done", turns: 2 });
  expect(stage.simulator.requests().map(({ turn }) => turn)).toEqual([0, 1, 1]);
});

test("Agent is a tool of those that may start agents; its system prompt names the types there are", async () => {
  stage = await makeStage(({ toolResults, tools: offered, system }) =>
    toolResults.length > 0
      ? text(toolResults.map(({ content }) => content).join("; "))
      : offered.includes("Agent") && system.includes("- Explore: ")
        ? tools(["Agent", { description: "look around", prompt: "Look." }])
        : text("alone"),
  );
  const end = await yielding({ call: 1, subagents: 1 });
  expect(end.yields).toMatchObject([{ tool: "Agent", input: { prompt: "Look." } }]);
  const outcome = await stage.run({ call: 1, subagents: 1, leg: 1, answers: answered(end, "seen") });
  expect(outcome.result).toBe("seen");
  expect(await stage.run({ call: 2 })).toMatchObject({ result: "alone" });
  expect(await stage.run({ call: 3, subagents: 0 })).toMatchObject({ result: "alone" });
});

test("a type of agent that there is not is told to the model at once, with those that there are", async () => {
  stage = await makeStage(({ toolResults }) =>
    toolResults.length > 0
      ? text(toolResults.map(({ content }) => content).join("; "))
      : tools(["Agent", { description: "look", prompt: "Look.", subagent_type: "sleuth" }]),
  );
  const outcome = await stage.run({ subagents: 1 });
  expect(outcome.result).toMatch(/no agent type "sleuth"; known: general-purpose, Explore, Plan/);
});
