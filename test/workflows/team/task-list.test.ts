// A team's list of tasks: who may claim what, and what is refused.
import { describe, expect, it } from "vitest";
import { TEAM_RELEASES_MAX, TEAM_TASKS_MAX, TEAM_TEXT_MAX_CHARS } from "../../../src/protocol/limits.ts";
import { TaskList, type Actor, type TaskChange } from "../../../src/workflows/team/task-list.ts";

const lead: Actor = { name: "lead", isLead: true };
const ann: Actor = { name: "ann", isLead: false };
const bob: Actor = { name: "bob", isLead: false };
const TEAM = ["lead", "ann", "bob"];

/** A list with one task for each name; the lead made them. */
function listOf(...subjects: string[]): TaskList {
  const list = new TaskList((name) => TEAM.includes(name));
  for (const subject of subjects) list.create({ subject, description: `do ${subject}` }, lead);
  return list;
}

const claim: TaskChange = { status: "in_progress" };

describe("a claim", () => {
  it("makes a pending task the claimer's", () => {
    const list = listOf("a");
    expect(list.update("1", claim, ann)).toMatchObject({ status: "in_progress", owner: "ann" });
    expect(list.begunBy("ann").map(({ id }) => id)).toEqual(["1"]);
  });

  it.each([
    ["its status", claim],
    ["its owner", { owner: "bob" }],
    ["both", { ...claim, owner: "bob" }],
    ["taking it back to pending", { status: "pending" }],
  ] satisfies [string, TaskChange][])(
    "cannot be won twice, whether by %s: the second is told who has it",
    (_how, change) => {
      const list = listOf("a");
      list.update("1", claim, ann);
      const before = list.version;
      expect(() => list.update("1", change, bob)).toThrow(/Task #1 is ann's already \(in_progress\)/);
      expect(list.get("1")).toMatchObject({ owner: "ann", status: "in_progress" });
      expect(list.version).toBe(before);
    },
  );

  it("again by its owner changes nothing", () => {
    const list = listOf("a");
    list.update("1", claim, ann);
    expect(list.update("1", claim, ann)).toMatchObject({ status: "in_progress", owner: "ann" });
  });

  it.each([
    ["by status", claim],
    ["by owner", { owner: "ann" }],
  ] satisfies [string, TaskChange][])(
    "of a task that waits is refused, with what it waits for (%s)",
    (_how, change) => {
      const list = listOf("a", "b");
      list.update("2", { addBlockedBy: ["1"] }, lead);
      list.update("1", claim, bob);
      expect(() => list.update("2", change, ann)).toThrow("Task #2 waits for #1 (in_progress, bob)");
      list.update("1", { status: "completed" }, bob);
      expect(list.update("2", change, ann)).toMatchObject({ owner: "ann" });
    },
  );

  it("of a completed task is refused", () => {
    const list = listOf("a");
    list.update("1", claim, ann);
    list.update("1", { status: "completed" }, ann);
    expect(() => list.update("1", claim, bob)).toThrow("Task #1 is completed");
    expect(list.get("1")).toMatchObject({ status: "completed", owner: "ann" });
  });

  it("is made by who does it: nobody begins a task for another", () => {
    const list = listOf("a");
    expect(() => list.update("1", { ...claim, owner: "ann" }, lead)).toThrow("only ann begins it");
    expect(list.get("1")).toMatchObject({ owner: null, status: "pending" });
  });
});

describe("an owner", () => {
  it("may be named ahead, also for a task that waits; then it is claimable by that one alone", () => {
    const list = listOf("a", "b");
    list.update("2", { addBlockedBy: ["1"], owner: "ann" }, lead);
    list.update("1", claim, bob);
    list.update("1", { status: "completed" }, bob);
    expect(list.claimable("bob")).toEqual([]);
    expect(list.claimable("ann").map(({ id }) => id)).toEqual(["2"]);
  });

  it("must be of the team", () => {
    expect(() => listOf("a").update("1", { owner: "eve" }, lead)).toThrow(/is called "eve"/);
    expect(() => listOf().create({ subject: "a", description: "", owner: "eve" }, lead)).toThrow(/"eve"/);
  });

  it("may let a task go; the lead may give it to another, who has to begin it anew", () => {
    const list = listOf("a");
    list.update("1", claim, ann);
    expect(list.update("1", { owner: "bob" }, lead)).toMatchObject({ owner: "bob", status: "pending" });
    list.update("1", claim, bob);
    expect(list.update("1", { owner: "" }, bob)).toMatchObject({ owner: null, status: "pending" });
  });

  it("completes it; nobody else but the lead does", () => {
    const list = listOf("a", "b");
    expect(() => list.update("1", { status: "completed" }, ann)).toThrow("nobody's: claim it before");
    list.update("1", claim, ann);
    expect(() => list.update("1", { status: "completed" }, bob)).toThrow("is ann's: claim it before");
    expect(list.update("1", { status: "completed" }, ann).status).toBe("completed");
    expect(list.update("2", { status: "completed" }, lead).status).toBe("completed");
  });
});

describe("dependencies", () => {
  it("are shown from both sides", () => {
    const list = listOf("a", "b");
    list.update("1", { addBlocks: ["2"] }, lead);
    expect(list.get("2").blockedBy).toEqual(["1"]);
    expect(list.get("1").blocks).toEqual(["2"]);
  });

  it.each([
    ["itself", "1", { addBlockedBy: ["1"] }, "#1 waits for #1"],
    ["its own successor", "1", { addBlockedBy: ["3"] }, "#1 waits for #3 waits for #2 waits for #1"],
    ["what it is to hold up", "3", { addBlocks: ["1"] }, "#1 waits for #3 waits for #2 waits for #1"],
  ] satisfies [string, string, TaskChange, string][])(
    "a task never waits for %s",
    (_what, id, change, circle) => {
      const list = listOf("a", "b", "c");
      list.update("2", { addBlockedBy: ["1"] }, lead);
      list.update("3", { addBlockedBy: ["2"] }, lead);
      expect(() => list.update(id, change, lead)).toThrow(circle);
      expect(list.get("1").blockedBy).toEqual([]);
    },
  );

  it("a circle is seen that one change would make with both its sides", () => {
    const list = listOf("a", "b", "c");
    list.update("2", { addBlockedBy: ["3"] }, lead);
    expect(() => list.update("1", { addBlockedBy: ["2"], addBlocks: ["3"] }, lead)).toThrow("circle");
    expect([list.get("1").blockedBy, list.get("3").blockedBy]).toEqual([[], []]);
  });

  it("on tasks that there are not are refused, and nothing of the change is made", () => {
    const list = listOf("a");
    expect(() => list.update("1", { subject: "b", addBlockedBy: ["7"] }, lead)).toThrow(
      "no task #7; there are: #1",
    );
    expect(list.get("1").subject).toBe("a");
  });

  it("end with the task that is deleted", () => {
    const list = listOf("a", "b");
    list.update("2", { addBlockedBy: ["1"] }, lead);
    list.update("1", { status: "deleted" }, lead);
    expect(list.claimable("ann").map(({ id }) => id)).toEqual(["2"]);
    expect(() => list.update("1", claim, ann)).toThrow("was deleted");
  });
});

describe("what is left behind", () => {
  it("by a member that is gone is anybody's: begun, and meant for it", () => {
    const list = listOf("a", "b", "c");
    list.update("1", claim, ann);
    list.update("2", { owner: "ann" }, lead);
    list.update("3", claim, ann);
    list.update("3", { status: "completed" }, ann);
    expect(list.giveBack("ann").map(({ id }) => id)).toEqual(["1", "2"]);
    expect(list.claimable("bob").map(({ id }) => id)).toEqual(["1", "2"]);
    expect(list.get("3").owner).toBe("ann");
  });

  it("in the middle is offered anew, but not without end", () => {
    const list = listOf("a");
    const offers = [list.offerOf(list.get("1"))];
    for (let round = 0; round < TEAM_RELEASES_MAX; round++) {
      list.update("1", claim, ann);
      expect(list.release("ann")).toHaveLength(1);
      offers.push(list.offerOf(list.get("1")));
    }
    expect(new Set(offers).size).toBe(TEAM_RELEASES_MAX + 1);
    list.update("1", claim, ann);
    expect(list.release("ann")).toEqual([]);
  });
});

describe("the list", () => {
  it("is bounded, and so are its texts", () => {
    const list = listOf(...Array.from({ length: TEAM_TASKS_MAX }, (_, at) => `t${at}`));
    expect(() => list.create({ subject: "more", description: "" }, lead)).toThrow(
      `holds ${TEAM_TASKS_MAX} tasks`,
    );
    const long = "x".repeat(TEAM_TEXT_MAX_CHARS + 1);
    expect(() => listOf().create({ subject: "a", description: long }, lead)).toThrow(
      "at most 10000 characters",
    );
    expect(() => listOf("a").update("1", { subject: long }, lead)).toThrow("at most 200 characters");
  });

  it("lets a task be described anew by the lead, by who made it, and by who has it", () => {
    const list = listOf("a");
    expect(() => list.update("1", { description: "mine" }, ann)).toThrow("described by lead");
    list.update("1", claim, ann);
    expect(list.update("1", { description: "mine" }, ann).description).toBe("mine");
  });

  it("lets only the lead open a completed task again", () => {
    const list = listOf("a");
    list.update("1", { status: "completed" }, lead);
    expect(() => list.update("1", { status: "pending" }, ann)).toThrow("only the lead opens it again");
    expect(list.update("1", { status: "pending" }, lead).status).toBe("pending");
  });
});
