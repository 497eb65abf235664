// The prelude: evaluated first in every engine, its text fixed and hashed. It returns the guest's two entries.
import type { GuestSettings, HostEvent } from "../messages.ts";
import { defineAtomics } from "./atomics.ts";
import { makeChannel } from "./channel.ts";
import { fromJsonText } from "./copy.ts";
import { makeCounters } from "./counters.ts";
import { banClockAndRandomness } from "./determinism.ts";
import { runFrame, type GuestRun, type ProgramFunction } from "./frame.ts";
import { makeUnhandled } from "./unhandled.ts";
import { defineWebGlobals, lockStacks, removeForeignGlobals } from "./web-globals.ts";

export type GuestEntries = {
  /** Keeps a script's program until its `start` event arrives. */
  readonly load: (frame: number, program: ProgramFunction) => void;
  /** Takes an array of host events as a JSON text. */
  readonly deliver: (events: string) => void;
  /** Hears of promises that were rejected with nobody there, or handled after all. */
  readonly rejection: (promise: object, reason: unknown, isHandled: boolean) => void;
  /** Called when the guest has nothing more to do until the next delivery. */
  readonly idle: () => void;
};

export function install(post: (text: string) => void, settings: string, webGlobals: string): GuestEntries {
  const evaluate = globalThis.eval; // indirect: in the global scope
  banClockAndRandomness();
  removeForeignGlobals();
  lockStacks();
  defineAtomics();
  defineWebGlobals(() => evaluate(webGlobals) as Record<string, unknown>);
  const run = makeRun(post, fromJsonText(settings) as unknown as GuestSettings);
  const programs = new Map<number, ProgramFunction>();
  const unhandled = makeUnhandled((message) =>
    run.channel.tell({
      t: "failure",
      kind: "unhandled",
      label: "a promise nobody awaits",
      phase: null,
      message,
    }),
  );
  return Object.freeze({
    rejection: unhandled.track,
    idle: unhandled.tell,
    load: (frame: number, program: ProgramFunction) => void programs.set(frame, program),
    deliver: (events: string) => {
      for (const event of fromJsonText(events) as unknown as HostEvent[]) receive(event, run, programs);
    },
  });
}

function makeRun(post: (text: string) => void, settings: GuestSettings): GuestRun {
  const channel = makeChannel(post);
  const warned = new Set<string>();
  const warn = (message: string): void => {
    if (warned.has(message)) return;
    warned.add(message);
    channel.tell({ t: "log", level: "warn", message, phase: null });
  };
  return { channel, counters: makeCounters(settings), warn };
}

function receive(event: HostEvent, run: GuestRun, programs: Map<number, ProgramFunction>): void {
  switch (event.t) {
    case "start": {
      const program = programs.get(event.frame);
      programs.delete(event.frame);
      if (program !== undefined) void runFrame(event.frame, program, event.args, run);
      return;
    }
    case "resolve":
      return run.channel.resolve(event.id, event.value);
    case "reject":
      return run.channel.reject(event.id, event.error);
    case "spent":
      return run.counters.setSpent(event.outputTokens);
    case "counted":
      return run.counters.addAgents(event.agents);
  }
}
