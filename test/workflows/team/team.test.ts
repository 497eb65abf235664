// A team: who is woken, who gets what, and how it ends. The test plays lead and members.
import { describe, expect, it } from "vitest";
import { claim, complete, create, say, startTeam } from "./team-stage.ts";

describe("a team begins", () => {
  it("with its lead, who is told the task, the members, and how it goes", async () => {
    const stage = await startTeam("members: [{ name: 'ann', prompt: 'You know CSS.' }, { name: 'bob' }]");
    expect(stage.working()).toEqual(["lead"]);
    expect(stage.told("lead")).toMatch(/Build it\.[^]*ann \(You know CSS\.\); bob/);
    expect(stage.agents[0]?.task).toMatchObject({ call: 1, team: "lead", phase: "Work", label: "lead" });
    expect(stage.team().members.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "lead working",
      "ann idle",
      "bob idle",
    ]);
  });

  it("and ends with its first word when there was nothing to part", async () => {
    const stage = await startTeam();
    await stage.ends("lead", "Done alone.");
    expect(await stage.value).toMatchObject({
      status: "completed",
      result: "Done alone.",
      tasks: [],
      wakes: 1,
    });
  });
});

describe("members are woken", () => {
  it("as many as there are tasks that may be begun, with what those are", async () => {
    const stage = await startTeam(
      "members: [{ name: 'ann', prompt: 'Be kind.' }, { name: 'bob' }, { name: 'cyd' }]",
    );
    await stage.calls("lead", create("a"), create("b", { blockedBy: ["1"] }), create("c"));
    expect(stage.working()).toEqual(["lead", "ann", "bob"]);
    expect(stage.told("ann")).toMatch(/You are ann[^]*Be kind\.[^]*#1 \[pending\] a\n#3 \[pending\] c$/);
  });

  it("after the whole turn of whoever plans: a task that is made to wait in it is not begun", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"), create("b"), ["TaskUpdate", { taskId: "2", addBlockedBy: ["1"] }]);
    expect(stage.working()).toEqual(["lead", "ann"]);
  });

  it("when a task is given to them, and only they", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a", { owner: "bob" }));
    expect(stage.working()).toEqual(["lead", "bob"]);
  });

  it("when what held a task up is completed", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"), create("b", { blockedBy: ["1"], owner: "bob" }));
    await stage.calls("ann", claim("1"));
    expect(stage.working()).toEqual(["lead", "ann"]);
    await stage.calls("ann", complete("1"));
    expect(stage.working()).toEqual(["lead", "ann", "bob"]);
  });

  it("in the conversation they had, as a further call of the run", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    await stage.calls("ann", claim("1"));
    await stage.calls("ann", complete("1"));
    await stage.ends("ann");
    await stage.calls("lead", say("ann", "more?"));
    expect(stage.agents.find(({ task }) => task.label.startsWith("ann"))?.task).toMatchObject({
      ...{ call: 3, label: "ann (2)", continues: 2, team: "member", prompt: "Message from lead:\nmore?" },
    });
    expect(stage.record.agents.census().asked).toBe(3);
  });

  it("once for what they do not want: the next is asked, and then the lead", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    await stage.ends("lead");
    expect(stage.working()).toEqual(["ann"]);
    await stage.ends("ann", "not mine");
    expect(stage.working()).toEqual(["bob"]);
    await stage.ends("bob", "nor mine");
    expect(stage.working()).toEqual(["lead"]);
    expect(stage.told("lead")).toMatch(
      /ann ended a turn: not mine[^]*Nothing moves any more[^]*#1 \[pending\] a/,
    );
  });

  it("when they end their turn with a task in the middle; left again it is anybody's", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    await stage.ends("lead");
    await stage.calls("ann", claim("1"));
    await stage.ends("ann");
    expect(stage.working()).toEqual(["ann"]);
    expect(stage.told("ann")).toMatch(/still yours and in progress:\n#1 \[in_progress\] a \(owner ann\)/);
    await stage.ends("ann");
    expect(stage.tasks()).toEqual(["#1 pending -"]);
    expect(stage.working()).toEqual(["ann"]);
  });

  it("and hold no place while they are idle: a window of one is enough for a team", async () => {
    const stage = await startTeam(undefined, { concurrency: 1 });
    await stage.calls("lead", create("a"), create("b"));
    const seen = new Set<string>();
    for (let turn = 0; turn < 3; turn++) {
      const [name = "", ...more] = stage.working();
      expect(more).toEqual([]);
      seen.add(name);
      await stage.ends(name);
    }
    expect(seen).toEqual(new Set(["lead", "ann", "bob"]));
  });
});

describe("a contested claim", () => {
  it("is won once; the other is told who won, and takes another", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"), create("b"));
    expect(await stage.calls("ann", claim("1"))).toBe("#1 [in_progress] a (owner ann)");
    expect(await stage.calls("bob", claim("1"))).toBe(
      "!Nothing was done: Task #1 is ann's already (in_progress). Take another one.",
    );
    expect(await stage.calls("bob", claim("#2"))).toBe("#2 [in_progress] b (owner bob)");
  });
});

describe("mail", () => {
  it("reaches one at work between its turns, once", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    expect(await stage.calls("lead", say("ann", "mind the gap"))).toContain("Sent to ann (working)");
    expect(stage.hears("ann")).toEqual(["lead: mind the gap"]);
    expect(stage.hears("ann")).toEqual([]);
    await stage.ends("ann");
    expect(stage.working()).toEqual(["lead", "bob"]);
  });

  it("that one at work did not read in time wakes it again", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    await stage.calls("lead", say("ann", "too late"));
    await stage.ends("ann");
    expect(stage.told("ann")).toContain("Message from lead:\ntoo late");
    expect(stage.hears("ann")).toEqual([]);
  });

  it("of people reaches whoever it is for, at work or idle", async () => {
    const stage = await startTeam();
    stage.mail.say({ to: "bob", text: "are you there?", by: "eve" });
    stage.mail.say({ to: "bob", text: "well?" });
    stage.mail.say({ to: "lead", text: "make it blue", by: "eve" });
    await stage.settle();
    expect(stage.told("bob")).toMatch(
      /Message from eve:\nare you there\?\n\nMessage from somebody outside the team:\nwell\?$/,
    );
    expect(stage.hears("lead")).toEqual(["eve: make it blue"]);
  });

  it("of two teams of a run is kept apart, though their members are called the same", async () => {
    const stage = await startTeam("members: [{ name: 'ann' }]", {}, 2);
    expect(stage.mail.boxes().map(({ to }) => to)).toEqual(["lead", "ann", "lead-2", "ann-2"]);
  });

  it("wakes one that is idle, the lead as well", async () => {
    const stage = await startTeam();
    await stage.calls("lead", say("bob", "hello"));
    await stage.ends("lead");
    await stage.calls("bob", say("lead", "hello yourself"));
    expect(stage.working()).toEqual(["lead", "bob"]);
    expect(stage.told("lead")).toBe("Message from bob:\nhello yourself");
  });

  it("to all reaches everybody but who wrote it", async () => {
    const stage = await startTeam();
    await stage.calls("lead", say("*", "begin"));
    expect(stage.working()).toEqual(["lead", "ann", "bob"]);
    expect(stage.told("bob")).toContain("Message from lead:\nbegin");
  });

  it("to nobody is refused with the names there are", async () => {
    const stage = await startTeam();
    expect(await stage.calls("lead", say("eve", "hi"))).toContain(
      '!Nothing was done: Nobody who is still there is called "eve"; there are: ann, bob',
    );
    expect(await stage.calls("lead", say("lead", "hi"))).toContain("!");
  });

  it("comes in the order it was written", async () => {
    const stage = await startTeam();
    await stage.calls("lead", say("ann", "one"), say("ann", "two"), say("ann", "three"));
    expect(stage.told("ann")).toMatch(/one[^]*two[^]*three$/);
  });

  it("that nobody reads is refused in the end, and the writer is told", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    const letters = Array.from({ length: 12 }, (_, n) => say("ann", String(n % 10).repeat(9_900)));
    expect(await stage.calls("lead", ...letters)).toContain(
      "!Nothing was done: 10 messages to ann are as many as fit",
    );
  });
});

describe("it ends", () => {
  it("completed, when everything is done, everybody idle, and the lead has said its last word", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    await stage.ends("lead", "waiting");
    await stage.calls("ann", claim("1"));
    await stage.calls("ann", complete("1"));
    expect(stage.working()).toEqual(["ann"]);
    await stage.ends("ann", "a is built");
    expect(stage.told("lead")).toMatch(
      /ann completed #1 a[^]*ann ended a turn: a is built[^]*No task is open any more/,
    );
    await stage.ends("lead", "All is built.");
    expect(await stage.value).toMatchObject({
      ...{ status: "completed", result: "All is built.", wakes: 3, letters: 0 },
      tasks: [{ id: "1", subject: "a", status: "completed", owner: "ann" }],
      members: [
        { name: "lead", calls: [1, 3] },
        { name: "ann", calls: [2], lastWords: "a is built" },
        { name: "bob", calls: [], lastWords: null },
      ],
    });
    expect(stage.team()).toMatchObject({ status: "completed" });
  });

  it("not as long as somebody works, though the lead has ended its turn", async () => {
    const stage = await startTeam();
    await stage.calls("lead", say("ann", "look around"));
    await stage.ends("lead", "premature");
    expect(stage.team().status).toBe("running");
  });

  it("by TeamEnd, which is refused while something is open, unless that is meant", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    const refused = await stage.calls("lead", ["TeamEnd", {}]);
    expect(refused).toMatch(
      /!Nothing was done: The team is not done\. Open:\n#1 \[pending\] a\nAt work: ann/,
    );
    expect(await stage.calls("lead", ["TeamEnd", { abandon: true }])).toContain("The team has ended");
    await stage.ends("lead", "We stop here.");
    expect(stage.stopped).toEqual(["ann"]);
    expect(stage.team().status).toBe("ended");
  });

  it("stalled, when the lead was told that nothing moves and that changed nothing", async () => {
    const stage = await startTeam("members: [{ name: 'ann' }]");
    await stage.calls("lead", create("a", { owner: "ann" }));
    await stage.ends("lead");
    await stage.ends("ann", "I cannot.");
    expect(stage.told("lead")).toContain("Nothing moves any more");
    await stage.ends("lead", "Nor can I.");
    expect(await stage.value).toMatchObject({
      ...{ status: "stalled", reason: "nobody moves what is open: #1", result: "Nor can I." },
      tasks: [{ id: "1", status: "pending", owner: "ann" }],
    });
  });

  it("not stalled, when the lead changes what stands in the way", async () => {
    const stage = await startTeam("members: [{ name: 'ann' }]");
    await stage.calls("lead", create("a", { owner: "lead" }));
    await stage.ends("lead");
    expect(stage.told("lead")).toContain("#1 [pending] a (owner lead)");
    await stage.ends("lead");
    expect(stage.told("lead")).toContain("Nothing moves any more");
    await stage.calls("lead", ["TaskUpdate", { taskId: "1", owner: "ann" }]);
    expect(stage.working()).toEqual(["lead", "ann"]);
  });

  it("stalled after some changes of words that complete nothing", async () => {
    const stage = await startTeam("members: [{ name: 'ann' }]");
    await stage.calls("lead", create("a", { owner: "ann" }));
    await stage.ends("lead");
    await stage.ends("ann");
    for (const subject of ["b", "c", "d"]) {
      await stage.calls("lead", ["TaskUpdate", { taskId: "1", subject }]);
      await stage.ends("lead");
    }
    expect(await stage.value).toMatchObject({ status: "stalled" });
  });

  it("at its limit of rounds, of agents, and of tokens, with what there is", async () => {
    const rounds = await startTeam("members: [{ name: 'ann' }], maxWakes: 1");
    await rounds.calls("lead", create("a"));
    expect(await rounds.value).toMatchObject({
      status: "limit",
      reason: "its 1 rounds (maxWakes) are used up",
      result: null,
    });
    const agents = await startTeam("members: [{ name: 'ann' }]", { limits: { agents: 1 } });
    await agents.calls("lead", create("a"));
    expect(await agents.value).toMatchObject({
      status: "limit",
      reason: "the run's limit of 1 agents is used up",
    });
    const tokens = await startTeam("members: [{ name: 'ann' }], maxTokens: 1");
    await tokens.calls("lead", create("a"));
    expect(await tokens.value).toMatchObject({
      status: "limit",
      reason: "its 1 output tokens (maxTokens) are used up",
    });
  });

  it("when its time is over: those at work are stopped", async () => {
    const stage = await startTeam("members: [{ name: 'ann' }], maxMinutes: 5");
    await stage.calls("lead", create("a"));
    stage.timers.at(-1)?.fire();
    await stage.settle();
    expect(stage.stopped).toEqual(["lead", "ann"]);
    expect(await stage.value).toMatchObject({ status: "limit", reason: "its 5 minutes are over" });
  });

  it("failed, when its lead fails", async () => {
    const stage = await startTeam();
    await stage.fails("lead");
    expect(await stage.value).toMatchObject({
      status: "failed",
      reason: "the lead failed: ModelRefusal: declined",
    });
  });

  it("A15 never, for the script, when the run is stopped", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    stage.close();
    stage.stopAll();
    await stage.settle();
    expect(stage.record.agents.census()).toMatchObject({ asked: 2, skipped: 2 });
    expect(await Promise.race([stage.value, Promise.resolve("pending")])).toBe("pending");
  });
});

describe("a member that fails", () => {
  it("gives back what it had; others are woken for it, and the lead hears of it", async () => {
    const stage = await startTeam();
    await stage.calls("lead", create("a"));
    await stage.ends("lead");
    await stage.calls("ann", claim("1"));
    await stage.fails("ann");
    expect(stage.working()).toEqual(["bob"]);
    expect(stage.tasks()).toEqual(["#1 pending -"]);
    await stage.calls("bob", claim("1"), complete("1"));
    await stage.ends("bob");
    expect(stage.told("lead")).toMatch(
      /ann failed and takes no more part: ModelRefusal[^]*#1 is nobody's again/,
    );
    expect(stage.team().members[1]).toMatchObject({ name: "ann", state: "gone" });
  });
});
