// What the primitives of one run share.
import type { RunSettings } from "../protocol/run-input.ts";
import type { PreparedScript } from "../protocol/script.ts";
import type { AccountHold } from "./account-hold.ts";
import type { GateBook } from "./gate-book.ts";
import type { MailBook } from "./mail-book.ts";
import type { RunPorts } from "./ports.ts";
import type { RunRecord } from "./run-record.ts";
import type { Seats } from "./seats.ts";
import type { Window } from "./window.ts";

export type RunContext = {
  readonly ports: RunPorts;
  readonly settings: RunSettings;
  readonly script: PreparedScript;
  readonly record: RunRecord;
  readonly gates: GateBook;
  readonly mail: MailBook;
  /** Agents of the run at work (A14). */
  readonly agents: Window;
  readonly seats: Seats;
  /** What stops the agents that are off work until somebody answers: called when the run closes. */
  readonly waiting: Set<() => void>;
  readonly account: AccountHold;
  readonly checks: Window;
  /** One merge at a time. */
  readonly merges: Window;
  /** Scripts being looked up and schemas being checked. */
  readonly lookups: Window;
  /** The script has ended or the run is stopped: nothing new may start. */
  isClosing(): boolean;
  /** From now on nothing new starts, and agents that wait for people are stopped. */
  close(): void;
};

/** A call of the script rejects with this; `name` is the error's name in the script. */
export class CallRejection extends Error {
  /** Its line is in the run's failures: `parallel` must not write a second. */
  readonly isRecorded: boolean;
  constructor(name: string, message: string, isRecorded = false) {
    super(message);
    this.name = name;
    this.isRecorded = isRecorded;
  }
}

/** The run is being stopped: the call never settles (A15). */
export class CallStopped extends Error {
  constructor() {
    super("the run was stopped");
    this.name = "CallStopped";
  }
}
