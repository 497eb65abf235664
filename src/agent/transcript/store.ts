// Where transcripts are kept, and the one rule about attempts: who began last is the agent, whoever came before is not.
import type { TranscriptEntry, TranscriptEvent } from "./entry.ts";

export type AgentAddress = {
  readonly workflowId: string;
  readonly runId: string;
  /** Counts the run's agents from 1. */
  readonly call: number;
};

/** Legs count from 0, attempts of a leg from 1. Later is the higher leg, then the higher attempt. */
export type AttemptName = { readonly leg: number; readonly attempt: number };

export type TranscriptStore = {
  /**
   * Begins an attempt: what earlier ones append from now on does not count, and their appends throw. Throws
   * `Superseded` when this or a later attempt has begun before, `TranscriptCorrupt` for what it cannot read.
   */
  begin(agent: AgentAddress, name: AttemptName): Promise<BegunAttempt>;
  /** What counts of an agent, in order; none when it has not begun here. Throws `TranscriptCorrupt`. */
  read(agent: AgentAddress): Promise<readonly TranscriptEntry[]>;
};

export type BegunAttempt = {
  /** From 1, over all legs. */
  readonly nth: number;
  /** What earlier attempts did, as far as it counts, in order. */
  readonly earlier: readonly TranscriptEntry[];
  readonly transcript: Transcript;
};

export type Transcript = {
  /**
   * Appends in the order of the calls, several at once in one write. When it resolves, whoever continues the agent will
   * find them. Throws `Superseded` when a later attempt has begun: then these may count or not.
   */
  append(...events: readonly TranscriptEvent[]): Promise<void>;
  /** What is appended by now outlives the machine, not only the process, when this resolves. Costs nothing when it does already. */
  settle(): Promise<void>;
  /** Throws `Superseded` when a later attempt has begun. */
  requireLatest(): Promise<void>;
  close(): Promise<void>;
};
