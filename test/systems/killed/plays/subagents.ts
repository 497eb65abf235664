// A lead whose agents describe files side by side, one of them by agents of its own.
import { expect } from "vitest";
import { asUndisturbed, type Play } from "../play.ts";

export const subagents: Play = {
  system: "subagents",
  start: ({ mark, workspace }) => ({
    type: "run",
    input: {
      name: "subagents",
      args: { task: `Describe ${mark}/a.js and ${mark}/parts/.`, depth: 2 },
      workspace,
    },
  }),
  pace: 1,
  files: (mark) => ({
    [`${mark}/a.js`]: "export function alpha() {}\n",
    [`${mark}/parts/b.js`]: "export function beta() {}\n",
    [`${mark}/parts/c.js`]: "export function gamma() {}\nexport function delta() {}\n",
  }),
  people: [],
  async judge(lane, result) {
    const described = ["a.js exports alpha", "parts/b.js exports beta", "parts/c.js exports gamma, delta"];
    expect(result).toMatchObject({
      status: "completed",
      value: { result: described.map((line) => `${lane.mark}/${line}`).join("\n") },
      census: { asked: 5, done: 5 },
    });
    return asUndisturbed(lane, result);
  },
};
