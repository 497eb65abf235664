// The five systems, planning, and the choice among them, side by side on one worker and one server, which are killed ten
// times: each kill finds every run somewhere else.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { marker } from "../support/stage.ts";
import { askedAgain } from "./killed/asked-again.ts";
import { Lane } from "./killed/lane.ts";
import { LaneStage, TASK_QUEUE, type KillKind } from "./killed/lane-stage.ts";
import type { Play } from "./killed/play.ts";
import { chosen } from "./killed/plays/do.ts";
import { goal } from "./killed/plays/goal.ts";
import { plan } from "./killed/plays/plan.ts";
import { single } from "./killed/plays/single.ts";
import { subagents } from "./killed/plays/subagents.ts";
import { claimsOf, TASKS, team } from "./killed/plays/team.ts";
import { granted } from "./claims.ts";
import { libraryRules } from "./library-rules.ts";

const PLAYS: readonly Play[] = [single, subagents, team, goal, plan, chosen];
/** Each kill of the worker costs the wait for its heartbeat: every second one is the server's. */
const KILLS: readonly KillKind[] = [
  "worker",
  "server",
  "worker",
  "server",
  "both",
  "server",
  "worker",
  "server",
  "worker",
  "server",
];
const PLACES_MIN = 10;
/** Of the worker, and of the server. */
const KIND_MIN = 4;
/** Some 100 s; more on a busy machine. */
const PLAYED_MS = 480_000;

type Played = { readonly lane: Lane; readonly result: RunResult };

let stage: LaneStage;
let undisturbed: ReadonlyMap<Play, Played>;
let disturbed: ReadonlyMap<Play, Played>;
beforeAll(async () => {
  const rules = PLAYS.flatMap((play) => play.rules ?? []);
  stage = await LaneStage.open([...rules, ...(await libraryRules(["single", "subagents", "team", "goal"]))]);
  await stage.startWorker();
  undisturbed = await playAll([]);
  disturbed = await playAll(KILLS);
}, PLAYED_MS);
afterAll(() => stage.close());

async function playAll(kills: readonly KillKind[]): Promise<Map<Play, Played>> {
  const lanes = await Promise.all(PLAYS.map(begin));
  await onAll(lanes, (lane) => lane.stands());
  const [first, ...others] = kills;
  if (first !== undefined) await killUnder(lanes, first);
  await onAll(lanes, (lane) => lane.hearAside());
  for (const kind of others) {
    await onAll(lanes, (lane) => lane.moveOn());
    await killUnder(lanes, kind);
  }
  const played = await onAll(lanes, async (lane) => ({ lane, result: await lane.toEnd() }));
  return new Map(played.map((one) => [one.lane.play, one]));
}

async function begin(play: Play): Promise<Lane> {
  const mark = marker();
  const workspace = await stage.newWorkspace(mark);
  for (const [name, text] of Object.entries(play.files?.(mark) ?? {})) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
  const { type, input } = play.start({ mark, workspace });
  const handle = await stage.client.workflow.start(type, {
    taskQueue: TASK_QUEUE,
    workflowId: `${play.system}-${mark}`,
    args: [input],
  });
  return new Lane(play, { mark, workspace, handle, run: stage.turnstile.run(mark) });
}

async function killUnder(lanes: readonly Lane[], kind: KillKind): Promise<void> {
  const noted = await onAll(lanes, (lane) => lane.beforeKill(kind));
  const at = await stage.kill(kind);
  for (const note of noted) note(at);
  await stage.restart(kind);
  await onAll(lanes, (lane) => lane.standsAgain());
}

const onAll = <T>(lanes: readonly Lane[], act: (lane: Lane) => Promise<T>): Promise<T[]> =>
  Promise.all(lanes.map(act));

function played(play: Play): { readonly twin: Played; readonly killed: Played } {
  const [twin, killed] = [undisturbed.get(play), disturbed.get(play)];
  if (twin === undefined || killed === undefined) throw new Error(`${play.system} was not played`);
  return { twin, killed };
}

/** What the run came to, without its mark. */
async function cameTo({ lane, result }: Played): Promise<unknown> {
  const judged = JSON.stringify(await lane.play.judge(lane, result));
  return JSON.parse(judged.replaceAll(lane.mark, "MARK"));
}

describe.each(PLAYS)("$system", (play) => {
  it("R02 is met by each of ten kills somewhere else, by those of the worker and by those of the server", () => {
    const { lane } = played(play).killed;
    expect(new Set(lane.met.map(({ place }) => place)).size).toBeGreaterThanOrEqual(PLACES_MIN);
    for (const spared of ["server", "worker"])
      expect(lane.met.filter(({ kind }) => kind !== spared).length).toBeGreaterThanOrEqual(KIND_MIN);
  });

  it("R02 comes to what it comes to undisturbed", async () => {
    const { twin, killed } = played(play);
    expect(await cameTo(killed)).toEqual(await cameTo(twin));
  });

  it("R02 asks once for each turn, and again only for those that a kill found in flight", () => {
    const { twin, killed } = played(play);
    const log = stage.simulator.requests();
    expect(askedAgain(twin.lane.asked(log), [])).toEqual([]);
    const asked = killed.lane.asked(log);
    expect(askedAgain(asked, killed.lane.met)).toEqual([]);
    const cut = killed.lane.met.filter(({ kind }) => kind !== "server").flatMap(({ turns }) => turns);
    const aborted = [...asked.values()].flat().filter(({ outcome }) => outcome === "aborted");
    expect(cut.length).toBeGreaterThan(0);
    expect(aborted.length).toBeGreaterThanOrEqual(cut.length);
  });
});

it("R02 each task of a team is claimed exactly once, by the run's history, by what its members were told, by its list", async () => {
  const { twin, killed } = played(team);
  for (const { lane } of [twin, killed]) {
    const { recorded, said, listed } = await claimsOf(lane);
    expect(granted(recorded).map(({ task }) => task)).toEqual(TASKS);
    expect(granted(said)).toEqual(granted(recorded));
    expect(listed).toEqual(granted(recorded).map(({ task, by }) => ({ id: task, owner: by })));
  }
});

describe("the judge of turns asked again", () => {
  const asking = (at: number, outcome: "answered" | "aborted") => ({
    at: new Date(at).toISOString(),
    outcome,
  });
  const kill = { turns: ["a"], at: 150 };

  it("lets those go that a kill found in flight", () => {
    const asked = new Map([["a", [asking(100, "aborted"), asking(200, "answered")]]]);
    expect(askedAgain(asked, [kill])).toEqual([]);
  });

  it("names those that were finished, that no kill met, and that no kill came between", () => {
    const asked = new Map([
      ["a", [asking(100, "answered"), asking(200, "answered")]],
      ["b", [asking(100, "aborted"), asking(200, "answered")]],
    ]);
    expect(askedAgain(asked, [kill])).toEqual(["a", "b"]);
    const hasty = new Map([["a", [asking(100, "aborted"), asking(120, "aborted"), asking(200, "answered")]]]);
    expect(askedAgain(hasty, [kill])).toEqual(["a"]);
    expect(askedAgain(new Map([["a", [asking(100, "aborted")]]]), [kill])).toEqual(["a"]);
  });
});
