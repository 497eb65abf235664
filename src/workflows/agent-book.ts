// The run's agents: one row each, and the census over them (R01).
import type { AgentFigures, AgentFailureDetail, AgentOutcome } from "../protocol/agent.ts";
import type { AgentsQuery } from "../protocol/control.ts";
import { cutText } from "../protocol/json.ts";
import {
  AGENT_ROWS_DEFAULT,
  FAILED_TEXT_MAX_CHARS,
  FAILURE_MESSAGE_MAX_CHARS,
  STATUS_ROWS,
} from "../protocol/limits.ts";
import type { Census } from "../protocol/run-result.ts";
import type { AgentRow, AgentState, AgentsView } from "../protocol/run-views.ts";
import { NO_USAGE, addUsage, lessUsage, type Usage } from "../protocol/usage.ts";
import { fitting } from "./fitting.ts";
import type { PhaseBook } from "./phase-book.ts";

type Entry = { -readonly [K in keyof AgentRow]: AgentRow[K] };
export type EndState = Exclude<AgentState, "queued" | "working" | "waiting">;

export class AgentBook {
  readonly #now: () => number;
  readonly #phases: PhaseBook;
  readonly #rows: Entry[] = [];
  readonly #working = new Set<Entry>();
  readonly #counts: Record<AgentState, number> = {
    queued: 0,
    working: 0,
    waiting: 0,
    done: 0,
    null: 0,
    failed: 0,
    stopped: 0,
  };
  #usage: Usage = NO_USAGE;
  #costUsd = 0;
  #simulated = false;

  constructor(now: () => number, phases: PhaseBook) {
    this.#now = now;
    this.#phases = phases;
  }

  /** A new call; returns its number, from 1. `lead`: the agent that asked for it. */
  ask(label: string, phase: string | null, lead?: number): number {
    const row: Entry = { ...newRow(this.#rows.length + 1, label, phase), queuedAt: this.#now() };
    if (lead !== undefined) row.lead = lead;
    this.#rows.push(row);
    this.#counts.queued += 1;
    this.#phases.move(phase, null, "queued");
    return row.call;
  }

  start(call: number): void {
    const row = this.#row(call);
    row.startedAt ??= this.#now();
    this.#move(row, "working");
  }

  /** It left work until somebody has answered. `used` are its figures so far. */
  wait(call: number, used: AgentFigures | null): void {
    const row = this.#row(call);
    this.#move(row, "waiting");
    if (used !== null) this.#book(row, used);
  }

  /** It may go on, and waits for a place. */
  queueAgain(call: number): void {
    this.#move(this.#row(call), "queued");
  }

  row(call: number): AgentRow {
    return { ...this.#row(call) };
  }

  end(
    call: number,
    state: EndState,
    used: AgentOutcome | AgentFailureDetail | null,
    error: string | null,
  ): void {
    const row = this.#row(call);
    this.#move(row, state);
    row.endedAt = this.#now();
    row.error = error === null ? null : cutText(error, FAILURE_MESSAGE_MAX_CHARS);
    if (used === null) return;
    row.text = "text" in used && used.text !== undefined ? cutText(used.text, FAILED_TEXT_MAX_CHARS) : null;
    row.branch = "published" in used ? (used.published?.branch ?? null) : null;
    this.#book(row, used);
  }

  /** An agent's figures are totals, over all its attempts and legs: what was booked before is taken back. */
  #book(row: Entry, { model, turns, attempts, usage, costUsd, simulated, transcript }: AgentFigures): void {
    this.#usage = addUsage(lessUsage(this.#usage, row.usage), usage);
    this.#costUsd += costUsd - row.costUsd;
    this.#simulated ||= simulated === true;
    Object.assign(row, { model, turns, attempts, usage, costUsd, transcript: transcript ?? row.transcript });
  }

  get usage(): Usage {
    return this.#usage;
  }

  /** Estimate in US dollars. */
  get costUsd(): number {
    return this.#costUsd;
  }

  /** Whether the simulator played the model for any of them. */
  get simulated(): boolean {
    return this.#simulated;
  }

  get asked(): number {
    return this.#rows.length;
  }

  /** Queued, at work or waiting. */
  get open(): number {
    return this.#counts.queued + this.#counts.working + this.#counts.waiting;
  }

  census(): Census {
    const { done, null: nulls, failed, stopped } = this.#counts;
    return { asked: this.#rows.length, done, reused: 0, null: nulls, failed, skipped: stopped };
  }

  working(): AgentRow[] {
    return [...this.#working].slice(0, STATUS_ROWS).map((row) => ({ ...row }));
  }

  view({ phase, state, offset = 0, limit = AGENT_ROWS_DEFAULT }: AgentsQuery): AgentsView {
    const selected = this.#rows.filter(
      (row) => (phase === undefined || row.phase === phase) && (state === undefined || row.state === state),
    );
    return { total: selected.length, rows: fitting(selected.slice(offset, offset + limit)) };
  }

  #row(call: number): Entry {
    const row = this.#rows[call - 1];
    if (row === undefined) throw new RangeError(`no agent has the number ${call}`);
    return row;
  }

  #move(row: Entry, to: AgentState): void {
    this.#counts[row.state] -= 1;
    this.#counts[to] += 1;
    this.#phases.move(row.phase, row.state, to);
    if (to === "working") this.#working.add(row);
    else this.#working.delete(row);
    row.state = to;
  }
}

function newRow(call: number, label: string, phase: string | null): AgentRow {
  return {
    call,
    label,
    phase,
    state: "queued",
    model: null,
    queuedAt: 0,
    startedAt: null,
    endedAt: null,
    turns: 0,
    attempts: 0,
    usage: NO_USAGE,
    costUsd: 0,
    branch: null,
    transcript: null,
    error: null,
    text: null,
  };
}
