// The script engine as the workflow sees it. Only texts cross; what is behind can be changed.

export type EngineOptions = {
  /** `GuestSettings` as JSON. */
  readonly settings: string;
  /** Milliseconds since 1970: the workflow's clock. */
  readonly now: () => number;
  /** Of what an engine may compute between two refuels; absent: all of it. */
  readonly share?: number;
};

export interface ScriptEngine {
  /** Evaluates a program's text under the script's name; it starts when its `start` event is delivered. Returns the guest's posts. */
  load(frame: number, program: string): readonly string[];
  /** Delivers a JSON array of host events, runs the guest until it is idle, returns its posts in order. */
  deliver(events: string): readonly string[];
  /** A new activation: the fuel is full again. */
  refuel(): void;
  dispose(): void;
}

/** Bytes and prelude of an engine have a hash; a run is bound to it from its first activation. */
export type EngineFactory = {
  readonly id: string;
  make(options: EngineOptions): Promise<ScriptEngine>;
};

export type EngineLimit = "fuel" | "memory" | "stack" | "posts";

/** The engines a worker has: the newest for runs that begin, every older one for the runs that began with it. */
export type EngineShelf = {
  readonly newest: EngineFactory;
  get(id: string): EngineFactory | undefined;
};

/** A limit of the engine was hit; the engine must not be used again. `stack` is the guest's, as far as known. */
export class EngineLimitError extends Error {
  readonly limit: EngineLimit;
  readonly guestStack: string;
  constructor(limit: EngineLimit, message: string, guestStack: string) {
    super(message);
    this.name = "EngineLimitError";
    this.limit = limit;
    this.guestStack = guestStack;
  }
}

/** Guest code threw to the host: a program that the engine cannot read, or a prelude that was tampered with. */
export class EngineScriptError extends Error {
  readonly guestStack: string;
  constructor(message: string, guestStack: string) {
    super(message);
    this.name = "EngineScriptError";
    this.guestStack = guestStack;
  }
}
