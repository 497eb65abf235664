import { describe, expect, it } from "vitest";
import { questionOf, toAnswer } from "../../src/cli/launch-answer.ts";
import { gateText } from "../../src/cli/render/gates.ts";
import type { GateView } from "../../src/protocol/run-views.ts";
import picocolors from "picocolors";

const gate: GateView = {
  id: "g1",
  kind: "launch",
  question: "Start goal for this task?\ngoal, because you said so.\nAbout 4 agents, 500k tokens.",
  details: {
    system: "goal",
    told: { name: "goal", args: { goal: "Make \u001b[2J it pass", check: "npm test" } },
  },
  choices: null,
  takesOther: false,
  schema: null,
  approvers: null,
  phase: null,
  openedAt: 0,
  deadline: null,
};

describe("the answer to a launch question", () => {
  it.each(["y", "Y", " yes "])("%j is yes", (words) => {
    expect(toAnswer(words, gate)).toEqual({ kind: "yes" });
  });

  it.each(["", "n", "No", "  "])("%j is no: nothing but yes is yes", (words) => {
    expect(toAnswer(words, gate)).toEqual({ kind: "no" });
  });

  it.each(["team", "as team", "Team"])("%j is another system", (words) => {
    expect(toAnswer(words, gate)).toEqual({ kind: "other", system: "team" });
  });

  it.each(["no: too wide", "n too wide", "No, too wide"])(
    "%j is no to a script, with the reason",
    (words) => {
      expect(toAnswer(words, { ...gate, details: { hash: "x" } })).toEqual({ kind: "no", note: "too wide" });
    },
  );

  it.each(["e", "Edit"])("%j is an edit of a script, and no answer where there is none", (words) => {
    expect(toAnswer(words, { ...gate, details: { hash: "x" } })).toEqual({ kind: "edit" });
    expect(toAnswer(words, gate)).toBeNull();
  });

  it("nobody starts a script by a word that only begins like yes or no", () => {
    const script = { ...gate, details: { hash: "x" } };
    expect(["nope", "yes but smaller", "okay"].map((words) => toAnswer(words, script))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it.each(["goal", "yeah", "yes please", "swarm"])("%j is no answer: it is asked again", (words) => {
    expect(toAnswer(words, gate)).toBeNull();
  });

  it("a script of a task for which a system was chosen may be edited, sent back, or another system named", () => {
    const script = { ...gate, details: { hash: "x", system: "workflow" } };
    expect(questionOf(script)).toBe(
      "Start it? [y]es, [N]o, no and the reason, [e]dit, single, subagents, team, or goal: ",
    );
    expect(toAnswer("as goal", script)).toEqual({ kind: "other", system: "goal" });
    expect(toAnswer("no, too wide", script)).toEqual({ kind: "no", note: "too wide" });
    expect(toAnswer("e", script)).toEqual({ kind: "edit" });
    expect(questionOf({ ...gate, details: {} })).toBe("Start it? [y]es, [N]o: ");
  });

  it("no other system can be named where none was chosen", () => {
    expect(toAnswer("team", { ...gate, details: { hash: "x" } })).toBeNull();
  });
});

it("the question shows the two lines, and what the system will be told, as data", () => {
  expect(gateText(gate, picocolors.createColors(false))).toEqual([
    "Start goal for this task?",
    "goal, because you said so.",
    "About 4 agents, 500k tokens.",
    "  goal will be told:",
    expect.stringMatching(/^ {4}goal: Make .+\[2J it pass$/u),
    "    check: npm test",
  ]);
  expect(gateText(gate, picocolors.createColors(false)).join("")).not.toContain("\u001b");
});
