// The log of every model call: what was asked, what came of it. The file proves what was asked twice.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { SIMULATOR_LOG_KEPT } from "../protocol/limits.ts";

/**
 * `open`: still at it. `answered`: the whole answer was handed over. `faulted`: a rule's fault was. `rejected`: the request was
 * wrong (400, 401, 404, 413). `aborted`: the client went before the end.
 */
export type SimulatorOutcome = "open" | "answered" | "faulted" | "rejected" | "aborted";

/** `key`, `model` and the like are `null` while a request is not (or not validly) read. Tokens as the API counts them. */
export type SimulatorLogEntry = {
  /** Counts from 1. */
  readonly seq: number;
  /** ISO time of arrival. */
  readonly at: string;
  readonly key: string | null;
  /** How often this key was asked before. */
  readonly asked: number;
  /** Name of the rule that answered; `null` for the default. */
  readonly rule: string | null;
  readonly model: string | null;
  /** Head of the prompt. */
  readonly prompt: string;
  readonly turn: number;
  /** HTTP status; `null` when none went out. */
  readonly status: number | null;
  readonly outcome: SimulatorOutcome;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
};

/** One request while it is played. The first `end` counts; it writes the line before the client can know the outcome. */
export type OpenEntry = {
  readonly note: (facts: Partial<Omit<SimulatorLogEntry, "seq" | "at" | "outcome">>) => void;
  readonly end: (outcome: Exclude<SimulatorOutcome, "open">) => void;
};

const BLANK: Omit<SimulatorLogEntry, "seq" | "at"> = {
  key: null,
  asked: 0,
  rule: null,
  model: null,
  prompt: "",
  turn: 0,
  status: null,
  outcome: "open",
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
};

export class RequestLog {
  private readonly file: number | null;
  /** Open entries live here too: memory may forget one that is still silent. */
  private readonly open = new Map<number, SimulatorLogEntry>();
  private kept: SimulatorLogEntry[] = [];
  private seen = 0;

  /** Appends to `path`, making its folder when there is none. Throws when it cannot be written. */
  constructor(path: string | null) {
    if (path !== null) mkdirSync(dirname(path), { recursive: true });
    this.file = path === null ? null : openSync(path, "a");
  }

  /** How many requests came, those no longer kept included. */
  get count(): number {
    return this.seen;
  }

  /** The entries kept in memory with a higher number than `after`, oldest first; open ones change later. */
  entries(after = 0): SimulatorLogEntry[] {
    const skipped = after - (this.kept[0]?.seq ?? 1) + 1;
    return this.kept.slice(Math.max(0, skipped));
  }

  begin(): OpenEntry {
    this.seen += 1;
    const seq = this.seen;
    const entry = { seq, at: new Date().toISOString(), ...BLANK };
    this.open.set(seq, entry);
    this.keep(entry);
    return {
      note: (facts) => this.change(seq, facts),
      end: (outcome) => this.end(seq, outcome),
    };
  }

  /** Whoever is still waiting has been hung up on. */
  close(): void {
    for (const seq of this.open.keys()) this.end(seq, "aborted");
    if (this.file !== null) closeSync(this.file);
  }

  private keep(entry: SimulatorLogEntry): void {
    this.kept.push(entry);
    if (this.kept.length > SIMULATOR_LOG_KEPT) this.kept = this.kept.slice(SIMULATOR_LOG_KEPT / 10);
  }

  private change(seq: number, facts: Partial<SimulatorLogEntry>): void {
    const entry = this.open.get(seq);
    if (entry === undefined) return;
    const changed = { ...entry, ...facts };
    this.open.set(seq, changed);
    const place = seq - (this.kept[0]?.seq ?? seq);
    if (place >= 0) this.kept[place] = changed;
  }

  private end(seq: number, outcome: SimulatorOutcome): void {
    this.change(seq, { outcome });
    const entry = this.open.get(seq);
    this.open.delete(seq);
    if (entry !== undefined && this.file !== null) writeSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
