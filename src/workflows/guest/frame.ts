// One script inside the guest: its primitives, its call, its end.
import type { Json } from "../../protocol/json.ts";
import { PROGRAM_PARAMETERS } from "../../protocol/script.ts";
import { makeAgent } from "./agent.ts";
import type { Channel } from "./channel.ts";
import { makeCheck } from "./check.ts";
import { copyOf } from "./copy.ts";
import type { Counters } from "./counters.ts";
import { describeThrown, isRecorded } from "./errors.ts";
import { makeGates } from "./gates.ts";
import { makeHear } from "./hear.ts";
import { makeLog } from "./log.ts";
import { makeMerge } from "./merge.ts";
import { makeNested } from "./nested.ts";
import { makeParallel } from "./parallel.ts";
import { makePhases } from "./phases.ts";
import { makePipeline } from "./pipeline.ts";
import type { SlotPorts } from "./slots.ts";
import { makeTeam } from "./team.ts";
import { makeTimers } from "./timers.ts";

/** What the program's text evaluates to: takes the primitives, gives the script's own function. */
export type ProgramFunction = (...primitives: readonly unknown[]) => () => Promise<unknown>;

export type GuestRun = {
  readonly channel: Channel;
  readonly counters: Counters;
  readonly warn: (message: string) => void;
};

/** Runs a script to its end and tells the host how it ended; never throws, never rejects. */
export async function runFrame(
  frame: number,
  program: ProgramFunction,
  args: Json | undefined,
  run: GuestRun,
) {
  try {
    const primitives: Readonly<Record<string, unknown>> = makePrimitives(frame, args, run);
    const script = program(...PROGRAM_PARAMETERS.map((name) => primitives[name]));
    const value = copyOf(await script(), "the script's return value") ?? null;
    run.channel.tell({ t: "returned", frame, value });
  } catch (error) {
    tellThrown(frame, error, run.channel);
  }
}

function tellThrown(frame: number, error: unknown, channel: Channel): void {
  try {
    channel.tell({ t: "threw", frame, error: describeThrown(error) });
  } catch {
    // Out of memory in the middle of telling: the shortest message has the best chance.
    channel.tell({
      t: "threw",
      frame,
      error: { name: "InternalError", message: "out of memory", stack: "", type: null },
    });
  }
}

function makePrimitives(frame: number, args: Json | undefined, run: GuestRun) {
  const { channel, counters, warn } = run;
  const { phase, current } = makePhases(channel);
  const failure: SlotPorts["failure"] = (kind, label, message) =>
    channel.tell({ t: "failure", kind, label, phase: current(), message });
  const slots: SlotPorts = { exhausted: counters.exhausted, failure };
  const timers = makeTimers(channel, (error) => {
    const { name, message } = describeThrown(error);
    if (!isRecorded(error)) failure("setTimeout", "setTimeout", `${name}: ${message}`);
  });
  return Object.freeze({
    args,
    phase,
    budget: counters.budget,
    agent: makeAgent({ channel, counters, currentPhase: current, warn }),
    parallel: makeParallel(slots),
    pipeline: makePipeline(slots),
    workflow: makeNested(channel, frame),
    check: makeCheck(channel, current),
    merge: makeMerge(channel, current),
    team: makeTeam({ channel, counters, currentPhase: current, warn }),
    hear: makeHear({ channel, isNested: frame > 0, currentPhase: current }),
    ...makeLog(channel, current),
    ...makeGates(channel, current),
    ...timers,
  });
}
