// A team that builds a calculator: two members want the same task, a third task waits for both.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { TeamView } from "../../../../src/protocol/team.ts";
import { claimsRecorded, claimsSaid } from "../../claims.ts";
import type { Lane } from "../lane.ts";
import type { Play } from "../play.ts";

export const TASKS = ["1", "2", "3"];

export const team: Play = {
  system: "team",
  start: ({ mark, workspace }) => ({
    type: "run",
    input: {
      name: "team",
      // The lead's name is in the first words of everybody's prompt.
      args: {
        task: `Build a calculator (${mark}): addition and multiplication, each in a file.`,
        lead: { name: mark },
        check: "node --test",
      },
      workspace,
    },
  }),
  // It takes more than twenty turns.
  pace: 2,
  files: () => ({ "package.json": '{ "type": "module" }\n' }),
  people: [],
  async judge({ workspace }, { status, value, census, failures, verdict }) {
    const ended = {
      status: "completed",
      result: "The calculator is built, and its test passes.",
      tasks: TASKS.map((id) => ({ id, status: "completed" })),
      check: { ok: true },
      letters: 3,
    };
    expect({ status, value, failures }).toMatchObject({ status: "completed", value: ended, failures: [] });
    expect(census).toMatchObject({ null: 0, failed: 0, skipped: 0 });
    expect(await readFile(join(workspace, "index.js"), "utf8")).toContain(
      'export { add } from "./lib/add.js";',
    );
    // Who of the members was quicker is nobody's promise.
    return { status, failures, verdict: { ok: verdict?.ok, stale: verdict?.stale } };
  },
};

/** Who claimed what: by the run's history, by what its members were told, and whose the tasks are on its list. */
export async function claimsOf({ handle, run }: Lane) {
  const [team] = await handle.query<TeamView[]>("team");
  return {
    recorded: await claimsRecorded(handle),
    said: claimsSaid(run.conversations()),
    listed: team?.tasks.map(({ id, owner }) => ({ id, owner })),
  };
}
