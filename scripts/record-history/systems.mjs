// Runs of the systems, of plans and of tasks in words.
import { answering, said } from "./acts.mjs";
import { until } from "./until.mjs";

export const systems = [
  {
    name: "conversation-continued",
    end: "completed",
    script:
      "const first = await agent('Make own 1', { isolation: 'worktree', details: true })\nconst then = await agent('And a word on it', { continues: first, details: true })\nreturn [then.status, await agent('Shorter', { continues: then.call })]",
  },
  {
    name: "single-said-more",
    end: "completed",
    type: "single",
    args: ["Tell a story"],
    act: async (handle) => {
      await said(handle, 1, { text: "go on", by: "ann" });
      await said(handle, 2, { end: true });
    },
  },
  {
    name: "goal-no-progress",
    end: "completed",
    type: "goal",
    args: [{ goal: "It is never good enough", check: "true", sameFailure: 2 }],
  },
  {
    name: "goal-reached-by-command-and-judge",
    end: "completed",
    type: "goal",
    args: [{ goal: "It is good in the end", check: "test -f good.txt" }],
  },
  { name: "subagents", end: "completed", type: "subagents", args: ["Share this out"] },
  { name: "team", end: "completed", type: "team", args: ["Play together"] },
  { name: "team-stalled", end: "completed", type: "team", args: ["Stand still"] },
  {
    name: "launch-reviewed",
    end: "completed",
    script: "return parallel([1, 2, 3].map((n) => () => agent('Part ' + n)))",
    input: { approval: "launch" },
    act: answering(1, ["approve", { by: "ann" }]),
  },
  {
    name: "plan-repaired-and-rejected-once",
    end: "completed",
    type: "plan",
    args: [{ task: "Plan it well" }],
    act: async (handle) => {
      await until("the plan", async () => (await handle.query("pending")).length === 1);
      await handle.signal("reject", { by: "ann", note: "say it shorter" });
      await until("the next plan", async () => (await handle.query("pending")).some(({ id }) => id === "g2"));
      await handle.signal("approve", { by: "ann" });
    },
  },
  {
    name: "plan-from-an-earlier-run",
    end: "completed",
    type: "plan",
    before: async ({ start }) => {
      const script = "return check('true', { label: 'as before' })";
      await (await start({ name: "earlier", script })).result();
    },
    args: [{ task: "Look twice", from: "recorded-earlier" }],
    act: async (handle) => {
      await until("the plan", async () => (await handle.query("pending")).length === 1);
      await handle.signal("approve", { by: "ann" });
    },
  },
  {
    name: "do-chosen-by-a-model",
    end: "completed",
    type: "do",
    args: [{ task: "Make the world a little better" }],
    act: async (handle) => {
      await until("the choice", async () => (await handle.query("pending")).length === 1);
      await handle.signal("approve", { by: "ann" });
      await said(handle, 1, { end: true });
    },
  },
  {
    name: "launch-approved-beforehand-calls-another",
    end: "completed",
    script: "const { ok } = await check('true')\nreturn [ok, await workflow('greet', { who: 'ann' })]",
    input: { approval: "launch", approvedBy: "ann" },
  },
  {
    name: "do-as-workflow-then-as-single",
    end: "completed",
    type: "do",
    args: [{ task: "Plan it well", as: "workflow" }],
    act: async (handle) => {
      await until("the plan", async () => (await handle.query("pending")).length === 1);
      await handle.signal("reject", { by: "ann", note: "as single" });
      await until("the choice", async () => (await handle.query("pending")).some(({ id }) => id === "g2"));
      await handle.signal("approve", { id: "g2", by: "ann" });
      await said(handle, 1, { end: true });
    },
  },
  {
    name: "do-as-workflow",
    end: "completed",
    type: "do",
    args: [{ task: "Plan it well", as: "workflow", approval: "none" }],
  },
];
