// One run of a system that is moved on step by step, and stands still in between.
import type { WorkflowHandle } from "@temporalio/client";
import { isUnreachable } from "../../../src/client/is-unreachable.ts";
import type { RunResult } from "../../../src/protocol/run-result.ts";
import type { GateView } from "../../../src/protocol/run-views.ts";
import type { SimulatorLogEntry } from "../../../src/simulator/simulator.ts";
import { until } from "../../support/until.ts";
import type { Play } from "./play.ts";
import type { HeldRun, Turn } from "./turnstile.ts";
import type { KillKind } from "./lane-stage.ts";

/** A dead worker's agents are noticed after 10 s and tried again some seconds later; the rest is a busy machine's. */
const STANDS_MS = 90_000;
/** Each look asks the server. */
const LOOK_EVERY_MS = 100;

/** What a kill found of an unfinished run. */
export type Met = {
  readonly kind: KillKind;
  /** The turns in flight. */
  readonly turns: readonly Turn[];
  /** Where the run stood: those turns, and how often people had acted. */
  readonly place: string;
  /** Milliseconds since 1970, when what was killed was gone. */
  readonly at: number;
};

/** How a run stands: agents wait for the model, the run waits for people, or it has ended. */
type Stand =
  | { readonly kind: "asks" }
  | { readonly kind: "waits"; readonly gate: GateView }
  | { readonly kind: "ended" };

export class Lane {
  readonly mark: string;
  readonly workspace: string;
  readonly play: Play;
  readonly handle: WorkflowHandle;
  readonly run: HeldRun;
  readonly met: Met[] = [];
  #inFlight = 0;
  #acts = 0;

  constructor(play: Play, place: { mark: string; workspace: string; handle: WorkflowHandle; run: HeldRun }) {
    this.play = play;
    this.mark = place.mark;
    this.workspace = place.workspace;
    this.handle = place.handle;
    this.run = place.run;
  }

  /** Resolves when nothing happens by itself any more: whatever was answered is in the history, or in flight again. */
  stands(): Promise<Stand> {
    return until(`${this.play.system} to stand still`, () => this.#look(), STANDS_MS, LOOK_EVERY_MS);
  }

  /** To be called just before a kill; the function that comes back, when it has happened. */
  async beforeKill(kind: KillKind): Promise<(at: number) => void> {
    const stand = await this.stands();
    const turns = this.run.held();
    this.#inFlight = turns.length;
    if (stand.kind === "ended") return () => undefined;
    const place = [`${this.#acts}`, ...turns].join("\n");
    return (at) => void this.met.push({ kind, turns, place, at });
  }

  /** Resolves when it stands again after the last kill, with as many turns in flight as before. */
  async standsAgain(): Promise<void> {
    // Looking at what is held costs nothing; most of the time is the wait for the dead worker's heartbeat.
    await until(
      `${this.play.system} to ask again`,
      () => this.run.held().length >= this.#inFlight,
      STANDS_MS,
    );
    await this.stands();
  }

  /** The next answers of the model, or what people do. */
  async moveOn(): Promise<void> {
    const stand = await this.stands();
    if (stand.kind === "asks") this.run.letGo(this.run.held().slice(0, this.play.pace));
    if (stand.kind === "waits") await this.#act(stand.gate);
  }

  /** Somebody says something while an agent is at work. */
  async hearAside(): Promise<void> {
    await this.play.aside?.(this);
  }

  /** What of the simulator's log is this run's, by turns. */
  asked(log: readonly SimulatorLogEntry[]): Map<Turn, SimulatorLogEntry[]> {
    const asked = new Map<Turn, SimulatorLogEntry[]>();
    for (const entry of log) {
      const turn = this.run.turnOf(entry.key ?? "");
      if (turn !== undefined) asked.set(turn, [...(asked.get(turn) ?? []), entry]);
    }
    return asked;
  }

  /** Nothing is held any more. */
  async toEnd(): Promise<RunResult> {
    this.run.open();
    for (let stand = await this.stands(); stand.kind === "waits"; stand = await this.stands())
      await this.#act(stand.gate);
    return (await this.handle.result()) as RunResult;
  }

  async #act(gate: GateView): Promise<void> {
    const act = this.play.people[this.#acts];
    if (act === undefined) throw new Error(`${this.play.system} waits for people once more than it should`);
    this.#acts += 1;
    await act(this, gate);
  }

  async #look(): Promise<Stand | null> {
    const before = this.run.held();
    const seen = await this.handle.describe().catch((error: unknown) => {
      if (isUnreachable(error)) return null;
      throw error;
    });
    if (seen === null) return null;
    if (seen.status.name !== "RUNNING") return { kind: "ended" };
    const { pendingActivities, pendingWorkflowTask = null } = seen.raw;
    const pending = pendingActivities?.length ?? 0;
    const held = this.run.held();
    // Each activity that is under way is an agent in front of its model: then nothing else is under way.
    const isStill = pendingWorkflowTask === null && pending === held.length;
    // An attempt that does not know yet that it is given up may hold its answer, too.
    if (!isStill || new Set(held).size < pending || held.join("\n") !== before.join("\n")) return null;
    if (pending > 0) return { kind: "asks" };
    const [gate] = await this.handle.query<GateView[]>("pending").catch((): GateView[] => []);
    return gate === undefined ? null : { kind: "waits", gate };
  }
}
