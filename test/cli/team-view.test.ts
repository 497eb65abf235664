// A team as people see it: a line while they watch, the list and the mail when they look.
import { expect, test } from "vitest";
import { statusLines } from "../../src/cli/render/status.ts";
import { teamLines } from "../../src/cli/render/team.ts";
import type { TeamView } from "../../src/protocol/team.ts";
import { noColors } from "./captured-io.ts";
import { NOW, RUN, VIEW } from "./fixed-run.ts";

const task = { description: "", blocks: [], createdBy: "lead" };
const TEAM: TeamView = {
  team: 1,
  status: "running",
  reason: null,
  members: [
    { name: "lead", role: "lead", state: "idle", call: 1, wakes: 1, lastWords: "The plan\nstands." },
    { name: "ann", role: "member", state: "working", call: 2, wakes: 1, lastWords: null },
    { name: "bob", role: "member", state: "gone", call: 3, wakes: 1, lastWords: null },
  ],
  tasks: [
    { ...task, id: "1", subject: "Page", status: "completed", owner: "bob", blockedBy: [] },
    { ...task, id: "2", subject: "Storage", status: "in_progress", owner: "ann", blockedBy: [] },
    { ...task, id: "3", subject: "Tests\u001b[31m", status: "pending", owner: null, blockedBy: ["1", "2"] },
  ],
  mail: Array.from({ length: 11 }, (_, n) => ({ from: "ann", to: "lead", text: `word ${n}`, at: NOW })),
  letters: 12,
  wakes: 3,
};

test("the list with states and owners, members with their last words, the last of the mail; all of it as data", () => {
  expect(teamLines(TEAM, noColors).slice(0, 9)).toEqual([
    "Team 1 running",
    "  lead (lead) idle #1 The plan stands.",
    "  ann working #2",
    "  bob gone #3",
    "  ✓ #1 Page completed, bob",
    "  ▸ #2 Storage in_progress, ann",
    "  · #3 Tests\\u{1b}[31m pending, waits for #1, #2",
    "  … 2 messages before",
    "  ann → lead: word 1",
  ]);
});

test("one that has ended says how, and why", () => {
  const [head] = teamLines({ ...TEAM, status: "stalled", reason: "nobody moves what is open: #3" }, noColors);
  expect(head).toBe("Team 1 stalled: nobody moves what is open: #3");
});

test("a line for each team stands in the status of a run", () => {
  const teams = [
    { team: 1, status: "running", tasks: 3, completed: 1, working: ["ann"], letters: 12 },
  ] as const;
  const picture = { run: RUN, view: { ...VIEW, teams }, workerUp: true, viewAt: NOW, history: null };
  const lines = statusLines(picture, { now: NOW, colors: noColors, logLines: 0 });
  expect(lines).toContain("  team 1 1 of 3 tasks completed, at work: ann, 12 messages");
});
