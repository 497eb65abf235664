// A plan: the planner asks, writes what does not parse, mends it, changes it for the person who is to approve it; then
// the script that was approved runs, two agents side by side.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { PlannerAnswer } from "../../../../src/protocol/planner.ts";
import type { SimulatedRequest } from "../../../../src/simulator/rules.ts";
import { script, sha256, STEP } from "../../../planning/plan-stage.ts";
import { asUndisturbed, type Play } from "../play.ts";

const draft = (mark: string): string => script(`await check("true")\nreturn await agent("${mark} draft")`);
const final = (mark: string): string =>
  script(`const sides = await parallel([() => agent("${mark} left"), () => agent("${mark} right")])
const { ok } = await check("true")
return { sides, ok }`);

const markIn = ({ prompt }: SimulatedRequest): string => /mark\w{8}/.exec(prompt)?.[0] ?? "";

const STEPS: readonly (readonly [lastText: string, answer: (request: SimulatedRequest) => PlannerAnswer])[] =
  [
    [
      STEP.first,
      () => ({ questions: [{ question: "Which way?", choices: ["left", "right"], default: "left" }] }),
    ],
    [STEP.answered, () => ({ script: script("const = 1") })],
    [STEP.wrong, (request) => ({ script: draft(markIn(request)) })],
    [STEP.rejected, (request) => ({ script: final(markIn(request)) })],
  ];

export const plan: Play = {
  system: "plan",
  start: ({ mark, workspace }) => ({ type: "plan", input: { task: `Go both ways, ${mark}.`, workspace } }),
  pace: 1,
  rules: [
    ...STEPS.map(([lastText, answer], n) => ({
      name: `plan: step ${n + 1}`,
      when: (request: SimulatedRequest) =>
        request.prompt.startsWith("Write a script for this task") &&
        new RegExp(lastText).test(request.lastText),
      reply: (request: SimulatedRequest) => ({ kind: "answer" as const, value: answer(request) }),
    })),
    {
      name: "plan: look",
      when: { prompt: "^mark\\w{8} (left|right)", turn: 0 },
      reply: { kind: "tools", calls: [{ name: "Glob", input: { pattern: "*.js" } }] },
    },
    {
      name: "plan: work",
      when: { prompt: "^mark\\w{8} (left|right)" },
      reply: ({ prompt }) => ({ kind: "text", text: `gone ${prompt.split(" ")[1]}` }),
    },
  ],
  people: [
    ({ handle }, { id, kind }) => {
      expect(kind).toBe("ask");
      return handle.signal("answer", { id, value: "left", by: "ann" });
    },
    ({ handle, mark }, { id, details }) => {
      expect(details).toMatchObject({ hash: sha256(draft(mark)), plan: { agents: 1 } });
      return handle.signal("reject", { id, by: "ann", note: "both ways, by an agent each" });
    },
    ({ handle, mark }, { id, details }) => {
      expect(details).toMatchObject({ hash: sha256(final(mark)), plan: { agents: 2 } });
      return handle.signal("approve", { id, by: "ann" });
    },
  ],
  async judge(lane, result) {
    const { mark, workspace } = lane;
    const { script: ran, ...rest } = result;
    expect(rest).toMatchObject({
      status: "completed",
      value: { sides: ["gone left", "gone right"], ok: true },
      census: { asked: 6, done: 6 },
    });
    expect(ran.hash).toBe(sha256(final(mark)));
    expect(await readFile(join(workspace, ".pawl/scripts/planned.js"), "utf8")).toBe(final(mark));
    // The script holds the run's mark, and so does its hash.
    return asUndisturbed(lane, { ...result, script: { ...ran, hash: "" } });
  },
};
