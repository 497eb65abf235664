// team(): what the guest checks before the host hears of it.
import { describe, expect, it } from "vitest";
import { TEAM_MEMBERS_MAX, TEAM_MINUTES_DEFAULT, TEAM_WAKES_DEFAULT } from "../../../src/protocol/limits.ts";
import { guestValue, startGuest } from "../guest-stage.ts";

const refused = (call: string) => guestValue(`return team(${call}).catch((e) => e.name + ": " + e.message)`);

describe("team()", () => {
  it("posts the task, the lead, the members and the limits", async () => {
    const { posts } = await startGuest(
      `phase('Build'); await team('Do it.', { members: [{ name: 'ann', prompt: 'p', model: 'opus', subagents: 1 }], maxTokens: 9 })`,
    );
    expect(posts.find(({ t }) => t === "team")).toMatchObject({
      ...{ task: "Do it.", phase: "Build", lead: { name: "lead" }, maxTokens: 9 },
      members: [{ name: "ann", prompt: "p", model: "opus", subagents: 1 }],
      ...{ maxWakes: TEAM_WAKES_DEFAULT, maxMinutes: TEAM_MINUTES_DEFAULT },
    });
  });

  it.each([
    ["no task", "undefined, { members: [{ name: 'a' }] }", "TypeError: team(task, options) takes a text"],
    ["no members", "'t'", "TypeError: team(): members takes an array with at least one element"],
    ["a member without a name", "'t', { members: [{}] }", "TypeError: team(): members[0].name is a word"],
    ["a name that is no word", "'t', { members: [{ name: '*' }] }", 'got "*"'],
    ["two of one name", "'t', { members: [{ name: 'lead' }] }", 'two of the team are called "lead"'],
    [
      "too many members",
      "'t', { members: Array.from({ length: 17 }, (_, n) => ({ name: 'm' + n })) }",
      `at most ${TEAM_MEMBERS_MAX} members`,
    ],
    [
      "an isolation that there is not",
      "'t', { members: [{ name: 'a', isolation: 'vm' }] }",
      'isolation must be "worktree"',
    ],
    ["too many wake-ups", "'t', { members: [{ name: 'a' }], maxWakes: 9999 }", "maxWakes is at most 1000"],
  ])("is refused for %s", async (_what, call, words) => {
    expect(await refused(call)).toContain(words);
  });

  it("A13 rejects at once when the run's agents are used up", async () => {
    const { posts } = await startGuest(
      "await Promise.all([agent('a'), team('t', { members: [{ name: 'a' }] }).catch((e) => log(e.name))])",
      { settings: { maxAgents: 1 } },
    );
    expect(posts.map(({ t }) => t)).toEqual(["agent", "log"]);
  });
});
