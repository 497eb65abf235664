// A task in words that a model has to choose the system for: it looks around, says "goal", a person approves.
import { expect } from "vitest";
import type { Play } from "../play.ts";
import { CHECK, goalOf, judgeRounds, ROUND_AGENTS } from "./goal.ts";

const CHOICE = {
  system: "goal",
  why: "a command says when it is done",
  oracle: CHECK,
  width: 1,
  sharesState: false,
  risk: "low",
};

export const chosen: Play = {
  system: "do",
  start: ({ mark, workspace }) => ({ type: "do", input: { task: goalOf(mark), workspace } }),
  pace: 1,
  rules: [
    {
      name: "do: look",
      when: { prompt: "^Choose how this task should be worked on", turn: 0 },
      reply: { kind: "tools", calls: [{ name: "Glob", input: { pattern: "*.js" } }] },
    },
    {
      name: "do: choose",
      when: { prompt: "^Choose how this task should be worked on" },
      reply: { kind: "answer", value: CHOICE },
    },
  ],
  people: [({ handle }, { id }) => handle.signal("approve", { id, by: "ann" })],
  async judge(lane, result) {
    expect(result).toMatchObject({
      choice: { system: "goal", by: "model" },
      verdict: { command: CHECK },
      census: { asked: ROUND_AGENTS + 1, done: ROUND_AGENTS + 1 },
    });
    return judgeRounds(lane, result);
  },
};
